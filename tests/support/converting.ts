import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { FoundObject } from '../../src/inspect/found-object';
import { readFiles } from '../../src/inspect/read-files';
import { convert } from '../../src/jobs/convert';
import { findConversionFormat } from '../../src/jobs/convert-formats';
import type { ConversionFormat, ConversionOptions } from '../../src/jobs/convert-types';
import type { OutputFile } from '../../src/jobs/output-file';
import type { Bytes } from '../../src/pki/types';
import { host } from './make';

/** A file to be dropped: its path, or its name and content. */
export type Dropped = string | { readonly name: string; readonly bytes: Bytes };

/** What is found in dropped files. */
export function found(files: readonly Dropped[], passwords: readonly string[] = []): Promise<FoundObject[]> {
  const read = (file: Dropped): Exclude<Dropped, string> =>
    typeof file === 'string' ? { name: basename(file), bytes: new Uint8Array(readFileSync(file)) } : file;
  return readFiles(files.map(read), passwords);
}

/** A format, which must exist. */
export function formatCalled(id: string): ConversionFormat {
  const format = findConversionFormat(id);
  if (format === undefined) throw new Error(`no format ${id}`);
  return format;
}

/** Drops files and converts what is in them. */
export async function converted(
  files: readonly Dropped[],
  format: string,
  options: ConversionOptions = {},
  passwords: readonly string[] = [],
): Promise<readonly OutputFile[]> {
  return convert({ objects: await found(files, passwords), format: formatCalled(format), options }, host);
}

/** As {@link converted}, for a format that gives one file. */
export async function convertedFile(...given: Parameters<typeof converted>): Promise<OutputFile> {
  const [file, more] = await converted(...given);
  if (file === undefined || more !== undefined) throw new Error('not one file');
  return file;
}
