import type { Bytes } from '../pki/types';
import { decryptCbc, encryptCbc, inSlices } from './cbc';
import type { BlockTransform } from './cbc';
import { tripleDes } from './des';
import { rc2Decipher } from './rc2';
import type { Pause } from './types';

/** Block length of DES and RC2, in octets. */
const BLOCK = 8;

/** A cipher of older keystores and keys. Only what is still written can encrypt. */
export interface LegacyCipher {
  /** Key length in octets. */
  readonly keyLength: number;
  /** Length of the initialization vector in octets; 0 for a stream cipher. */
  readonly ivLength: number;
  /** @returns undefined when the padding is wrong, which is what a wrong key leads to */
  readonly decrypt: (key: Bytes, iv: Bytes, data: Bytes, pause?: Pause) => Promise<Bytes | undefined>;
  readonly encrypt?: (key: Bytes, iv: Bytes, data: Bytes, pause?: Pause) => Promise<Bytes>;
}

const blocks = (keyLength: number, decipherFor: (key: Bytes) => BlockTransform): LegacyCipher => ({
  keyLength,
  ivLength: BLOCK,
  decrypt: (key, iv, data, pause) => decryptCbc(decipherFor(key), iv, data, pause),
});

const tripleDesDecipher = (key: Bytes): BlockTransform => tripleDes(key, 'decrypt');

/** RC2 whose key counts with as many bits as it has. */
const rc2 = (keyLength: number): LegacyCipher => blocks(keyLength, (key) => rc2Decipher(key, keyLength * 8));

const rc4 = (keyLength: number): LegacyCipher => ({
  keyLength,
  ivLength: 0,
  decrypt: (key, _, data, pause) => arcfour(key, data, pause),
});

/** The ciphers by the name of their scheme: CBC mode with the padding of RFC 8018 §6.1.1, or the stream of RC4. */
export const legacyCiphers = {
  '3des': {
    ...blocks(24, tripleDesDecipher),
    encrypt: (key, iv, data, pause?) => encryptCbc(tripleDes(key, 'encrypt'), iv, data, pause),
  },
  '2-key-3des': blocks(16, tripleDesDecipher),
  des: blocks(8, tripleDesDecipher),
  'rc2-40': rc2(5),
  'rc2-64': rc2(8),
  'rc2-128': rc2(16),
  'rc4-40': rc4(5),
  'rc4-128': rc4(16),
} satisfies Readonly<Record<string, LegacyCipher>>;

export type LegacyCipherName = keyof typeof legacyCiphers;

/** RC4 (https://www.rfc-editor.org/rfc/rfc6229 has test vectors); the same for both directions. */
async function arcfour(key: Bytes, data: Bytes, pause?: Pause): Promise<Bytes> {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  const octet = (index: number): number => state[index & 0xff] ?? 0;
  const swap = (i: number, j: number): void => {
    [state[i], state[j]] = [octet(j), octet(i)];
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + octet(i) + (key[i % key.length] ?? 0)) & 0xff;
    swap(i, j);
  }
  let i = 0;
  let j = 0;
  const result = data.slice();
  await inSlices(data.length, pause, (from, to) => {
    for (let at = from; at < to; at++) {
      i = (i + 1) & 0xff;
      j = (j + octet(i)) & 0xff;
      swap(i, j);
      result[at] = (data[at] as number) ^ octet(octet(i) + octet(j));
    }
  });
  return result;
}
