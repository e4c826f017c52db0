import { concatBytes } from '../pki/bytes';
import type { Bytes } from '../pki/types';
import { md5 } from './md5';
import { hash, iterate } from './one-block-hash';
import { sha1, sha224, sha256 } from './sha-compression';
import type { ShaFunction } from './sha-compression';

/** Hashes that MACs of keystores are made with. */
export type HashName = 'MD5' | 'SHA-1' | 'SHA-224' | 'SHA-256' | 'SHA-384' | 'SHA-512';

/** A hash as the key derivation and the MAC of PKCS#12 need it. */
export interface Hash {
  /** AlgorithmIdentifier's OID (RFC 8017 appendix B.1). */
  readonly oid: string;
  /** Length of its digest, in octets. */
  readonly length: number;
  /** Length of the blocks it works on, in octets. */
  readonly block: number;
  readonly digest: (message: Bytes) => Bytes | Promise<Bytes>;
  /** Rounds that take about a millisecond. */
  readonly roundsAtOnce: number;
  /** Hashes a digest `rounds` times and returns the last digest. */
  readonly iterate: (digest: Bytes, rounds: number) => Bytes | Promise<Bytes>;
}

const fast = (oid: string, own: ShaFunction): Hash => ({
  oid,
  length: own.words * 4,
  block: 64,
  digest: (message) => hash(own, message),
  roundsAtOnce: 2000,
  iterate: (digest, rounds) => iterate(own, digest, rounds),
});

/** Rounds of a hash that has no fast loop here, since we never write it: one call each. */
const slow = (shape: Pick<Hash, 'oid' | 'length' | 'block' | 'digest'>): Hash => ({
  ...shape,
  roundsAtOnce: 100,
  iterate: async (digest, rounds) => {
    let current = digest;
    for (let round = 0; round < rounds; round++) current = await shape.digest(current);
    return current;
  },
});

const native =
  (name: string) =>
  async (message: Bytes): Promise<Bytes> =>
    new Uint8Array(await crypto.subtle.digest(name, message));

/** The hashes by name. */
export const hashes: Readonly<Record<HashName, Hash>> = {
  MD5: slow({ oid: '1.2.840.113549.2.5', length: 16, block: 64, digest: md5 }),
  'SHA-1': fast('1.3.14.3.2.26', sha1),
  'SHA-224': fast('2.16.840.1.101.3.4.2.4', sha224),
  'SHA-256': fast('2.16.840.1.101.3.4.2.1', sha256),
  'SHA-384': slow({ oid: '2.16.840.1.101.3.4.2.2', length: 48, block: 128, digest: native('SHA-384') }),
  'SHA-512': slow({ oid: '2.16.840.1.101.3.4.2.3', length: 64, block: 128, digest: native('SHA-512') }),
};

/** The hash with an OID; undefined for one that is not read here. */
export function hashNameByOid(oid: string): HashName | undefined {
  return (Object.keys(hashes) as HashName[]).find((name) => hashes[name].oid === oid);
}

/** HMAC (RFC 2104) with a key that is no longer than the hash's block, as derived keys are. */
export async function hmac(name: HashName, key: Bytes, message: Bytes): Promise<Bytes> {
  const { block, digest } = hashes[name];
  const padded = (octet: number): Bytes => Uint8Array.from({ length: block }, (_, index) => (key[index] ?? 0) ^ octet);
  return digest(concatBytes(padded(0x5c), await digest(concatBytes(padded(0x36), message))));
}
