import { keystoreFormat } from '../keystores/keystore-format';
import type { Pause } from '../keystores/types';
import { tags } from '../pki/der-tags';
import { PkiError } from '../pki/errors';
import { spellOut } from '../pki/show-text';
import type { Bytes } from '../pki/types';
import { isBinary } from './decode-text';
import { foreignKind } from './foreign-kinds';
import type { FoundObject, InputFile } from './found-object';
import { readDerFile } from './read-der';
import { readKeystoreFile } from './read-keystore-file';
import { readText } from './read-text';
import { Reading } from './reading';
import type { ReadOptions } from './reading';
import { looksLikeZip, readZip } from './zip-reader';

/** No certificate, key or bundle of ours comes near this. */
const MAX_FILE_BYTES = 5_000_000;
const ZIP_LIMITS = { entries: 1000, totalBytes: 20_000_000 } as const;

/** One file, or one file inside a zip (`x.zip!/path`), and what was found in it. */
export interface ReadFile {
  readonly name: string;
  readonly objects: readonly FoundObject[];
  /** Why it could not be read, or not to its end; the message begins with its name. */
  readonly error?: PkiError;
}

/**
 * Reads files of any name; what a file is, is told by its content. Each is a row of its own, and so is each file inside a
 * zip that holds something. A file that cannot be read does not keep the others from being read. All files together have
 * one budget of work for their passwords, and at most 2,000 objects.
 *
 * @throws PkiError `cancelled` from `pause`; nothing else
 */
export async function readEachFile(files: readonly InputFile[], options: ReadOptions): Promise<ReadFile[]> {
  const reading = new Reading(options);
  const rows: ReadFile[][] = [];
  for (const file of files) rows.push(await readRows(file, reading));
  return rows.flat();
}

/**
 * Reads files as {@link readEachFile} does, for those who need what is in them rather than which file holds what.
 *
 * @param passwords tried in turn on every protected key
 * @param pause awaited between pieces of work: thousands of certificates, millions of rounds
 * @param quoted as in {@link ReadOptions}
 * @throws PkiError `file-too-large`, also for more than 2,000 objects in all, or `file-damaged` for a zip, naming the file
 */
export async function readFiles(
  files: readonly InputFile[],
  passwords: readonly string[],
  pause?: Pause,
  quoted?: ReadOptions['quoted'],
): Promise<FoundObject[]> {
  const reading = new Reading({ passwords, quoted, pause });
  const found: FoundObject[] = [];
  for (const file of files)
    for (const { objects, error } of await readRows(file, reading)) {
      if (error !== undefined) throw error;
      found.push(...objects);
    }
  return found;
}

async function readRows(file: InputFile, reading: Reading): Promise<ReadFile[]> {
  const row = looksLikeZip(file.bytes) ? undefined : await readRow(file, reading);
  const rows = row === undefined ? await readArchive(file, reading) : [row];
  const holding = rows.filter(({ objects, error }) => objects.length > 0 || error !== undefined);
  const nothing: FoundObject = { type: 'other', source: file.name, label: foreignKind(file.bytes) ?? 'unknown' };
  return holding.length > 0 ? holding : [{ name: file.name, objects: [nothing] }];
}

async function readArchive(file: InputFile, reading: Reading): Promise<ReadFile[]> {
  const rows: ReadFile[] = [];
  try {
    assertSize(file);
    for (const { path, bytes } of await readZip(file.bytes, file.name, ZIP_LIMITS)) {
      const name = `${file.name}!/${path}`;
      const inner: FoundObject = { type: 'other', source: name, label: foreignKind(bytes) ?? 'zip inside a zip' };
      rows.push(looksLikeZip(bytes) ? { name, objects: [inner] } : await readRow({ name, bytes }, reading));
    }
  } catch (error) {
    return [{ name: file.name, objects: [], error: refusalOf(error) }];
  }
  return rows.filter((row) => !isPassedOver(row));
}

/** A file of another kind without a key is passed over inside a zip, as is everything in which nothing is found. */
function isPassedOver({ objects: [only] }: ReadFile): boolean {
  return only?.type === 'other' && only.label.startsWith('unknown: ') && !only.label.endsWith('private key');
}

async function readRow(file: InputFile, reading: Reading): Promise<ReadFile> {
  try {
    assertSize(file);
    const objects = await readFile(file, reading);
    const useful = objects.some(({ type }) => type !== 'other' && type !== 'damaged');
    const label = useful ? undefined : foreignKind(file.bytes);
    return { name: file.name, objects: label === undefined ? objects : [{ type: 'other', source: file.name, label }] };
  } catch (error) {
    return { name: file.name, objects: [], error: refusalOf(error) };
  }
}

/** @throws what ends all reading: PkiError `cancelled`, and bugs */
function refusalOf(error: unknown): PkiError {
  if (!(error instanceof PkiError) || error.code === 'cancelled') throw error;
  return error;
}

function assertSize({ name, bytes }: InputFile): void {
  if (bytes.length > MAX_FILE_BYTES)
    throw new PkiError(
      'file-too-large',
      `${spellOut(name)} has ${String(bytes.length)} bytes. Certificates and keys are far smaller; choose the right file.`,
    );
}

async function readFile(file: InputFile, reading: Reading): Promise<FoundObject[]> {
  if (file.bytes.length === 0) {
    const error = new PkiError('file-damaged', `${spellOut(file.name)} is empty. Copy or export it again.`);
    return [{ type: 'damaged', source: file.name, error }];
  }
  if (keystoreFormat(file.bytes) !== undefined) return readKeystoreFile(file, reading);
  if (/(?:^|\/)certwright\.json$/u.test(file.name))
    return [{ type: 'manifest', source: file.name, text: new TextDecoder().decode(file.bytes) }];
  return looksLikeDer(file.bytes) ? readDerFile(file, reading) : readText(file, reading);
}

/** A text may begin with a zero; but none has control characters, or goes on with an octet from 0x80 to 0xBF. */
function looksLikeDer(bytes: Bytes): boolean {
  const second = bytes[1] ?? 0;
  return bytes[0] === tags.SEQUENCE && ((second >= 0x80 && second < 0xc0) || isBinary(bytes));
}
