import { MOST_BYTES, MOST_FILES } from '../inspect/material-limits';
import type { MaterialFile } from '../jobs/types';
import { PkiError } from '../pki/errors';
import { showText } from '../pki/show-text';

/** Files that were read, and why others were left out: one sentence each. */
export interface ReadFiles {
  /** All of them, in the order in which they were given. */
  readonly all: readonly (MaterialFile | PkiError)[];
  readonly files: readonly MaterialFile[];
  readonly left: readonly PkiError[];
}

const megabyte = 1024 * 1024;

/**
 * Reads the files that a user brings, each under its path. An empty file, one that is too large and one that cannot be read
 * are left out; the others are taken.
 *
 * @param field id of the slot they are for, for the errors
 * @throws PkiError `file-too-large` when there are too many files, or too large ones together, before any is read
 */
export async function readFiles(given: readonly File[], field?: string): Promise<ReadFiles> {
  if (given.length > MOST_FILES)
    throw new PkiError(
      'file-too-large',
      `${String(given.length)} files are more than the ${String(MOST_FILES)} that can be looked at. Choose only the certificates and keys.`,
      { field },
    );
  const refusals = given.map((file) => refusalOf(file, field));
  const rest = given.filter((_, index) => refusals[index] === undefined);
  const size = rest.reduce((sum, file) => sum + file.size, 0);
  if (size > MOST_BYTES)
    throw new PkiError(
      'file-too-large',
      `${String(rest.length)} files with ${megabytes(size)} are more than certificates and keys need. Choose only those.`,
      { field },
    );
  const all = await Promise.all(given.map(async (file, index) => refusals[index] ?? readFile(file, field)));
  return { all, files: all.filter(isFile), left: all.filter((one) => one instanceof PkiError) };
}

/** Whether a file could be read. */
export function isFile(one: MaterialFile | PkiError): one is MaterialFile {
  return !(one instanceof PkiError);
}

/** Overwrites the bytes of files with zeros. */
export function wipe(files: readonly MaterialFile[]): void {
  for (const { bytes } of files) bytes.fill(0);
}

async function readFile(file: File, field: string | undefined): Promise<MaterialFile | PkiError> {
  try {
    return { name: pathOf(file), bytes: new Uint8Array(await file.arrayBuffer()) };
  } catch (cause) {
    return unreadable(file, cause, field);
  }
}

function pathOf({ name, webkitRelativePath }: File): string {
  return webkitRelativePath === '' ? name : webkitRelativePath;
}

function refusalOf(file: File, field: string | undefined): PkiError | undefined {
  const name = showText(pathOf(file));
  if (file.size === 0)
    return new PkiError('file-damaged', `${name} is empty (0 bytes). Copy or export it again.`, {
      field,
    });
  if (file.size <= MOST_BYTES) return undefined;
  const message = `${name} has ${megabytes(file.size)}; a certificate, key or keystore has less than ${megabytes(MOST_BYTES)}. Choose another file.`;
  return new PkiError('file-too-large', message, { field });
}

function unreadable(file: File, cause: unknown, field: string | undefined): PkiError {
  const message = `${showText(pathOf(file))} could not be read: it was moved or changed, or this browser may not open it. Choose it again.`;
  return new PkiError('file-damaged', message, { field, cause });
}

function megabytes(bytes: number): string {
  return `${String(Math.ceil(bytes / megabyte))} MB`;
}
