import { keystoreFormat } from '../keystores/keystore-format';
import type { Pause } from '../keystores/types';
import { PkiError } from '../pki/errors';
import { decryptPkcs8, pkcs1ToPkcs8, readEncryptedPrivateKey, sec1ToPkcs8 } from '../pki/key-formats';
import { importPrivateKey } from '../pki/keys';
import { parseCertificate } from '../pki/parse-certificate';
import { parsePem } from '../pki/pem';
import type { PemBlock } from '../pki/pem';
import { isSignedData, readCertificatesOnly } from '../pki/pkcs7';
import { parseRequest } from '../pki/request';
import { spellOut } from '../pki/show-text';
import type { Bytes } from '../pki/types';
import type { FoundObject, InputFile } from './found-object';
import { readKeystoreFile } from './read-keystore-file';
import { Reading, damagedBy } from './reading';
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
 * @throws PkiError `file-too-large`, also for more than 2,000 objects in all, or `file-damaged` for a zip, naming the file
 */
export async function readFiles(
  files: readonly InputFile[],
  passwords: readonly string[],
  pause?: Pause,
): Promise<FoundObject[]> {
  const reading = new Reading({ passwords, pause });
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
  const nothing: FoundObject = { type: 'other', source: file.name, label: 'unknown' };
  return holding.length > 0 ? holding : [{ name: file.name, objects: [nothing] }];
}

async function readArchive(file: InputFile, reading: Reading): Promise<ReadFile[]> {
  const rows: ReadFile[] = [];
  try {
    assertSize(file);
    for (const { path, bytes } of await readZip(file.bytes, file.name, ZIP_LIMITS)) {
      const name = `${file.name}!/${path}`;
      const inner: FoundObject = { type: 'other', source: name, label: 'zip inside a zip' };
      rows.push(looksLikeZip(bytes) ? { name, objects: [inner] } : await readRow({ name, bytes }, reading));
    }
  } catch (error) {
    return [{ name: file.name, objects: [], error: refusalOf(error) }];
  }
  return rows;
}

async function readRow(file: InputFile, reading: Reading): Promise<ReadFile> {
  try {
    assertSize(file);
    return { name: file.name, objects: await readFile(file, reading) };
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
  return file.bytes[0] === DER_SEQUENCE ? readDer(file, reading) : readPem(file, reading);
}

async function readPem({ name, bytes }: InputFile, reading: Reading): Promise<FoundObject[]> {
  const objects: FoundObject[][] = [];
  try {
    const blocks = parsePem(new TextDecoder().decode(bytes));
    reading.count(blocks.length);
    for (const block of blocks) {
      objects.push(await readPemBlock(block, name, reading));
      await reading.pause?.();
    }
  } catch (error) {
    objects.push([damagedBy(error, name)]);
  }
  return objects.flat();
}

const DER_SEQUENCE = 0x30;

type Objects = FoundObject | readonly FoundObject[];
type BlockReader = (der: Bytes, source: string, reading: Reading) => Objects | Promise<Objects>;

/** RFC 7468 labels and their older kin. */
const blockReaders: Readonly<Record<string, BlockReader>> = {
  CERTIFICATE: certificates,
  PKCS7: certificates,
  CMS: certificates,
  'CERTIFICATE REQUEST': (der, source) => ({ type: 'request', source, request: parseRequest(der) }),
  'NEW CERTIFICATE REQUEST': (der, source) => ({ type: 'request', source, request: parseRequest(der) }),
  'PRIVATE KEY': (der, source) => plainKey(der, source),
  'RSA PRIVATE KEY': (der, source) => plainKey(pkcs1ToPkcs8(der), source),
  'EC PRIVATE KEY': (der, source) => plainKey(sec1ToPkcs8(der), source),
  'ENCRYPTED PRIVATE KEY': lockedKey,
};

/** Windows writes the certificates of a PKCS#7 file under the label of one certificate. */
function certificates(der: Bytes, source: string, reading: Reading): FoundObject[] {
  const ders = isSignedData(der) ? readCertificatesOnly(der) : [der];
  reading.count(ders.length - 1);
  return ders.map((each) => ({ type: 'certificate', source, certificate: parseCertificate(each) }));
}

async function readPemBlock(block: PemBlock, source: string, reading: Reading): Promise<FoundObject[]> {
  const reader = Object.hasOwn(blockReaders, block.label) ? blockReaders[block.label] : undefined;
  if (reader === undefined) return [{ type: 'other', source, label: block.label }];
  if (block.headers.length > 0)
    throw new PkiError(
      'file-damaged',
      `The key is protected in the way of old OpenSSL releases, which is not read here. Convert it with: openssl pkcs8 -topk8 -in OLD -out NEW`,
    );
  return listOf(await reader(block.der, source, reading));
}

async function readDer({ name, bytes }: InputFile, reading: Reading): Promise<FoundObject[]> {
  for (const label of derLabels) {
    try {
      return listOf(await (blockReaders[label] as BlockReader)(bytes, name, reading));
    } catch (error) {
      const object = damagedBy(error, name);
      if (object.error.code !== 'file-damaged') return [object];
    }
  }
  return [{ type: 'other', source: name, label: 'unknown DER' }];
}

/** What DER without a label is tried as. */
const derLabels = [
  'CERTIFICATE',
  'PRIVATE KEY',
  'ENCRYPTED PRIVATE KEY',
  'RSA PRIVATE KEY',
  'EC PRIVATE KEY',
  'CERTIFICATE REQUEST',
];

function listOf(objects: Objects): FoundObject[] {
  return 'type' in objects ? [objects] : [...objects];
}

async function plainKey(pkcs8: Bytes, source: string): Promise<FoundObject> {
  return { type: 'private-key', source, key: await importPrivateKey(pkcs8), encrypted: false };
}

async function lockedKey(der: Bytes, source: string, reading: Reading): Promise<FoundObject> {
  const passwords = reading.passwordsFor(source);
  const { iterations } = readEncryptedPrivateKey(der).parameters;
  for (const password of passwords) {
    reading.budget.charge(iterations);
    try {
      const key = await importPrivateKey(await decryptPkcs8(der, password));
      return { type: 'private-key', source, key, encrypted: true };
    } catch (error) {
      if (!(error instanceof PkiError) || error.code !== 'password-wrong') throw error;
    }
  }
  return {
    type: 'locked-key',
    source,
    holds: 'private-key',
    reason: passwords.length === 0 ? 'password-required' : 'password-wrong',
  };
}
