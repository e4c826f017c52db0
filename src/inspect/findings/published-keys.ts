import { publishedSetOf, publishedSets } from '../../pki/published-keys';
import type { PublishedSet } from '../../pki/published-keys';
import type { Evidence } from '../evidence';
import { spkiOf } from '../report-matches';
import type { Placed } from '../placed';
import { listed } from './rule';
import type { Judgement, Rule } from './rule';

/** Keys that are no secret. */
export const publishedKeyRules: readonly Rule[] = publishedSets.map((set) => ({
  id: 'e_key_published',
  source: set.source,
  judge: (evidence) => judgePublished(set, evidence),
}));

async function judgePublished(set: PublishedSet, { placed }: Evidence): Promise<Judgement[]> {
  const published: Placed[] = [];
  for (const each of placed) {
    const spki = spkiOf(each.object);
    const certificate = each.object.type === 'certificate' ? each.object.certificate : undefined;
    if (spki !== undefined && (await publishedSetOf(spki, certificate)) === set) published.push(each);
  }
  if (published.length === 0) return [];
  const files = [...new Set(published.map(({ reference }) => reference.file))];
  return [
    {
      message: `${listed(files)}: these are ${set.what} (root ${set.serialNumber.toUpperCase()}), whose private keys are published on the web. Anybody can pose as your server or issue certificates that you trust. Remove this root wherever it is trusted, and use a CA of your own.`,
      objects: published.map(({ reference }) => reference),
    },
  ];
}
