import { digestHex, utf8 } from '../pki/bytes';
import { PkiError } from '../pki/errors';
import type { Bytes } from '../pki/types';
import { fillContents } from './fill-contents';
import { writeManifest } from './manifest';
import { writeReadme } from './texts/readme';
import { writeReminder } from './texts/reminder';
import { writeVerifyPs1 } from './texts/verify-ps1';
import { writeVerifySh } from './texts/verify-sh';
import type { BundlePlan, GeneratedText, TextContext } from './types';

/** What texts are written from, besides the files that they quote and describe. */
export interface TextSources {
  readonly plan: BundlePlan;
  readonly facts: Omit<TextContext, 'plan' | 'digests'>;
  /** By secret field id, for texts of the consumer's own that hold a password. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Awaited between texts. */
  readonly pause: () => Promise<void>;
}

/** The generated texts in the order in which they can be written: each knows the digests of those before it. */
const writers: readonly (readonly [GeneratedText, (context: TextContext) => string])[] = [
  ['readme', writeReadme],
  ['reminder', writeReminder],
  ['manifest', writeManifest],
  ['verify-ps1', writeVerifyPs1],
  ['verify-sh', writeVerifySh],
];

/**
 * Writes every text of a plan: first the recipe's own, which may quote other files, then the generated ones, which carry
 * the digests of all files before them.
 *
 * @param files bytes of all files that are no texts, by entry id
 * @returns bytes of the texts, by entry id
 */
export async function writeTexts(sources: TextSources, files: ReadonlyMap<string, Bytes>): Promise<Map<string, Bytes>> {
  const { plan, facts, secrets, pause } = sources;
  const texts = new Map<string, Bytes>();
  for (const { id, content } of plan.entries) {
    if (content.as !== 'text') continue;
    const secret = (of: string): string => secrets[of] ?? '';
    const quoted = fillContents(textOf(content.text), (of) => quotedFile(files, of), {
      language: content.language,
      secret,
    });
    texts.set(id, utf8(quoted));
  }
  const digests = new Map<string, string>();
  for (const { id, path } of plan.entries) {
    const done = files.get(id) ?? texts.get(id);
    if (done !== undefined) digests.set(path, await digestHex('SHA-256', done));
  }
  for (const [name, write] of writers) {
    const entry = plan.entries.find(({ content }) => content.as === 'generated' && content.text === name);
    if (entry === undefined) continue;
    const bytes = utf8(write({ ...facts, plan, digests }));
    texts.set(entry.id, bytes);
    digests.set(entry.path, await digestHex('SHA-256', bytes));
    await pause();
  }
  return texts;
}

/** Planning has joined a text's lines and filled in its values. */
function textOf(text: unknown): string {
  if (typeof text !== 'string') throw new PkiError('defect', 'A text was not planned.');
  return text;
}

function quotedFile(files: ReadonlyMap<string, Bytes>, id: string): Bytes {
  const content = files.get(id);
  if (content === undefined) throw new PkiError('defect', `A text quotes the file ${id}, which does not exist.`);
  return content;
}
