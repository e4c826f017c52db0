import { equalBytes } from '../pki/bytes';
import { damaged, readElement } from '../pki/der-reader';
import { PkiError } from '../pki/errors';
import { showText } from '../pki/show-text';
import type { Bytes } from '../pki/types';
import { recoverKey } from './jks-key-protector';
import { DIGEST_LENGTH, JKS_VERSION, entryTags, integrityDigest } from './jks-layout';
import type { JksFormat } from './jks-layout';
import { keystoreFormat } from './keystore-format';
import { MAX_KEYSTORE_BYTES, assertEntryCount } from './keystore-limits';
import type { KeystoreEntry } from './types';

/** An entry with the octets that it stands in, so that a new file can hold it unchanged. */
export interface JksEntry {
  /** Keys of JCEKS, and those under a password of their own, are sealed. */
  readonly entry: KeystoreEntry;
  /** Those of a sealed key too, leaf first; DER. */
  readonly certificates: readonly Bytes[];
  /** For `assembleJks`. */
  readonly raw: Bytes;
}

export interface JksStore {
  readonly format: JksFormat;
  readonly entries: readonly JksEntry[];
}

/**
 * Reads a JKS or JCEKS file.
 *
 * @param password undefined: nothing is checked, and keys stay sealed, as in keytool without a password
 * @throws PkiError `file-damaged`; `file-too-large` over 5 MB or 8000 entries; `password-wrong`, when the layout is whole and the digest says otherwise;
 *   `entry-not-keepable` for a secret key, which is a serialized Java object
 */
export async function readJks(bytes: Bytes, password: string | undefined): Promise<JksStore> {
  const format = keystoreFormat(bytes);
  if (format === undefined || format === 'PKCS#12') throw damaged('it is no keystore of Java');
  if (bytes.length > MAX_KEYSTORE_BYTES)
    throw new PkiError(
      'file-too-large',
      `The keystore has ${String(bytes.length)} bytes; at most ${String(MAX_KEYSTORE_BYTES)} are read. Choose a smaller one.`,
    );
  const end = Math.max(bytes.length - DIGEST_LENGTH, 0);
  const input = new DataInput(bytes.subarray(0, end));
  input.unsigned(4);
  if (input.unsigned(4) !== JKS_VERSION) throw damaged('it is a keystore of an unknown version');
  const count = input.unsigned(4);
  const entries: JksEntry[] = [];
  let held = 0;
  for (let left = count; left > 0; left--) {
    const entry = readEntry(input, password);
    entries.push(entry);
    held += Math.max(entry.certificates.length, 1);
    assertEntryCount(held);
  }
  if (input.at !== end) throw damaged('something follows its last entry');
  if (
    password !== undefined &&
    !equalBytes(await integrityDigest(bytes.subarray(0, end), password), bytes.subarray(end))
  )
    throw new PkiError(
      'password-wrong',
      'The password does not open this keystore, or the file was changed after it was written. Type it again; capitals count.',
    );
  return { format, entries };
}

function readEntry(input: DataInput, password: string | undefined): JksEntry {
  const start = input.at;
  const tag = input.unsigned(4);
  const friendlyName = input.text();
  input.take(8);
  if (tag === entryTags.trustedCertificate) {
    const certificate = readCertificate(input);
    const entry = { kind: 'trusted-certificate', friendlyName, certificate } as const;
    return { entry, certificates: [certificate], raw: input.since(start) };
  }
  if (tag === entryTags.secretKey)
    throw new PkiError(
      'entry-not-keepable',
      `The keystore holds a secret key (“${showText(friendlyName)}”), which only Java can read. Convert it first, with: keytool -importkeystore -srckeystore OLD -srcstoretype JCEKS -destkeystore NEW -deststoretype PKCS12`,
    );
  if (tag !== entryTags.privateKey) throw damaged('it has an entry of an unknown kind, or it is no keystore of Java');
  const protectedKey = input.take(input.unsigned(4));
  const certificates: Bytes[] = [];
  for (let left = input.unsigned(4); left > 0; left--) {
    certificates.push(readCertificate(input));
    assertEntryCount(certificates.length);
  }
  const pkcs8 = password === undefined ? undefined : recoverKey(protectedKey, password);
  const entry: KeystoreEntry =
    pkcs8 === undefined
      ? { kind: 'sealed', friendlyName, what: 'private key that this password does not open' }
      : { kind: 'private-key', friendlyName, pkcs8, chain: certificates };
  return { entry, certificates, raw: input.since(start) };
}

function readCertificate(input: DataInput): Bytes {
  if (input.text() !== 'X.509') throw damaged('it holds a certificate of an unknown type');
  const certificate = input.take(input.unsigned(4));
  readElement(certificate);
  return certificate;
}

const decoder = new TextDecoder();

/** As java.io.DataInput: numbers are big-endian. Every method moves on, and throws `file-damaged` at the end. */
class DataInput {
  readonly #bytes: Bytes;
  at = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  /** A copy of the next octets. */
  take(length: number): Bytes {
    if (length > this.#bytes.length - this.at) throw damaged('it is cut off');
    this.at += length;
    return this.#bytes.slice(this.at - length, this.at);
  }

  unsigned(length: number): number {
    return this.take(length).reduce((value, octet) => value * 256 + octet, 0);
  }

  /** readUTF; characters beyond the BMP, which Java splits in two, come out as U+FFFD. */
  text(): string {
    return decoder.decode(this.take(this.unsigned(2)));
  }

  since(start: number): Bytes {
    return this.#bytes.slice(start, this.at);
  }
}
