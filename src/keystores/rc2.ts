import { fromHex } from '../pki/bytes';
import type { Bytes } from '../pki/types';
import type { BlockTransform } from './cbc';

// Names of RFC 2268 (https://www.rfc-editor.org/rfc/rfc2268).

/** §2: a permutation of all octets, made of digits of pi. */
const PITABLE = fromHex(
  'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2' +
    '179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82' +
    '54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626' +
    '6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7' +
    '08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ec' +
    'c2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731' +
    '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a9' +
    '0d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad',
);

/** §3.1: rotation of each word. */
const s = [1, 2, 3, 5];

/** §4.5: mixing rounds, with a mashing round between. */
const ROUNDS = [5, 6, 5];

/**
 * Decrypts one block of 8 octets of RC2 (RFC 2268 §4).
 *
 * @param key 1 to 128 octets
 * @param bits effective key length, 1 to 1024 (§2)
 */
export function rc2Decipher(key: Bytes, bits: number): BlockTransform {
  const K = expandKey(key, bits);
  const R = new Uint16Array(4);
  const word = (i: number): number => R[i & 3] as number;
  return (octets, at) => {
    for (let i = 0; i < 4; i++) R[i] = (octets[at + i * 2] as number) | ((octets[at + i * 2 + 1] as number) << 8);
    let j = 63;
    for (const [number, mixing] of ROUNDS.entries()) {
      for (let i = 3; number > 0 && i >= 0; i--) R[i] = word(i) - (K[word(i - 1) & 63] as number);
      for (let step = mixing * 4 - 1; step >= 0; step--) {
        const i = step & 3;
        const rotated = (word(i) >> (s[i] as number)) | (word(i) << (16 - (s[i] as number)));
        R[i] = rotated - (K[j--] as number) - (word(i - 1) & word(i - 2)) - (~word(i - 1) & word(i - 3));
      }
    }
    for (let i = 0; i < 4; i++) {
      octets[at + i * 2] = word(i);
      octets[at + i * 2 + 1] = word(i) >> 8;
    }
  };
}

/** §2: 64 words, of which the effective bits of the key decide. */
function expandKey(key: Bytes, bits: number): Uint16Array {
  const T = key.length;
  const T8 = Math.ceil(bits / 8);
  const TM = 0xff >> (T8 * 8 - bits);
  const L = new Uint8Array(128);
  const pi = (octet: number): number => PITABLE[octet & 0xff] as number;
  L.set(key);
  for (let i = T; i < 128; i++) L[i] = pi((L[i - 1] as number) + (L[i - T] as number));
  L[128 - T8] = pi((L[128 - T8] as number) & TM);
  for (let i = 127 - T8; i >= 0; i--) L[i] = pi((L[i + 1] as number) ^ (L[i + T8] as number));
  return Uint16Array.from({ length: 64 }, (_, i) => (L[i * 2] as number) | ((L[i * 2 + 1] as number) << 8));
}
