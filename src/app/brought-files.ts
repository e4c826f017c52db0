import { MOST_BYTES, MOST_FILES } from '../inspect/material-limits';
import type { MaterialFile } from '../jobs/types';
import { PkiError } from '../pki/errors';

/**
 * Reads the files that a user brings for one slot, each under its path.
 *
 * @throws PkiError `file-too-large` before anything is read; what the browser throws when a file cannot be read
 */
export async function readFiles(files: readonly File[], field: string): Promise<readonly MaterialFile[]> {
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (files.length > MOST_FILES || size > MOST_BYTES) throw tooMuch(files.length, size, field);
  return Promise.all(files.map(readFile));
}

/** Overwrites the bytes of files with zeros. */
export function wipe(files: readonly MaterialFile[]): void {
  for (const { bytes } of files) bytes.fill(0);
}

async function readFile(file: File): Promise<MaterialFile> {
  const name = file.webkitRelativePath === '' ? file.name : file.webkitRelativePath;
  return { name, bytes: new Uint8Array(await file.arrayBuffer()) };
}

function tooMuch(count: number, size: number, field: string): PkiError {
  const given = `${String(count)} files with ${String(Math.ceil(size / 1024 / 1024))} MB`;
  return new PkiError('file-too-large', `${given} are more than a CA needs. Choose only its certificate and key.`, {
    field,
  });
}
