import type { Bytes } from '../pki/types';
import type { BlockTransform } from './cbc';
import { P, PC1, PC2, S, SHIFTS } from './des-tables';

// Names of FIPS 46-3 (https://csrc.nist.gov/pubs/fips/46-3/final).

/** What each of the eight S-boxes with P behind it makes of its six bits. */
const SP = Uint32Array.from({ length: 512 }, (_, index) => {
  const box = index >> 6;
  const row = ((index >> 4) & 2) | (index & 1);
  const selected = parseInt((S[box] as string).charAt(row * 16 + ((index >> 1) & 15)), 16) << (28 - 4 * box);
  return P.reduce((word, bit, at) => word | (((selected >>> (32 - bit)) & 1) << (31 - at)), 0);
});

/**
 * Triple DES (FIPS 46-3, "TDEA"): encrypts, decrypts and encrypts one block of 8 octets, or undoes that.
 *
 * @param key 24 octets; 16 when the first key is also the third; 8 make it single DES. Parity bits do not count
 */
export function tripleDes(key: Bytes, direction: 'encrypt' | 'decrypt'): BlockTransform {
  const rounds = [0, 8, 16].flatMap((from) => {
    const keys = keySchedule(key.subarray(from % key.length));
    return from === 8 ? keys.reverse() : keys;
  });
  const K = Uint32Array.from((direction === 'encrypt' ? rounds : rounds.reverse()).flat());
  return (octets, at) => {
    let l = 0;
    let r = 0;
    // The initial permutation: even bits of all octets to the left, odd ones to the right; its inverse is at the end.
    for (let n = 0; n < 8; n++) {
      const octet = octets[at + n] as number;
      l |= spread(octet) << n;
      r |= spread(octet >> 1) << n;
    }
    for (let round = 0; round < 48; round += 2) {
      l ^= f(r, K, round);
      r ^= f(l, K, round + 1);
      // After the sixteenth round of each pass; between passes both permutations cancel out.
      if (round % 16 === 14) [l, r] = [r, l];
    }
    for (let n = 0; n < 8; n++) octets[at + n] = gather(l >>> n) | (gather(r >>> n) << 1);
  };
}

/** The cipher function. Selection E takes overlapping six bits: those of odd S-boxes and those of even ones each fill a word. */
function f(r: number, K: Uint32Array, round: number): number {
  const odd = ((r >>> 1) | (r << 31)) ^ (K[round * 2] as number);
  const even = ((r << 3) | (r >>> 29)) ^ (K[round * 2 + 1] as number);
  return (
    (SP[odd >>> 26] as number) ^
    (SP[0x40 | (even >>> 26)] as number) ^
    (SP[0x80 | ((odd >>> 18) & 63)] as number) ^
    (SP[0xc0 | ((even >>> 18) & 63)] as number) ^
    (SP[0x100 | ((odd >>> 10) & 63)] as number) ^
    (SP[0x140 | ((even >>> 10) & 63)] as number) ^
    (SP[0x180 | ((odd >>> 2) & 63)] as number) ^
    (SP[0x1c0 | ((even >>> 2) & 63)] as number)
  );
}

/** Sixteen round keys, each as the six bits for odd S-boxes and for even ones, where {@link f} wants them. */
function keySchedule(key: Bytes): [odd: number, even: number][] {
  let shift = 0;
  return SHIFTS.map((shifts) => {
    shift += shifts;
    const words: [number, number] = [0, 0];
    for (const [index, choice] of PC2.entries()) {
      const half = choice > 28 ? 28 : 0;
      const bit = (PC1[half + ((choice - 1 - half + shift) % 28)] as number) - 1;
      const value = ((key[bit >> 3] as number) >> (7 - (bit & 7))) & 1;
      const box = Math.floor(index / 6);
      words[(box & 1) as 0 | 1] |= value << (31 - (box >> 1) * 8 - (index % 6));
    }
    return words;
  });
}

/** Bits 2, 4, 6 and 8 of an octet to the last bit of each octet of a word. */
function spread(octet: number): number {
  return ((octet & 0x40) << 18) | ((octet & 0x10) << 12) | ((octet & 4) << 6) | (octet & 1);
}

/** Undoes {@link spread}. */
function gather(word: number): number {
  return ((word >>> 18) & 0x40) | ((word >>> 12) & 0x10) | ((word >>> 6) & 4) | (word & 1);
}
