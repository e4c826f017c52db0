import { concatBytes, utf8 } from '../pki/bytes';
import { childrenOf } from '../pki/der-reader';
import { tags } from '../pki/der-tags';
import { readSmallInteger } from '../pki/der-values';
import { PkiError } from '../pki/errors';
import type { Pbes2Scheme } from '../pki/pbes2';
import type { Bytes } from '../pki/types';
import { decryptAesCbc } from './aes-cbc';
import { hashes, hmac } from './hashes';
import type { HashName } from './hashes';
import { legacyCiphers } from './legacy-ciphers';
import { keystoreThing } from './protected-thing';
import type { ProtectedThing } from './protected-thing';
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

/** By OID. RFC 8018 appendix B.2.1, B.2.2 and B.2.5. */
const blockCiphers: Readonly<Record<string, BlockCipher>> = {
  '2.16.840.1.101.3.4.1.2': aes(128),
  '2.16.840.1.101.3.4.1.22': aes(192),
  '2.16.840.1.101.3.4.1.42': aes(256),
  '1.2.840.113549.3.7': { name: 'Triple DES', ...legacyCiphers['3des'] },
  '1.3.14.3.2.7': { name: 'DES', ...legacyCiphers.des },
};

/** RFC 8018 appendix B.2.3: how the parameters say how many bits of the key count, and keys of as many. */
const rc2Versions: ReadonlyMap<number, BlockCipher> = new Map([
  [160, { name: 'RC2, 40 bits', ...legacyCiphers['rc2-40'] }],
  [120, { name: 'RC2, 64 bits', ...legacyCiphers['rc2-64'] }],
  [58, { name: 'RC2, 128 bits', ...legacyCiphers['rc2-128'] }],
]);

const rc2CBC = '1.2.840.113549.3.2';

/**
 * The cipher and initialization vector of a PBES2 scheme.
 *
 * @returns undefined when the parameters are none of the cipher's
 * @throws PkiError `algorithm-unavailable` naming it
 */
export function blockCipherOf(
  { cipherOid, cipherParameters }: Pick<Pbes2Scheme, 'cipherOid' | 'cipherParameters'>,
  thing?: ProtectedThing,
): { readonly cipher: BlockCipher; readonly iv: Bytes } | undefined {
  const known = Object.hasOwn(blockCiphers, cipherOid) ? blockCiphers[cipherOid] : undefined;
  const parts = cipherOid === rc2CBC && cipherParameters !== undefined ? childrenOf(cipherParameters) : [];
  const version = parts[0] === undefined ? undefined : readSmallInteger(parts[0]);
  const cipher = known ?? (version === undefined ? undefined : rc2Versions.get(version));
  if (cipher === undefined) throw unknownAlgorithm('is encrypted with', cipherOid, thing);
  const iv = known === undefined ? parts[1] : cipherParameters;
  return iv?.tag === tags.OCTET_STRING && iv.content.length === cipher.ivLength
    ? { cipher, iv: iv.content }
    : undefined;
}

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
export function unknownAlgorithm(use: string, oid: string, thing: ProtectedThing = keystoreThing): PkiError {
  const name = Object.hasOwn(algorithmNames, oid) ? `${algorithmNames[oid] ?? ''} (${oid})` : oid;
  return new PkiError(
    'algorithm-unavailable',
    `The ${thing.noun} ${use} ${name}, which is not read here. Save it again ${thing.withAnotherCipher}.`,
  );
}

/** Names for the error, of algorithms that some tool writes. */
const algorithmNames: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.5.1': 'PBE with MD2 and DES',
  '1.2.840.113549.1.5.4': 'PBE with MD2 and RC2',
  '1.2.840.113549.3.9': 'RC5',
  '1.2.392.200011.61.1.1.1.2': 'Camellia-128',
  '1.2.392.200011.61.1.1.1.3': 'Camellia-192',
  '1.2.392.200011.61.1.1.1.4': 'Camellia-256',
  '1.3.6.1.4.1.11591.4.11': 'scrypt',
  '1.2.840.113549.2.12': 'HMAC with SHA-512/224',
  '1.2.840.113549.2.13': 'HMAC with SHA-512/256',
};
