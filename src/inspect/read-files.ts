import { toHex } from '../pki/bytes';
import { PkiError } from '../pki/errors';
import { decryptPkcs8, pkcs1ToPkcs8, sec1ToPkcs8 } from '../pki/key-formats';
import { importPrivateKey } from '../pki/keys';
import { parseCertificate } from '../pki/parse-certificate';
import { parsePem } from '../pki/pem';
import type { PemBlock } from '../pki/pem';
import type { Bytes, Certificate, KeyPair } from '../pki/types';
import { looksLikeZip, readZip } from './zip-reader';

/** A file to be looked into: its name as dropped, and its content. */
export interface InputFile {
  readonly name: string;
  readonly bytes: Bytes;
}

/** An object found in a file. `source` is the file's name, `bundle.zip!/path` for a file inside a zip. */
export type FoundObject =
  | { readonly type: 'certificate'; readonly source: string; readonly certificate: Certificate }
  | { readonly type: 'private-key'; readonly source: string; readonly key: KeyPair; readonly encrypted: boolean }
  /** A protected key whose password is not known; `reason` tells whether one was tried. */
  | { readonly type: 'locked-key'; readonly source: string; readonly reason: 'password-required' | 'password-wrong' }
  /** A PEM block or zip entry that cannot be read; the error names the file. */
  | { readonly type: 'damaged'; readonly source: string; readonly error: PkiError }
  /** Recognised, not opened. */
  | { readonly type: 'keystore'; readonly source: string; readonly kind: 'PKCS#12' | 'JKS' }
  | { readonly type: 'other'; readonly source: string; readonly label: string };

/** No certificate, key or bundle of ours comes near this. */
const MAX_FILE_BYTES = 5_000_000;
const ZIP_LIMITS = { entries: 1000, totalBytes: 20_000_000 } as const;

/**
 * Reads the certificates and private keys in files of any name; what a file is, is told by its content. Text that is no
 * PEM and files of other kinds yield nothing. A file that cannot be read does not keep the others from being read.
 *
 * @param passwords tried in turn on every protected key
 * @throws PkiError `file-too-large`, or `file-damaged` for a zip, naming the file
 */
export async function readFiles(files: readonly InputFile[], passwords: readonly string[]): Promise<FoundObject[]> {
  const found: FoundObject[] = [];
  for (const file of files) found.push(...(await readFile(file, passwords)));
  return found;
}

async function readFile(file: InputFile, passwords: readonly string[]): Promise<FoundObject[]> {
  if (file.bytes.length > MAX_FILE_BYTES)
    throw new PkiError(
      'file-too-large',
      `${file.name} has ${String(file.bytes.length)} bytes. Certificates and keys are far smaller; choose the right file.`,
    );
  if (looksLikeZip(file.bytes)) {
    const inside = readZip(file.bytes, file.name, ZIP_LIMITS);
    const nested = inside.map(({ path, bytes }) => ({ name: `${file.name}!/${path}`, bytes }));
    return readFiles(
      nested.filter(({ bytes }) => !looksLikeZip(bytes)),
      passwords,
    );
  }
  const keystore = keystoreKind(file.bytes);
  if (keystore !== undefined) return [{ type: 'keystore', source: file.name, kind: keystore }];
  if (file.bytes[0] === DER_SEQUENCE) return readDer(file, passwords);
  return readPem(file, passwords);
}

async function readPem({ name, bytes }: InputFile, passwords: readonly string[]): Promise<FoundObject[]> {
  const objects: FoundObject[] = [];
  try {
    for (const block of parsePem(new TextDecoder().decode(bytes)))
      objects.push(await readPemBlock(block, name, passwords));
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
    objects.push({ type: 'damaged', source: name, error: named(name, error) });
  }
  return objects;
}

const DER_SEQUENCE = 0x30;

/** Tells a keystore by its first octets: a PFX begins with version 3 (RFC 7292 §4), a JKS with its magic number. */
function keystoreKind(bytes: Bytes): 'PKCS#12' | 'JKS' | undefined {
  const start = toHex(bytes.subarray(0, 12));
  if (start.startsWith('feedfeed') || start.startsWith('cececece')) return 'JKS';
  return /^30(?:80|[0-7].|81..|82.{4}|83.{6})020103/u.test(start) ? 'PKCS#12' : undefined;
}

type BlockReader = (der: Bytes, source: string, passwords: readonly string[]) => FoundObject | Promise<FoundObject>;

/** RFC 7468 labels and their older kin. */
const blockReaders: Readonly<Record<string, BlockReader>> = {
  CERTIFICATE: (der, source) => ({ type: 'certificate', source, certificate: parseCertificate(der) }),
  'PRIVATE KEY': (der, source) => plainKey(der, source),
  'RSA PRIVATE KEY': (der, source) => plainKey(pkcs1ToPkcs8(der), source),
  'EC PRIVATE KEY': (der, source) => plainKey(sec1ToPkcs8(der), source),
  'ENCRYPTED PRIVATE KEY': lockedKey,
};

async function readPemBlock(block: PemBlock, source: string, passwords: readonly string[]): Promise<FoundObject> {
  const reader = Object.hasOwn(blockReaders, block.label) ? blockReaders[block.label] : undefined;
  if (reader === undefined) return { type: 'other', source, label: block.label };
  if (block.headers.length > 0)
    throw new PkiError(
      'file-damaged',
      `The key is protected in the way of old OpenSSL releases, which is not read here. Convert it with: openssl pkcs8 -topk8 -in OLD -out NEW`,
    );
  return reader(block.der, source, passwords);
}

async function readDer({ name, bytes }: InputFile, passwords: readonly string[]): Promise<FoundObject[]> {
  for (const label of ['CERTIFICATE', 'PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY']) {
    try {
      return [await (blockReaders[label] as BlockReader)(bytes, name, passwords)];
    } catch (error) {
      if (!(error instanceof PkiError) || error.code !== 'file-damaged') throw error;
    }
  }
  return [{ type: 'other', source: name, label: 'unknown DER' }];
}

async function plainKey(pkcs8: Bytes, source: string): Promise<FoundObject> {
  return { type: 'private-key', source, key: await importPrivateKey(pkcs8), encrypted: false };
}

async function lockedKey(der: Bytes, source: string, passwords: readonly string[]): Promise<FoundObject> {
  for (const password of passwords) {
    try {
      const key = await importPrivateKey(await decryptPkcs8(der, password));
      return { type: 'private-key', source, key, encrypted: true };
    } catch (error) {
      if (!(error instanceof PkiError) || error.code !== 'password-wrong') throw error;
    }
  }
  return { type: 'locked-key', source, reason: passwords.length === 0 ? 'password-required' : 'password-wrong' };
}

/** The same error with the file's name in front. */
function named(source: string, error: PkiError): PkiError {
  return new PkiError(error.code, `${source}: ${error.message}`, { field: error.field, cause: error });
}
