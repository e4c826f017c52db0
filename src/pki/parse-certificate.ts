import { equalBytes, toHex } from './bytes';
import { assertDerLimits } from './der';
import { Fields, damaged, readElement } from './der-reader';
import type { DerElement } from './der-reader';
import { tags } from './der-tags';
import { readObjectIdentifier, readSmallInteger, readTime } from './der-values';
import { readName } from './name-der';
import { publicKeyAlgorithm } from './public-key';
import { readExtensions, readKnownExtensions } from './read-extensions';
import { verifySigned } from './signed';
import type { Bytes, Certificate } from './types';

/**
 * Reads a certificate of version 1, 2 or 3 (RFC 5280 §4.1). Lengths in long form, dates without seconds, strings of the
 * wrong type and the like are taken, because real certificates have them.
 *
 * @throws PkiError `file-damaged` or `file-too-large`, whatever it is given
 */
export function parseCertificate(der: Bytes): Certificate {
  assertDerLimits(der);
  const own: Bytes = new Uint8Array(der);
  const outer = new Fields(readElement(own), tags.SEQUENCE);
  const fields = new Fields(outer.required(tags.SEQUENCE), tags.SEQUENCE);
  const signatureAlgorithm = outer.required(tags.SEQUENCE);
  outer.required(tags.BIT_STRING);

  const version = readVersion(fields.optional(0xa0));
  const serial = fields.required(tags.INTEGER).content;
  if (!equalBytes(fields.required(tags.SEQUENCE).whole, signatureAlgorithm.whole))
    throw damaged('the certificate names two signature algorithms');
  const issuer = readName(fields.required(tags.SEQUENCE));
  const validity = new Fields(fields.required(tags.SEQUENCE), tags.SEQUENCE);
  const notBefore = readTime(validity.any() ?? missing());
  const notAfter = readTime(validity.any() ?? missing());
  const subject = readName(fields.required(tags.SEQUENCE));
  const spki = fields.required(tags.SEQUENCE).whole.slice();
  fields.optional(0x81);
  fields.optional(0x82);
  const tagged = fields.optional(0xa3);
  const extensions = tagged === undefined ? [] : readExtensions(new Fields(tagged, 0xa3).required(tags.SEQUENCE));
  return {
    der: own,
    version,
    serialNumber: toHex(serial.length > 1 && serial[0] === 0 ? serial.subarray(1) : serial),
    issuer,
    subject,
    validity: { notBefore, notAfter },
    spki,
    keyAlgorithm: publicKeyAlgorithm(spki),
    signatureAlgorithmOid: readObjectIdentifier(new Fields(signatureAlgorithm, tags.SEQUENCE).any() ?? missing()),
    extensions,
    ...readKnownExtensions(extensions),
  };
}

function missing(): never {
  throw damaged('a part is missing');
}

function readVersion(tagged: DerElement | undefined): number {
  if (tagged === undefined) return 1;
  const version = readSmallInteger(new Fields(tagged, 0xa0).required(tags.INTEGER));
  if (version === undefined || version > 2) throw damaged('it is a certificate of an unknown version');
  return version + 1;
}

/**
 * Whether the signature of a certificate verifies under a public key. Signature algorithms that cannot be verified here
 * (MD5, RSASSA-PSS) and keys of another type count as no.
 *
 * @param issuerSpki SubjectPublicKeyInfo of the presumed issuer, DER
 */
export function verifySignedBy(certificate: Certificate, issuerSpki: Bytes): Promise<boolean> {
  return verifySigned(certificate.der, issuerSpki);
}
