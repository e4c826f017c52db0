import type { OutputFile } from '../jobs/output-file';

/** Longest text that is offered to be copied: whole collections of roots are saved. */
const longest = 100_000;

/** A file's content where it is a text that people paste; undefined for binary files. */
export function textOf({ bytes }: OutputFile): string | undefined {
  if (bytes.length > longest || bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
