import { contextConstructed, sequence, smallInteger, time, unsignedInteger } from './der-writer';
import { PkiError } from './errors';
import { encodeExtensions } from './extensions';
import { encodeSignatureAlgorithm, signatureAlgorithmFor } from './signature-algorithms';
import { signed } from './signed';
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

/** Number of version 3 (RFC 5280 §4.1.2.1). */
const V3 = 2;

/** RFC 5280 §4.1.2.2: at most 20 octets, the sign octet included. */
const MAX_SERIAL_OCTETS = 20;

/**
 * Signs a certificate (RFC 5280 §4.1) and returns its DER. What it says is the caller's responsibility.
 *
 * @throws PkiError `defect` for a serial number that is zero or too long, or without extensions
 */
export async function signCertificate(contents: CertificateContents, issuerKey: KeyPair): Promise<Bytes> {
  const { serialNumber, issuer, subject, validity, spki, extensions } = contents;
  const sign = (serialNumber[0] ?? 0) > 0x7f ? 1 : 0;
  if (serialNumber.length + sign > MAX_SERIAL_OCTETS || serialNumber.every((octet) => octet === 0))
    throw new PkiError('defect', 'A serial number must be positive and have at most 20 octets.');
  if (extensions.length === 0) throw new PkiError('defect', 'A certificate of version 3 needs extensions.');
  const toBeSigned = sequence(
    contextConstructed(0, smallInteger(V3)),
    unsignedInteger(serialNumber),
    encodeSignatureAlgorithm(signatureAlgorithmFor(issuerKey.algorithm)),
    issuer,
    sequence(time(validity.notBefore), time(validity.notAfter)),
    subject,
    spki,
    contextConstructed(3, encodeExtensions(extensions)),
  );
  return signed(toBeSigned, issuerKey);
}
