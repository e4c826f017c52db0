import 'reflect-metadata';
import { Extension as LibraryExtension, Name, X509CertificateGenerator } from '@peculiar/x509';
import { toHex } from './bytes';
import { PkiError } from './errors';
import type { Bytes, Extension, KeyPair, Validity } from './types';

/** What a certificate says; names and key as DER, so that they go in byte for byte. */
export interface CertificateContents {
  /** 1 to 20 octets, big-endian, written as a positive INTEGER. */
  readonly serialNumber: Bytes;
  readonly issuer: Bytes;
  readonly subject: Bytes;
  readonly validity: Validity;
  readonly spki: Bytes;
  /** At least one: the certificate is version 3. */
  readonly extensions: readonly Extension[];
}

/** RFC 5280 §4.1.2.2: at most 20 octets, the sign octet included. */
const MAX_SERIAL_OCTETS = 20;

/**
 * Signs a certificate (RFC 5280 §4.1) and returns its DER. What it says is the caller's responsibility. Names and extension
 * values are built by us and handed over as DER: from text the library would alter some names and pass IDNs as they are.
 *
 * @throws PkiError `defect` for a serial number that is zero or too long, or without extensions
 */
export async function signCertificate(contents: CertificateContents, issuerKey: KeyPair): Promise<Bytes> {
  const { serialNumber, issuer, subject, validity, spki, extensions } = contents;
  const sign = (serialNumber[0] ?? 0) > 0x7f ? 1 : 0;
  // The library would put a random number in the place of zero without a word.
  if (serialNumber.length + sign > MAX_SERIAL_OCTETS || serialNumber.every((octet) => octet === 0))
    throw new PkiError('defect', 'A serial number must be positive and have at most 20 octets.');
  if (extensions.length === 0) throw new PkiError('defect', 'A certificate of version 3 needs extensions.');
  const certificate = await X509CertificateGenerator.create({
    serialNumber: toHex(serialNumber),
    issuer: new Name(issuer),
    subject: new Name(subject),
    ...validity,
    publicKey: spki,
    signingKey: issuerKey.privateKey,
    signingAlgorithm: issuerKey.algorithm.signature,
    extensions: extensions.map(({ oid, critical, value }) => new LibraryExtension(oid, critical, value)),
  });
  return new Uint8Array(certificate.rawData);
}
