import { concatBytes, utf8 } from '../pki/bytes';
import { PkiError } from '../pki/errors';
import type { Bytes } from '../pki/types';
import { decryptAesCbc } from './aes-cbc';
import { hashes, hmac } from './hashes';
import type { HashName } from './hashes';
import { legacyCiphers } from './legacy-ciphers';
import type { Pause } from './types';

/** A cipher of PBES2 (RFC 8018 appendix B.2) in CBC mode. */
export interface BlockCipher {
  readonly name: string;
  /** Octets. */
  readonly keyLength: number;
  readonly ivLength: number;
  /** @returns undefined when the padding is wrong, which is what a wrong key leads to */
  readonly decrypt: (key: Bytes, iv: Bytes, data: Bytes, pause?: Pause) => Promise<Bytes | undefined>;
}

const aes = (bits: 128 | 192 | 256): BlockCipher => ({
  name: `AES-${String(bits)}-CBC`,
  keyLength: bits / 8,
  ivLength: 16,
  decrypt: decryptAesCbc,
});

/** By OID. RFC 8018 appendix B.2.2 and B.2.5. */
export const blockCiphers: Readonly<Record<string, BlockCipher>> = {
  '2.16.840.1.101.3.4.1.2': aes(128),
  '2.16.840.1.101.3.4.1.22': aes(192),
  '2.16.840.1.101.3.4.1.42': aes(256),
  '1.2.840.113549.3.7': { name: 'Triple DES', ...legacyCiphers['3des'] },
};

/** Hash of the HMAC that PBKDF2 and PBMAC1 are made with, by OID (RFC 8018 appendix B.1.2). */
export const prfHashes: Readonly<Record<string, HashName>> = {
  '1.2.840.113549.2.7': 'SHA-1',
  '1.2.840.113549.2.8': 'SHA-224',
  '1.2.840.113549.2.9': 'SHA-256',
  '1.2.840.113549.2.10': 'SHA-384',
  '1.2.840.113549.2.11': 'SHA-512',
};

/** What PBKDF2 derives from and to. */
export interface Pbkdf2 {
  readonly hash: HashName;
  readonly salt: Bytes;
  readonly iterations: number;
  /** Octets wanted. */
  readonly length: number;
  readonly pause?: Pause | undefined;
}

/** PBKDF2 (RFC 8018 §5.2); the password counts as UTF-8. */
export async function pbkdf2(password: string, derivation: Pbkdf2): Promise<Bytes> {
  const { hash, salt, iterations, length } = derivation;
  if (hash === 'SHA-224') return pbkdf2WithoutEngine(utf8(password), derivation);
  const base = await crypto.subtle.importKey('raw', utf8(password), 'PBKDF2', false, ['deriveBits']);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'PBKDF2', hash, salt, iterations }, base, length * 8));
}

/** WebCrypto has no SHA-224. The JDK can write it, hardly anybody does. */
async function pbkdf2WithoutEngine(password: Bytes, derivation: Pbkdf2): Promise<Bytes> {
  const { hash, salt, iterations, length, pause } = derivation;
  const key = password.length > hashes[hash].block ? await hashes[hash].digest(password) : password;
  const blocks: Bytes[] = [];
  for (let number = 1; blocks.length * hashes[hash].length < length; number++) {
    let last = await hmac(hash, key, concatBytes(salt, Uint8Array.of(0, 0, 0, number)));
    const sum = last.slice();
    for (let round = 1; round < iterations; round++) {
      last = await hmac(hash, key, last);
      for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] ?? 0) ^ (last[at] ?? 0);
      if (round % 100 === 0) await pause?.();
    }
    blocks.push(sum);
  }
  return concatBytes(...blocks).subarray(0, length);
}

const SLOW = 10;

/**
 * Rounds that a derivation amounts to, for the file's budget: iterations for each block of output, times ten for hashes
 * without a loop of their own.
 */
export function roundsOfPbkdf2({ hash, iterations, length }: Pick<Pbkdf2, 'hash' | 'iterations' | 'length'>): number {
  return iterations * Math.ceil(length / hashes[hash].length) * (hash === 'SHA-224' ? SLOW : 1);
}

/** As {@link roundsOfPbkdf2}, for the derivation of RFC 7292 appendix B. */
export function roundsOfPkcs12(hash: HashName, iterations: number, ...lengths: readonly number[]): number {
  const passes = lengths.reduce((sum, length) => sum + Math.ceil(length / hashes[hash].length), 0);
  const loops = hash === 'SHA-1' || hash === 'SHA-224' || hash === 'SHA-256';
  return iterations * passes * (loops ? 1 : SLOW);
}

/** The error for an algorithm that is not read here, by name where it has one. */
export function unknownAlgorithm(use: string, oid: string): PkiError {
  const name = Object.hasOwn(algorithmNames, oid) ? `${algorithmNames[oid] ?? ''} (${oid})` : oid;
  return new PkiError(
    'algorithm-unavailable',
    `The keystore ${use} ${name}, which is not read here. Save it again with AES-256 or triple DES and a SHA-256 or SHA-1 MAC.`,
  );
}

/** Names for the error, of algorithms that some tool writes. */
const algorithmNames: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.5.3': 'PBE with MD5 and DES',
  '1.2.840.113549.1.5.6': 'PBE with MD5 and RC2',
  '1.2.840.113549.1.5.10': 'PBE with SHA-1 and DES',
  '1.2.840.113549.1.5.11': 'PBE with SHA-1 and RC2',
  '1.2.840.113549.3.2': 'RC2 in PBES2',
  '1.3.14.3.2.7': 'DES',
  '1.2.392.200011.61.1.1.1.2': 'Camellia-128',
  '1.2.392.200011.61.1.1.1.3': 'Camellia-192',
  '1.2.392.200011.61.1.1.1.4': 'Camellia-256',
  '1.3.6.1.4.1.11591.4.11': 'scrypt',
  '1.2.840.113549.2.12': 'HMAC with SHA-512/224',
  '1.2.840.113549.2.13': 'HMAC with SHA-512/256',
};
