import { concatBytes } from '../pki/bytes';
import type { Bytes } from '../pki/types';
import type { Pause } from './types';

/** A block cipher in one direction under one key: takes the block that begins at an offset, in place. */
export type BlockTransform = (octets: Bytes, at: number) => void;

/** Octets between two chances for the page to breathe: a millisecond or two of triple DES. A multiple of every block. */
const SLICE = 0x4000;

/**
 * Decrypts in CBC mode (NIST SP 800-38A §6.2), whose padding is that of RFC 8018 §6.1.1.
 *
 * @param iv as long as a block of the cipher
 * @returns undefined when the padding is wrong or the data are no whole blocks
 */
export async function decryptCbc(
  decipher: BlockTransform,
  iv: Bytes,
  data: Bytes,
  pause?: Pause,
): Promise<Bytes | undefined> {
  const block = iv.length;
  if (data.length % block !== 0) return undefined;
  const plain = data.slice();
  await inSlices(plain.length, pause, (from, to) => {
    for (let at = from; at < to; at += block) {
      decipher(plain, at);
      if (at === 0) addBlock(plain, 0, iv, 0, block);
      else addBlock(plain, at, data, at - block, block);
    }
  });
  return unpadded(plain, block);
}

/** Encrypts in CBC mode with the padding that {@link decryptCbc} expects. */
export async function encryptCbc(encipher: BlockTransform, iv: Bytes, data: Bytes, pause?: Pause): Promise<Bytes> {
  const block = iv.length;
  const count = block - (data.length % block);
  // The vector in front is the block before the first.
  const chain = concatBytes(iv, data, new Uint8Array(count).fill(count));
  await inSlices(chain.length - block, pause, (from, to) => {
    for (let at = from + block; at < to + block; at += block) {
      addBlock(chain, at, chain, at - block, block);
      encipher(chain, at);
    }
  });
  return chain.slice(block);
}

/** Does work on octets 0 to `length` slice by slice, with pauses. */
export async function inSlices(
  length: number,
  pause: Pause | undefined,
  work: (from: number, to: number) => void,
): Promise<void> {
  for (let from = 0; from < length; from += SLICE) {
    work(from, Math.min(from + SLICE, length));
    await pause?.();
  }
}

/** Adds one block to another, without carries. */
function addBlock(target: Bytes, at: number, source: Bytes, from: number, block: number): void {
  for (let index = 0; index < block; index++)
    target[at + index] = (target[at + index] as number) ^ (source[from + index] as number);
}

/** Without the padding of RFC 8018 §6.1.1; undefined when it is wrong. */
function unpadded(data: Bytes, block: number): Bytes | undefined {
  const count = data.at(-1) ?? 0;
  const wrong = count === 0 || count > block || data.subarray(-count).some((octet) => octet !== count);
  return wrong ? undefined : data.subarray(0, -count);
}
