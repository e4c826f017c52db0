import type { KeyAlgorithmId } from '../recipes/types';
import type { KeyAlgorithm } from './types';

/** F4, the public exponent that every consumer takes; big-endian. */
const PUBLIC_EXPONENT: Uint8Array<ArrayBuffer> = Uint8Array.of(1, 0, 1);

/** The row of an RSA key of any size; Certwright generates the sizes in {@link keyAlgorithms}, and reads others. */
export function rsaAlgorithm(bits: number): KeyAlgorithm {
  return {
    id: `rsa-${String(bits)}`,
    label: `RSA ${String(bits)}`,
    family: 'rsa',
    bits,
    webCrypto: {
      name: 'RSASSA-PKCS1-v1_5',
      modulusLength: bits,
      publicExponent: PUBLIC_EXPONENT,
      hash: 'SHA-256',
    },
    signature: { name: 'RSASSA-PKCS1-v1_5' },
  };
}

/** RFC 5758 §3.2: the digest that matches the curve's strength. */
function ecAlgorithm(bits: number, curveOid: string, hash: string): Omit<KeyAlgorithm, 'id'> {
  return {
    label: `ECDSA P-${String(bits)}`,
    family: 'ec',
    bits,
    curveOid,
    webCrypto: { name: 'ECDSA', namedCurve: `P-${String(bits)}` },
    signature: { name: 'ECDSA', hash },
  };
}

/** A row of the algorithms that Certwright generates. */
type Generated = KeyAlgorithm & { readonly id: KeyAlgorithmId };

/**
 * In the order in which they are offered. Warnings: Chromium answers TLS servers with P-521 or Ed25519 keys by
 * ERR_SSL_VERSION_OR_CIPHER_MISMATCH, Firefox those with Ed25519 (tried in 2026). Curve OIDs: RFC 5480 §2.1.1.1.
 */
const generated: { readonly [Id in KeyAlgorithmId]: Generated } = {
  'rsa-2048': { ...rsaAlgorithm(2048), id: 'rsa-2048' },
  'rsa-3072': { ...rsaAlgorithm(3072), id: 'rsa-3072' },
  'rsa-4096': { ...rsaAlgorithm(4096), id: 'rsa-4096' },
  'p-256': { ...ecAlgorithm(256, '1.2.840.10045.3.1.7', 'SHA-256'), id: 'p-256' },
  'p-384': { ...ecAlgorithm(384, '1.3.132.0.34', 'SHA-384'), id: 'p-384' },
  'p-521': {
    ...ecAlgorithm(521, '1.3.132.0.35', 'SHA-512'),
    id: 'p-521',
    warning: 'Chrome and Edge refuse servers with P-521 keys. Use P-256 or P-384 where a browser may connect.',
  },
  ed25519: {
    id: 'ed25519',
    label: 'Ed25519',
    family: 'ed25519',
    bits: 256,
    webCrypto: { name: 'Ed25519' },
    signature: { name: 'Ed25519' },
    warning:
      'Browsers refuse servers with Ed25519 keys, and older tools cannot store them. Use P-256 where a browser may connect.',
  },
};

/** Every key algorithm that Certwright generates, in the order in which they are offered. */
export const keyAlgorithms: readonly Generated[] = Object.values(generated);

/** The row of an algorithm that Certwright generates. */
export function keyAlgorithm(id: KeyAlgorithmId): KeyAlgorithm {
  return generated[id];
}

/** What people call it: `RSA 2048`, `ECDSA P-256`, `Ed25519`. */
export function describeKey({ label }: KeyAlgorithm): string {
  return label;
}
