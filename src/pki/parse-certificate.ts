import { equalBytes, toHex } from './bytes';
import { assertDerLimits } from './der';
import { Fields, childrenOf, damaged, readElement } from './der-reader';
import type { DerElement } from './der-reader';
import { tags } from './der-tags';
import { readBitString, readNamedBits, readObjectIdentifier, readSmallInteger, readTime } from './der-values';
import { ecdsaSignatureFromDer } from './ecdsa-signature';
import { PkiError } from './errors';
import { keyUsageBits } from './extensions';
import { readGeneralName } from './general-name-der';
import { readNameConstraints } from './name-constraints';
import { readName } from './name-der';
import * as oids from './oids';
import { publicKeyAlgorithm } from './public-key';
import { signatureAlgorithmByOid } from './signature-algorithms';
import type { Bytes, Certificate, Extension } from './types';

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
  const extensions = readExtensions(fields.optional(0xa3));
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

function readExtensions(tagged: DerElement | undefined): Extension[] {
  if (tagged === undefined) return [];
  const list = childrenOf(new Fields(tagged, 0xa3).required(tags.SEQUENCE)).map((element) => {
    const fields = new Fields(element, tags.SEQUENCE);
    const oid = readObjectIdentifier(fields.required(tags.OBJECT_IDENTIFIER));
    const critical = fields.optional(tags.BOOLEAN)?.content[0];
    const value = fields.required(tags.OCTET_STRING).content.slice();
    return { oid, critical: critical !== undefined && critical !== 0, value };
  });
  // RFC 5280 §4.2: at most one of each; which of two is meant would be up to the verifier.
  if (new Set(list.map(({ oid }) => oid)).size !== list.length) throw damaged('it has an extension twice');
  return list;
}

/** How each extension that Certwright understands becomes members of {@link Certificate}. */
const extensionReaders: Readonly<Record<string, (value: DerElement, critical: boolean) => Partial<Certificate>>> = {
  [oids.id_ce_basicConstraints]: (value, critical) => {
    const fields = new Fields(value, tags.SEQUENCE);
    const ca = (fields.optional(tags.BOOLEAN)?.content[0] ?? 0) !== 0;
    const length = fields.optional(tags.INTEGER);
    const pathLength = length === undefined ? undefined : readSmallInteger(length);
    if (length !== undefined && pathLength === undefined) throw damaged('its path length is wrong');
    return { basicConstraints: { critical, ca, ...(pathLength === undefined ? {} : { pathLength }) } };
  },
  [oids.id_ce_keyUsage]: (value, critical) => ({
    keyUsage: { critical, usages: readNamedBits(value).flatMap((bit) => keyUsageBits[bit] ?? []) },
  }),
  [oids.id_ce_extKeyUsage]: (value) => ({ extendedKeyUsage: childrenOf(value).map(readObjectIdentifier) }),
  [oids.id_ce_subjectAltName]: (value) => ({
    subjectAltNames: childrenOf(value).flatMap((name) => readGeneralName(name) ?? []),
  }),
  [oids.id_ce_subjectKeyIdentifier]: ({ content }) => ({ subjectKeyIdentifier: toHex(content) }),
  [oids.id_ce_authorityKeyIdentifier]: (value) => {
    const fields = new Fields(value, tags.SEQUENCE);
    const keyId = fields.optional(0x80);
    const issuerAndSerial = fields.any() !== undefined;
    return {
      authorityKeyIdentifier: { ...(keyId === undefined ? {} : { keyId: toHex(keyId.content) }), issuerAndSerial },
    };
  },
  [oids.id_ce_nameConstraints]: ({ whole }) => ({ nameConstraints: readNameConstraints(whole) }),
};

function readKnownExtensions(extensions: readonly Extension[]): Partial<Certificate> {
  return Object.assign(
    {},
    ...extensions.map(({ oid, critical, value }) =>
      Object.hasOwn(extensionReaders, oid) ? extensionReaders[oid]?.(readElement(value), critical) : undefined,
    ),
  ) as Partial<Certificate>;
}

/**
 * Whether the signature of a certificate verifies under a public key. Signature algorithms that cannot be verified here
 * (MD5, RSASSA-PSS) and keys of another type count as no.
 *
 * @param issuerSpki SubjectPublicKeyInfo of the presumed issuer, DER
 */
export async function verifySignedBy(certificate: Certificate, issuerSpki: Bytes): Promise<boolean> {
  const algorithm = signatureAlgorithmByOid(certificate.signatureAlgorithmOid);
  try {
    const key = publicKeyAlgorithm(issuerSpki);
    if (algorithm === undefined || key === undefined || key.family !== algorithm.family) return false;
    const [toBeSigned, , bits] = childrenOf(readElement(certificate.der));
    if (toBeSigned === undefined || bits === undefined) return false;
    const encoded = readBitString(bits);
    const signature = key.family === 'ec' ? ecdsaSignatureFromDer(encoded, key.bits) : encoded;
    const hash = algorithm.hash === undefined ? {} : { hash: algorithm.hash };
    const publicKey = await crypto.subtle.importKey('spki', issuerSpki, { ...key.webCrypto, ...hash }, false, [
      'verify',
    ]);
    return await crypto.subtle.verify({ ...key.signature, ...hash }, publicKey, signature, toBeSigned.whole);
  } catch (error) {
    // DOMException: the engine does not take the key or lacks the algorithm.
    if (error instanceof PkiError || error instanceof DOMException) return false;
    throw error;
  }
}
