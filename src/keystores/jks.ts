import { concatBytes, joinBytes, utf8 } from '../pki/bytes';
import { PkiError } from '../pki/errors';
import { showText } from '../pki/show-text';
import type { Bytes } from '../pki/types';
import { assertWritable } from './assert-writable';
import { protectKey } from './jks-key-protector';
import { JKS_VERSION, entryTags, integrityDigest, magicNumbers } from './jks-layout';
import type { JksFormat } from './jks-layout';
import { normaliseAlias } from './keystore-password';
import type { PrivateKeyEntry, TrustedCertificateEntry, WriteOptions } from './types';

export interface JksOptions extends WriteOptions {
  /** Creation date of the entries, which keytool shows. */
  readonly created: Date;
}

/**
 * Writes Java's own older keystore, whose keys hide behind SHA-1 only: for consumers that read nothing else.
 *
 * @throws PkiError `field-invalid` as writePkcs12, `field-required` without an alias, `chain-incomplete` for a key without
 *   certificate, which the format cannot hold
 */
export async function writeJks(
  entries: readonly (PrivateKeyEntry | TrustedCertificateEntry)[],
  options: JksOptions,
): Promise<Bytes> {
  assertWritable(entries, options.password);
  const encoded = entries.map((entry) => encodeJksEntry(entry, options));
  return assembleJks('JKS', encoded, options.password);
}

/**
 * A keystore of entries that are octets already: fresh ones, and those of a file that is added to.
 *
 * @param entries in the layout of version 2
 * @param password not checked: it may be that of the file which the entries come from
 */
export async function assembleJks(format: JksFormat, entries: readonly Bytes[], password: string): Promise<Bytes> {
  const head = [magicNumbers[format], JKS_VERSION, entries.length].map((number) => unsigned(number, 4));
  const contents = joinBytes([...head, ...entries]);
  return concatBytes(contents, await integrityDigest(contents, password));
}

/**
 * One entry. The alias is written in lower case, in which Java looks it up.
 *
 * @throws PkiError `field-required`, `chain-incomplete` as {@link writeJks}
 */
export function encodeJksEntry(entry: PrivateKeyEntry | TrustedCertificateEntry, options: JksOptions): Bytes {
  const { friendlyName } = entry;
  if (friendlyName === undefined)
    throw new PkiError('field-required', 'Every entry of a JKS keystore needs an alias; name this one.');
  const head = concatBytes(modifiedUtf8(normaliseAlias(friendlyName)), unsigned(options.created.getTime(), 8));
  if (entry.kind === 'trusted-certificate')
    return concatBytes(unsigned(entryTags.trustedCertificate, 4), head, encodeCertificate(entry.certificate));
  const { pkcs8, chain } = entry;
  if (chain.length === 0)
    throw new PkiError(
      'chain-incomplete',
      `A JKS keystore holds no key without its certificate; “${showText(friendlyName)}” has none.`,
    );
  return concatBytes(
    unsigned(entryTags.privateKey, 4),
    head,
    withLength(protectKey(pkcs8, options.password, options.random)),
    unsigned(chain.length, 4),
    ...chain.map(encodeCertificate),
  );
}

function encodeCertificate(certificate: Bytes): Bytes {
  return concatBytes(modifiedUtf8('X.509'), withLength(certificate));
}

/** Octets behind their number, in four octets. */
export function withLength(content: Bytes): Bytes {
  return concatBytes(unsigned(content.length, 4), content);
}

/** As java.io.DataOutput.writeUTF: two octets of length. Only NUL and what lies beyond the BMP would look otherwise. */
export function modifiedUtf8(text: string): Bytes {
  const encoded = utf8(text);
  return concatBytes(unsigned(encoded.length, 2), encoded);
}

/** Big-endian, in so many octets. */
function unsigned(value: number, length: number): Bytes {
  return Uint8Array.from({ length }, (_, index) => Math.floor(value / 256 ** (length - 1 - index)));
}
