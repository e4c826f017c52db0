import { digestHex, utf8 } from '../pki/bytes';
import { PkiError } from '../pki/errors';
import { canEncode, encode } from './encoders';
import type { EncodingContext } from './encoders';
import { writeManifest } from './manifest';
import { fillContents } from './template';
import { writeReadme } from './texts/readme';
import { writeReminder } from './texts/reminder';
import { writeVerifyPs1 } from './texts/verify-ps1';
import { writeVerifySh } from './texts/verify-sh';
import type { BundleEntry, GeneratedText, PlannedEntry, TextContext } from './types';
import type { Bytes } from '../pki/types';

/** What producing needs besides the encoders' context. */
export interface ProduceContext extends EncodingContext {
  readonly facts: Omit<TextContext, 'plan' | 'digests'>;
  /** Awaited between files. */
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
 * Makes every file of a plan, in the plan's order: encoded objects first, then texts that quote them, then the generated
 * texts, which carry the digests of all files written before them.
 *
 * @throws PkiError `encoding-unavailable` before anything is made when the plan holds an encoding that cannot be written
 */
export async function produce(context: ProduceContext): Promise<BundleEntry[]> {
  const { entries } = context.plan;
  const impossible = entries.find(({ content }) => content.as !== 'generated' && !canEncode(content));
  if (impossible !== undefined)
    throw new PkiError(
      'encoding-unavailable',
      `${impossible.path}: this release of Certwright cannot write ${impossible.content.as} files yet.`,
    );

  const bytes = new Map<string, Bytes>();
  for (const { id, content } of entries) {
    if (content.as === 'generated' || content.as === 'text') continue;
    bytes.set(id, await encode(content, context));
    await context.pause();
  }
  for (const { id, content } of entries)
    if (content.as === 'text') bytes.set(id, utf8(fillContents(content.text as string, (of) => contentOf(bytes, of))));
  await writeGenerated(context, bytes);

  return entries.map(({ id, path, mode, secret, audience }) => ({
    path,
    mode,
    secret,
    audience,
    bytes: bytes.get(id) ?? new Uint8Array(),
  }));
}

async function writeGenerated({ plan, facts, pause }: ProduceContext, bytes: Map<string, Bytes>): Promise<void> {
  const digests = new Map<string, string>();
  for (const { id, path } of plan.entries) {
    const done = bytes.get(id);
    if (done !== undefined) digests.set(path, await digestHex('SHA-256', done));
  }
  for (const [name, write] of writers) {
    const entry = plan.entries.find((candidate) => isGenerated(candidate, name));
    if (entry === undefined) continue;
    const text = utf8(write({ ...facts, plan, digests }));
    bytes.set(entry.id, text);
    digests.set(entry.path, await digestHex('SHA-256', text));
    await pause();
  }
}

function isGenerated({ content }: PlannedEntry, name: GeneratedText): boolean {
  return content.as === 'generated' && content.text === name;
}

function contentOf(bytes: ReadonlyMap<string, Bytes>, id: string): Bytes {
  const content = bytes.get(id);
  if (content === undefined) throw new PkiError('defect', `A text quotes the file ${id}, which does not exist yet.`);
  return content;
}
