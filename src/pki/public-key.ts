import { digestHex } from './bytes';
import { Fields, readElement } from './der-reader';
import type { DerElement } from './der-reader';
import { tags } from './der-tags';
import { readBitString, readObjectIdentifier } from './der-values';
import { bitString, derNull, objectIdentifier, sequence } from './der-writer';
import { keyAlgorithms, rsaAlgorithm } from './key-algorithms';
import { id_Ed25519, id_ecPublicKey, rsaEncryption } from './oids';
import { bitsOf } from './rsa-numbers';
import type { Bytes, KeyAlgorithm } from './types';

/** AlgorithmIdentifier of a key as read (RFC 5280 §4.1.1.2): its OID and, for elliptic curves, that of the curve. */
export interface KeyAlgorithmIdentifier {
  readonly oid: string;
  readonly curveOid: string | undefined;
}

/** Reads the AlgorithmIdentifier of a SubjectPublicKeyInfo or PrivateKeyInfo. */
export function readKeyAlgorithmIdentifier(identifier: DerElement): KeyAlgorithmIdentifier {
  const fields = new Fields(identifier, tags.SEQUENCE);
  const oid = readObjectIdentifier(fields.required(tags.OBJECT_IDENTIFIER));
  const curve = fields.optional(tags.OBJECT_IDENTIFIER);
  return { oid, curveOid: curve === undefined ? undefined : readObjectIdentifier(curve) };
}

/** DER of the AlgorithmIdentifier of a key: RFC 3279 §2.3.1 (NULL), RFC 5480 §2.1.1 (named curve), RFC 8410 §3 (nothing). */
export function encodeKeyAlgorithmIdentifier({ family, curveOid }: KeyAlgorithm): Bytes {
  if (family === 'rsa') return sequence(objectIdentifier(rsaEncryption), derNull);
  if (curveOid === undefined) return sequence(objectIdentifier(id_Ed25519));
  return sequence(objectIdentifier(id_ecPublicKey), objectIdentifier(curveOid));
}

/** The row that an AlgorithmIdentifier means, but for RSA, whose size is in the key. */
export function findKeyAlgorithm({ oid, curveOid }: KeyAlgorithmIdentifier): KeyAlgorithm | undefined {
  if (oid === id_Ed25519) return keyAlgorithms.find(({ family }) => family === 'ed25519');
  if (oid !== id_ecPublicKey || curveOid === undefined) return undefined;
  return keyAlgorithms.find((algorithm) => algorithm.curveOid === curveOid);
}

/** The row for an RSA modulus: one of the table where its size is in it. */
export function rsaAlgorithmOf(modulus: Bytes): KeyAlgorithm {
  const bits = bitsOf(modulus);
  return keyAlgorithms.find((row) => row.family === 'rsa' && row.bits === bits) ?? rsaAlgorithm(bits);
}

/** SubjectPublicKeyInfo (RFC 5280 §4.1) around the bits of a public key. */
export function encodePublicKey(algorithm: KeyAlgorithm, publicKey: Bytes): Bytes {
  return sequence(encodeKeyAlgorithmIdentifier(algorithm), bitString(publicKey));
}

/** SHA-256 of a SubjectPublicKeyInfo, lower-case hex: the same for a key, its request and its certificate. */
export function publicKeyFingerprint(spki: Bytes): Promise<string> {
  return digestHex('SHA-256', spki);
}

/**
 * Algorithm of a SubjectPublicKeyInfo; undefined when Certwright does not know it.
 *
 * @throws PkiError `file-damaged`
 */
export function publicKeyAlgorithm(spki: Bytes): KeyAlgorithm | undefined {
  const fields = new Fields(readElement(spki), tags.SEQUENCE);
  const identifier = readKeyAlgorithmIdentifier(fields.required(tags.SEQUENCE));
  const publicKey = readBitString(fields.required(tags.BIT_STRING));
  if (identifier.oid !== rsaEncryption) return findKeyAlgorithm(identifier);
  return rsaAlgorithmOf(new Fields(readElement(publicKey), tags.SEQUENCE).required(tags.INTEGER).content);
}
