import { derNull, objectIdentifier, sequence } from './der-writer';
import type { Bytes, KeyAlgorithm } from './types';

/** A row of the signature algorithm table. */
export interface SignatureAlgorithm {
  readonly oid: string;
  readonly label: string;
  readonly family: KeyAlgorithm['family'];
  /** Digest for WebCrypto; Ed25519 has its own. */
  readonly hash: string | undefined;
  /** No longer collision-resistant: verified in old certificates, never used to sign. */
  readonly weak: boolean;
}

/** RFC 4055 §5 and RFC 3279 §2.2.1 (RSA), RFC 5758 §3.2 and RFC 3279 §2.2.3 (ECDSA), RFC 8410 §3 (Ed25519). */
const signatureAlgorithms: readonly SignatureAlgorithm[] = [
  rsa('1.2.840.113549.1.1.11', 'SHA-256'),
  rsa('1.2.840.113549.1.1.12', 'SHA-384'),
  rsa('1.2.840.113549.1.1.13', 'SHA-512'),
  rsa('1.2.840.113549.1.1.5', 'SHA-1'),
  ecdsa('1.2.840.10045.4.3.2', 'SHA-256'),
  ecdsa('1.2.840.10045.4.3.3', 'SHA-384'),
  ecdsa('1.2.840.10045.4.3.4', 'SHA-512'),
  ecdsa('1.2.840.10045.4.1', 'SHA-1'),
  { oid: '1.3.101.112', label: 'Ed25519', family: 'ed25519', hash: undefined, weak: false },
];

function rsa(oid: string, hash: string): SignatureAlgorithm {
  return { oid, label: `RSA with ${hash}`, family: 'rsa', hash, weak: hash === 'SHA-1' };
}

function ecdsa(oid: string, hash: string): SignatureAlgorithm {
  return { oid, label: `ECDSA with ${hash}`, family: 'ec', hash, weak: hash === 'SHA-1' };
}

/** The row of a signature algorithm that can be verified here; undefined for MD5, RSASSA-PSS and others. */
export function signatureAlgorithmByOid(oid: string): SignatureAlgorithm | undefined {
  return signatureAlgorithms.find((algorithm) => algorithm.oid === oid);
}

/** The one that a key signs with: SHA-256 for RSA, for elliptic curves the digest in the key's row. */
export function signatureAlgorithmFor({ family, signature }: KeyAlgorithm): SignatureAlgorithm {
  const hash = 'hash' in signature ? signature.hash : family === 'rsa' ? 'SHA-256' : undefined;
  const found = signatureAlgorithms.find((algorithm) => algorithm.family === family && algorithm.hash === hash);
  return found as SignatureAlgorithm;
}

/** DER of the AlgorithmIdentifier: RSA has NULL parameters (RFC 4055 §5), the others have none. */
export function encodeSignatureAlgorithm({ oid, family }: SignatureAlgorithm): Bytes {
  return family === 'rsa' ? sequence(objectIdentifier(oid), derNull) : sequence(objectIdentifier(oid));
}
