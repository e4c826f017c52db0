import { toHex } from './bytes';
import type { Bytes } from './types';

/** Sizes of RSA keys in bits: engines refuse what is beyond, and no certificate has them. */
const LEAST_BITS = 512;
const MOST_BITS = 16_384;

/**
 * Whether modulus and public exponent can be those of a key (RFC 8017 §3.1): both odd, the exponent from 3 on, the modulus
 * of 512 to 16,384 bits.
 */
export function isRsaPublicKey(modulus: Bytes, exponent: Bytes): boolean {
  const bits = bitsOf(modulus);
  if (bits < LEAST_BITS || bits > MOST_BITS || bitsOf(exponent) > bits) return false;
  const [n, e] = [numberOf(modulus), numberOf(exponent)];
  return n % 2n === 1n && e % 2n === 1n && e >= 3n;
}

/**
 * Whether the numbers of a private key of two primes belong together as RFC 8017 §3.2 says; that the primes are prime is not
 * looked at. A signature does not show it: engines that find one wrong make it again without the number that was damaged.
 *
 * @param numbers the eight of RFC 8017 appendix A.1.2 in their order, from the modulus on; big-endian
 */
export function isRsaPrivateKey(numbers: readonly Bytes[]): boolean {
  const [modulus = new Uint8Array(), exponent = new Uint8Array()] = numbers;
  if (!isRsaPublicKey(modulus, exponent) || numbers.some((number) => bitsOf(number) > bitsOf(modulus))) return false;
  const [n = 0n, e = 0n, d = 0n, p = 0n, q = 0n, dP, dQ, qInv = 0n] = numbers.map(numberOf);
  return (
    p > 2n &&
    q > 2n &&
    p * q === n &&
    (e * d) % (p - 1n) === 1n &&
    (e * d) % (q - 1n) === 1n &&
    dP === d % (p - 1n) &&
    dQ === d % (q - 1n) &&
    (qInv * q) % p === 1n
  );
}

function numberOf(octets: Bytes): bigint {
  return BigInt(`0x${toHex(octets) || '0'}`);
}

/** Size of a number in bits, without the zeros in front. */
export function bitsOf(octets: Bytes): number {
  const first = octets.findIndex((octet) => octet !== 0);
  return first < 0 ? 0 : (octets.length - first) * 8 - Math.clz32(octets[first] ?? 0) + 24;
}
