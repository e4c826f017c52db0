import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MOST_BYTES, MOST_FILES } from '../../inspect/material-limits';
import type { MaterialFile } from '../../jobs/types';
import { PkiError } from '../../pki/errors';
import type { Bytes } from '../../pki/types';

/** Longer than any password; a file of this size is not one. */
const MOST_SECRET_BYTES = 4096;

/** A file or folder that the user named for something. */
export interface NamedPath {
  readonly path: string;
  readonly namedFor: MaterialFile['namedFor'];
}

/**
 * Reads files, and the files in folders, that the user named. Only a file by itself is named for something.
 *
 * @param field names the option in errors, where the paths were given with one
 * @throws PkiError `material-missing` (cannot be read) or `file-too-large`
 */
export async function readMaterial(paths: readonly (string | NamedPath)[], field?: string): Promise<MaterialFile[]> {
  const files: MaterialFile[] = [];
  let room = MOST_BYTES;
  for (const { path: name, namedFor } of (await Promise.all(paths.map((path) => filesAt(path, field)))).flat()) {
    const bytes = await readBytes(name, room, field);
    room -= bytes.length;
    files.push({ name, bytes, ...(namedFor === undefined ? {} : { namedFor }) });
    if (files.length > MOST_FILES)
      throw new PkiError(
        'file-too-large',
        `More than ${String(MOST_FILES)} files were given. Name the few that are needed.`,
        {
          field,
        },
      );
  }
  return files;
}

/**
 * Reads a secret from a file: UTF-8, without the line end that editors and `echo` put there.
 *
 * @throws PkiError as {@link readMaterial}, or `field-invalid` when the file is not text
 */
export async function readSecret(path: string, field: string): Promise<string> {
  const bytes = await readBytes(path, MOST_SECRET_BYTES, field);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/u, '');
  } catch {
    throw new PkiError('field-invalid', `${path} is not UTF-8 text, so it holds no password.`, { field });
  } finally {
    bytes.fill(0);
  }
}

async function filesAt(named: string | NamedPath, field: string | undefined): Promise<NamedPath[]> {
  const { path, namedFor } = typeof named === 'string' ? { path: named, namedFor: undefined } : named;
  try {
    if (!(await stat(path)).isDirectory()) return [{ path, namedFor }];
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    return files.map((entry) => ({ path: join(entry.parentPath, entry.name), namedFor: undefined }));
  } catch (error) {
    throw unreadable(path, field, error);
  }
}

/** Reads at most `limit` bytes, so that a device or a huge file does not fill the memory. */
async function readBytes(path: string, limit: number, field: string | undefined): Promise<Bytes> {
  try {
    const file = await open(path, 'r');
    try {
      const chunks: Buffer[] = [];
      let size = 0;
      while (size <= limit) {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(64 * 1024));
        if (bytesRead === 0) return new Uint8Array(Buffer.concat(chunks));
        chunks.push(buffer.subarray(0, bytesRead));
        size += bytesRead;
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(path, field, error);
  }
  throw new PkiError('file-too-large', `${path} is larger than what is wanted here can be. Choose the right file.`, {
    field,
  });
}

function unreadable(path: string, field: string | undefined, cause: unknown): PkiError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const reason = code === 'ENOENT' ? 'is not there' : code === 'EACCES' ? 'may not be read' : 'cannot be read';
  return new PkiError('material-missing', `${path} ${reason}.`, { field, cause });
}
