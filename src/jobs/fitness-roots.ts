import { partsOf } from '../bundle/facts';
import { entitiesOf, isSecret } from '../bundle/plan-content';
import { rootAbove } from '../bundle/root-above';
import type { BundlePlan, PlannedAudience, PlannedEntry } from '../bundle/types';
import { climb } from '../inspect/climb';
import { equalBytes } from '../pki/bytes';
import { formatName } from '../pki/distinguished-name';
import { isSelfSigned } from '../pki/issuer';
import type { Certificate } from '../pki/types';
import type { PlannedCase } from './fitness-cases';
import { listed, subjectOf } from './fitness-leaf';
import { folderOf, placeIn, sharedTail } from './fitness-lot';
import { rowOf } from './fitness-types';
import type { FitnessRow, LeafCase, Lot, Verdict } from './fitness-types';

/**
 * Whether the roots that each machine is given are those above the certificates of the other side: in mutual TLS the
 * server's file must hold the root of the clients, and the clients' that of the server.
 */
export async function rootRows(plan: BundlePlan, cases: readonly PlannedCase[], lot: Lot): Promise<FitnessRow[]> {
  const rows: FitnessRow[] = [];
  for (const audience of plan.audiences.filter(({ keepSafe }) => keepSafe !== true)) {
    const keyed = keyedAt(audience);
    for (const entry of audience.entries) {
      for (const authority of authoritiesIn(entry, plan)) {
        const peers = peersOf(plan, cases, authority, keyed);
        const home = cases.find(({ leaf }) => keyed.has(leaf.id))?.found?.found.source;
        const sources = sourcesFor(entry, lot, home);
        if (sources.length === 0 || peers.length === 0) continue;
        const what = `${audience.label}: trusts the other side`;
        const objects = lot.certificates.filter(({ source }) => sources.includes(source));
        rows.push(rowOf('roots', what, await judge(sources, peers, lot), objects));
      }
    }
  }
  return rows;
}

/** Leaves whose key lies on a machine. */
function keyedAt({ entries }: PlannedAudience): ReadonlySet<string> {
  const secret = entries.flatMap(({ content }) => partsOf(content).filter(isSecret));
  return new Set(secret.flatMap(entitiesOf));
}

/** Authorities whose certificate is given to whoever gets this file, so that it is trusted. */
function authoritiesIn({ content }: PlannedEntry, { entities }: BundlePlan): readonly string[] {
  const given = partsOf(content)
    .filter((part) => !isSecret(part))
    .flatMap(entitiesOf);
  return [...new Set(given)].filter((id) => entities.some((entity) => entity.id === id && entity.kind === 'authority'));
}

/** The certificates that a machine meets: those of the other purpose, where it has one of its own. */
function peersOf(
  plan: BundlePlan,
  cases: readonly PlannedCase[],
  authority: string,
  keyed: ReadonlySet<string>,
): readonly LeafCase[] {
  const below = cases.filter(({ leaf }) => rootAbove(plan, leaf.id) === authority);
  const own = below.filter(({ leaf }) => keyed.has(leaf.id));
  const others = below.filter(
    ({ leaf }) => !keyed.has(leaf.id) && !own.some((each) => each.leaf.purposes.join() === leaf.purposes.join()),
  );
  return (others.length > 0 ? others : below).flatMap(({ found }) => found ?? []);
}

/** Files that bear the entry's name; of several, those in the folder that shares most with its path, or with the leaf's. */
function sourcesFor({ path }: PlannedEntry, { certificates }: Lot, home: string | undefined): readonly string[] {
  const sources = [...new Set(certificates.map(({ source }) => source))].filter(
    (source) => sharedTail(path, source) > 0,
  );
  const most = Math.max(...sources.map((source) => sharedTail(path, source)));
  const best = sources.filter((source) => sharedTail(path, source) === most);
  const beside = best.filter((source) => home !== undefined && folderOf(source) === folderOf(home));
  return beside.length > 0 ? beside : best;
}

async function judge(sources: readonly string[], peers: readonly LeafCase[], lot: Lot): Promise<Verdict> {
  for (const source of sources) {
    const trusted = lot.certificates.filter((each) => each.source === source).map(({ certificate }) => certificate);
    for (const { found, title } of peers) {
      if (await isTrusted(found.certificate, trusted, lot)) continue;
      const { chain, root } = await climb(found.certificate, lot.distinct, lot.now);
      const last = chain.at(-1) ?? found.certificate;
      const namesake = trusted.some(({ subject }) => equalBytes(subject.der, last.issuer.der));
      const held = `${placeIn(source)} holds ${listed(trusted.map(subjectOf))}`;
      const peer = `${placeIn(found.source)} (${title})`;
      if (root === undefined && !namesake)
        return [
          'unknown',
          `${held}. Whether that is above ${peer} cannot be told while an issuer is missing.`,
          'Add the missing issuer.',
        ];
      const aside = namesake ? ', which has the same name and another key' : '';
      const why = `${held}, but ${peer} was issued under ${formatName(last.issuer)}${aside}.`;
      return ['no', why, 'Give this machine the root above that certificate.'];
    }
  }
  const names = listed(peers.map(({ found }) => placeIn(found.source)));
  return ['yes', `${listed(sources.map(placeIn))} holds the root of ${names}.`];
}

/** Roots that are not in this file do not count; issuers between are sent by the other side. */
async function isTrusted(certificate: Certificate, trusted: readonly Certificate[], lot: Lot): Promise<boolean> {
  const between: Certificate[] = [];
  for (const each of lot.distinct) if (!(await isSelfSigned(each))) between.push(each);
  const { root } = await climb(certificate, [...trusted, ...between], lot.now);
  return root !== undefined && [...trusted, certificate].some(({ der }) => equalBytes(der, root.der));
}
