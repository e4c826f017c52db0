import type { Bytes } from '../pki/types';
import type { ShaFunction } from './sha-compression';

/**
 * Hashes a digest `rounds` times and returns the last digest: each time a message of one block. The key derivation of
 * PKCS#12 (RFC 7292 appendix B) does so thousands of times; WebCrypto cannot iterate, and a call for each round costs
 * several times the hashing itself.
 */
export function iterate({ words, initial, schedule, compress }: ShaFunction, digest: Bytes, rounds: number): Bytes {
  const state = new Int32Array(initial.length);
  const w = new Int32Array(schedule);
  const current = state.subarray(0, words);
  loadWords(state, digest, words);
  // Padding (FIPS 180-4 §5.1.1), the same in every round.
  w[words] = 0x80000000;
  w[15] = words * 32;
  for (let round = 0; round < rounds; round++) {
    w.set(current);
    state.set(initial);
    compress(state, w);
  }
  return toOctets(current);
}

/** Digest of a message of any length below 512 MB. */
export function hash({ words, initial, schedule, compress }: ShaFunction, message: Bytes): Bytes {
  // FIPS 180-4 §5.1.1: a one bit, zeros, the length in bits as 64 bits.
  const padded = new Uint8Array((((message.length + 8) >> 6) + 1) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  new DataView(padded.buffer).setUint32(padded.length - 4, message.length * 8);
  const state = initial.slice();
  const w = new Int32Array(schedule);
  for (let at = 0; at < padded.length; at += 64) {
    loadWords(w, padded.subarray(at, at + 64), 16);
    compress(state, w);
  }
  return toOctets(state.subarray(0, words));
}

function loadWords(target: Int32Array, octets: Bytes, count: number): void {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  for (let index = 0; index < count; index++) target[index] = view.getUint32(index * 4);
}

function toOctets(words: Int32Array): Bytes {
  const view = new DataView(new ArrayBuffer(words.length * 4));
  for (const [index, word] of words.entries()) view.setUint32(index * 4, word);
  return new Uint8Array(view.buffer);
}
