import type { Bytes } from '../pki/types';
import type { BlockTransform } from './cbc';

// Names of FIPS 197 (https://csrc.nist.gov/pubs/fips/197/final). A word is a column of the state, its first octet highest.

/** §4.2: multiplication by x in GF(2⁸). */
const xtime = (octet: number): number => (octet << 1) ^ (octet & 0x80 ? 0x11b : 0);

const SBOX = substitution();

/** InvSubBytes alone, as the highest octet of a word: the last round. */
const LAST = new Uint32Array(256);
/** InvSubBytes and InvMixColumns of a column whose other octets are zero: every other round. */
const TABLE = new Uint32Array(256);
for (const [octet, substitute] of SBOX.entries()) {
  LAST[substitute] = octet << 24;
  TABLE[substitute] = invMixed(octet);
}

/**
 * Decrypts one block of 16 octets of AES by the equivalent inverse cipher (FIPS 197 §5.3.5).
 *
 * @param key 16, 24 or 32 octets
 */
export function aesDecipher(key: Bytes): BlockTransform {
  const w = expandKey(key);
  const last = w.length - 4;
  const dw = w.map((word, i) => (i < 4 || i >= last ? word : eachOctet(word, invMixed)));
  let state = new Uint32Array(4);
  let next = new Uint32Array(4);
  return (octets, at) => {
    const view = new DataView(octets.buffer, octets.byteOffset + at, 16);
    for (let c = 0; c < 4; c++) state[c] = view.getUint32(c * 4) ^ (dw[last + c] as number);
    for (let round = last - 4; round > 0; round -= 4) {
      for (let c = 0; c < 4; c++) next[c] = column(TABLE, state, c) ^ (dw[round + c] as number);
      [state, next] = [next, state];
    }
    for (let c = 0; c < 4; c++) view.setUint32(c * 4, column(LAST, state, c) ^ (dw[c] as number));
  };
}

/** One column after InvShiftRows and what the table does: its row r comes from r columns to the left. */
function column(table: Uint32Array, state: Uint32Array, c: number): number {
  const first = table[(state[c] as number) >>> 24] as number;
  const second = table[((state[(c + 3) & 3] as number) >>> 16) & 0xff] as number;
  const third = table[((state[(c + 2) & 3] as number) >>> 8) & 0xff] as number;
  const fourth = table[(state[(c + 1) & 3] as number) & 0xff] as number;
  return first ^ rotateRight(second, 8) ^ rotateRight(third, 16) ^ rotateRight(fourth, 24);
}

/** KeyExpansion (§5.2). */
function expandKey(key: Bytes): Uint32Array {
  const Nk = key.length / 4;
  const w = new Uint32Array(4 * (Nk + 7));
  const subWord = (word: number): number => eachOctet(word, (octet) => (SBOX[octet] as number) << 24);
  const view = new DataView(key.buffer, key.byteOffset);
  for (let i = 0; i < Nk; i++) w[i] = view.getUint32(i * 4);
  for (let i = Nk, Rcon = 1; i < w.length; i++) {
    let temp = w[i - 1] as number;
    if (i % Nk === 0) {
      temp = subWord(rotateRight(temp, 24)) ^ (Rcon << 24);
      Rcon = xtime(Rcon);
    } else if (Nk > 6 && i % Nk === 4) temp = subWord(temp);
    w[i] = (w[i - Nk] as number) ^ temp;
  }
  return w;
}

/** Adds up what becomes of each octet of a word, given for the highest. */
function eachOctet(word: number, change: (octet: number) => number): number {
  return [24, 16, 8, 0].reduce((sum, at) => sum ^ rotateRight(change((word >>> at) & 0xff), 24 - at), 0);
}

/** InvMixColumns (§5.3.3) of a column whose first octet is given and whose others are zero. */
function invMixed(octet: number): number {
  const two = xtime(octet);
  const four = xtime(two);
  const eight = xtime(four);
  return ((eight ^ four ^ two) << 24) | ((eight ^ octet) << 16) | ((eight ^ four ^ octet) << 8) | (eight ^ two ^ octet);
}

/** SubBytes (§5.1.1): the inverse in GF(2⁸), found among the powers of 3, and an affine transformation. */
function substitution(): Uint8Array {
  const powers = new Uint8Array(256).fill(1);
  for (let i = 1; i < 256; i++) powers[i] = (powers[i - 1] as number) ^ xtime(powers[i - 1] as number);
  const table = new Uint8Array(256).fill(0x63);
  for (const [i, power] of powers.entries()) {
    const twice = (powers[255 - i] as number) * 0x101;
    table[power] = twice ^ (twice >> 7) ^ (twice >> 6) ^ (twice >> 5) ^ (twice >> 4) ^ 0x63;
  }
  return table;
}

function rotateRight(word: number, count: number): number {
  return (word >>> count) | (word << (32 - count));
}
