import { PkiError } from '../pki/errors';
import type { Bytes } from '../pki/types';
import { encode } from './encoders';
import type { EncodingContext } from './encoders';
import type { BundleEntry } from './types';
import { writeTexts } from './write-texts';
import type { TextSources } from './write-texts';

/** What producing needs besides the encoders' context. */
export type ProduceContext = EncodingContext &
  Pick<TextSources, 'facts' | 'pause'> & {
    /** Files that go on from an earlier bundle octet by octet, by entry id. */
    readonly reused?: ReadonlyMap<string, Bytes> | undefined;
  };

/** Makes every file of a plan, in the plan's order: encoded objects first, then the texts that quote and describe them. */
export async function produce(context: ProduceContext): Promise<BundleEntry[]> {
  const { plan, pause, reused } = context;
  const files = new Map<string, Bytes>();
  for (const { id, content } of plan.entries) {
    if (content.as === 'generated' || content.as === 'text') continue;
    files.set(id, reused?.get(id) ?? (await encode(content, context)));
    await pause();
  }
  const texts = await writeTexts(context, files);
  return plan.entries.map(({ id, path, mode, secret, audience }) => {
    const bytes = files.get(id) ?? texts.get(id);
    if (bytes === undefined) throw new PkiError('defect', `${path} was not made.`);
    return { path, mode, secret, audience, bytes };
  });
}
