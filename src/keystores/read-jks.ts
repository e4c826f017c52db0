import { equalBytes } from '../pki/bytes';
import { damaged, readElement } from '../pki/der-reader';
import { PkiError } from '../pki/errors';
import type { Bytes } from '../pki/types';
import { DataInput } from './data-input';
import type { OpenOptions } from './encrypted-key';
import { skipJavaObject } from './java-object';
import { recoverKey } from './jks-key-protector';
import { DIGEST_LENGTH, JKS_VERSION, entryTags, integrityDigest } from './jks-layout';
import type { JksFormat } from './jks-layout';
import { keystoreFormat } from './keystore-format';
import { MAX_KEYSTORE_BYTES, assertEntryCount } from './keystore-limits';
import type { ReadOptions } from './read-pkcs12';
import type { KeystoreEntry } from './types';
import { WorkBudget } from './work-budget';

/** An entry with the octets that it stands in, so that a new file can hold it unchanged. */
export interface JksEntry {
  /** Secret keys, and keys under a password of their own, are sealed. */
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
 * Reads a JKS or JCEKS file. Secret keys, which are serialized Java objects, stay sealed; so does a key of JCEKS whose
 * protection takes more work than the budget has left. A key that the password does not open is tried with `keyPasswords`.
 *
 * @param password undefined: nothing is checked, and keys stay sealed, as in keytool without a password
 * @throws PkiError `file-damaged`; `file-too-large` over 5 MB or 8000 entries; `password-wrong`, when the layout is whole and
 *   the digest says otherwise
 */
export async function readJks(
  bytes: Bytes,
  password: string | undefined,
  { budget = new WorkBudget(), pause, keyPasswords = [] }: ReadOptions = {},
): Promise<JksStore> {
  const format = keystoreFormat(bytes);
  if (format === undefined || format === 'PKCS#12') throw damaged('it is not a Java keystore');
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
  const entries: RawEntry[] = [];
  let held = 0;
  for (let left = count; left > 0; left--) {
    const entry = readEntry(input);
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
  const opened: JksEntry[] = [];
  for (const entry of entries) {
    opened.push(password === undefined ? entry : await openEntry(entry, password, keyPasswords, { budget, pause }));
    await pause?.();
  }
  return { format, entries: opened };
}

/** An entry whose key is not opened yet. */
interface RawEntry extends JksEntry {
  readonly protectedKey?: Bytes;
}

function readEntry(input: DataInput): RawEntry {
  const start = input.at;
  const tag = input.unsigned(4);
  const friendlyName = input.text();
  input.take(8);
  if (tag === entryTags.trustedCertificate) {
    const certificate = readCertificate(input);
    const entry = { kind: 'trusted-certificate', friendlyName, certificate } as const;
    return { entry, certificates: [certificate], raw: input.since(start) };
  }
  if (tag === entryTags.secretKey) {
    skipJavaObject(input);
    const entry = { kind: 'sealed', holds: 'secret-key', friendlyName, what: 'secret key' } as const;
    return { entry, certificates: [], raw: input.since(start) };
  }
  if (tag !== entryTags.privateKey) throw damaged('it has an entry of an unknown kind, or it is not a Java keystore');
  const protectedKey = input.take(input.unsigned(4));
  const certificates: Bytes[] = [];
  for (let left = input.unsigned(4); left > 0; left--) {
    certificates.push(readCertificate(input));
    assertEntryCount(certificates.length);
  }
  const what = 'private key that this password does not open';
  const entry = { kind: 'sealed', holds: 'private-key', friendlyName, what, locked: true } as const;
  return { entry, certificates, raw: input.since(start), protectedKey };
}

async function openEntry(
  { protectedKey, ...sealed }: RawEntry,
  password: string,
  keyPasswords: readonly string[],
  options: OpenOptions,
): Promise<JksEntry> {
  if (protectedKey === undefined) return sealed;
  const { certificates, raw } = sealed;
  const { friendlyName } = sealed.entry;
  try {
    for (const candidate of new Set([password, ...keyPasswords])) {
      const pkcs8 = await recoverKey(protectedKey, candidate, options);
      if (pkcs8 === undefined) continue;
      const own = candidate === password ? {} : { ownPassword: true as const };
      return { entry: { kind: 'private-key', friendlyName, pkcs8, chain: certificates, ...own }, certificates, raw };
    }
    return sealed;
  } catch (error) {
    if (!(error instanceof PkiError) || error.code !== 'work-factor-too-high') throw error;
    const what = 'private key whose password takes too much work to try';
    return { ...sealed, entry: { kind: 'sealed', holds: 'private-key', friendlyName, what } };
  }
}

function readCertificate(input: DataInput): Bytes {
  if (input.text() !== 'X.509') throw damaged('it holds a certificate of an unknown type');
  const certificate = input.take(input.unsigned(4));
  readElement(certificate);
  return certificate;
}
