import { Fields, readElement } from './der-reader';
import { tags } from './der-tags';
import { id_ecPublicKey } from './oids';
import { publicKeyAlgorithm, readKeyAlgorithmIdentifier } from './public-key';
import type { KeyAlgorithmIdentifier } from './public-key';
import { signatureAlgorithmByOid } from './signature-algorithms';
import type { Bytes } from './types';

/** Curves by what people call them (RFC 5480 §2.1.1.1, RFC 5639 §4.1, SEC 2). */
const curveNames: Readonly<Record<string, string>> = {
  '1.2.840.10045.3.1.7': 'P-256',
  '1.3.132.0.34': 'P-384',
  '1.3.132.0.35': 'P-521',
  '1.2.840.10045.3.1.1': 'P-192',
  '1.3.132.0.33': 'P-224',
  '1.3.132.0.10': 'secp256k1',
  '1.3.36.3.3.2.8.1.1.7': 'brainpoolP256r1',
  '1.3.36.3.3.2.8.1.1.11': 'brainpoolP384r1',
  '1.3.36.3.3.2.8.1.1.13': 'brainpoolP512r1',
  '1.2.156.10197.1.301': 'SM2',
};

/** Key types that Certwright does not use: RFC 4055 §3.1, RFC 3279 §2.3, RFC 8410 §3. */
const keyNames: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.10': 'RSASSA-PSS',
  '1.2.840.10040.4.1': 'DSA',
  '1.2.840.10046.2.1': 'Diffie-Hellman',
  '1.3.101.110': 'X25519',
  '1.3.101.111': 'X448',
  '1.3.101.113': 'Ed448',
};

/** Signature algorithms that are not verified here: RFC 4055 §3, RFC 3279 §2.2, RFC 5758 §3, RFC 8410 §3. */
const signatureNames: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.10': 'RSASSA-PSS',
  '1.2.840.113549.1.1.2': 'RSA with MD2',
  '1.2.840.113549.1.1.4': 'RSA with MD5',
  '1.2.840.113549.1.1.14': 'RSA with SHA-224',
  '1.2.840.10045.4.3.1': 'ECDSA with SHA-224',
  '1.2.840.10040.4.3': 'DSA with SHA-1',
  '2.16.840.1.101.3.4.3.2': 'DSA with SHA-256',
  '1.3.101.113': 'Ed448',
};

/** What people call a named curve, else its OID. */
export function curveName(oid: string): string {
  return curveNames[oid] ?? oid;
}

/** What people call the type of a key that is not in the key algorithm table: `RSASSA-PSS`, `EC secp256k1`, else its OID. */
export function foreignKeyName({ oid, curveOid }: KeyAlgorithmIdentifier): string {
  if (oid === id_ecPublicKey) return `EC ${curveOid === undefined ? 'with a curve of its own' : curveName(curveOid)}`;
  return keyNames[oid] ?? oid;
}

/**
 * What people call the type of a public key, SubjectPublicKeyInfo DER: `RSA 2048`, `ECDSA P-256`, `RSASSA-PSS`.
 *
 * @throws PkiError `file-damaged`
 */
export function keyTypeName(spki: Bytes): string {
  const identifier = new Fields(readElement(spki), tags.SEQUENCE).required(tags.SEQUENCE);
  return publicKeyAlgorithm(spki)?.label ?? foreignKeyName(readKeyAlgorithmIdentifier(identifier));
}

/** What people call a signature algorithm, else its OID. */
export function signatureAlgorithmName(oid: string): string {
  return signatureAlgorithmByOid(oid)?.label ?? signatureNames[oid] ?? oid;
}
