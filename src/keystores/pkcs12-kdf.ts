import { concatBytes } from '../pki/bytes';
import { PkiError } from '../pki/errors';
import { MAX_ITERATIONS } from '../pki/pbes2';
import type { Bytes } from '../pki/types';
import { bmpString } from './bmp-string';
import { hashes, hmac } from './hashes';
import type { Hash, HashName } from './hashes';
import type { Pause } from './types';

/** What the derived octets are for: the diversifier octet of RFC 7292 appendix B.3. */
export const purposes = { encryption: 1, iv: 2, mac: 3 } as const;

/** A password with the salt and the work that turn it into keys. */
export interface Stretching {
  /**
   * As typed; it becomes a BMPString with a NUL character behind it (RFC 7292 appendix B.1), also when it is empty.
   * Undefined: no octets at all, the other thing that writers mean by an empty password.
   */
  readonly password: string | undefined;
  readonly salt: Bytes;
  readonly iterations: number;
  readonly pause?: Pause | undefined;
}

/** What {@link deriveOctets} derives from and to. */
export interface Derivation extends Stretching {
  readonly hash: HashName;
  readonly purpose: (typeof purposes)[keyof typeof purposes];
  /** Octets wanted. */
  readonly length: number;
}

/**
 * The key derivation of PKCS#12 (RFC 7292 appendix B.2).
 *
 * @throws PkiError `work-factor-too-high` or `file-damaged`, see {@link assertIterations}, before deriving anything
 */
export async function deriveOctets(derivation: Derivation): Promise<Bytes> {
  const { purpose, password, salt, iterations, length } = derivation;
  assertIterations(iterations);
  const hash = hashes[derivation.hash];
  const diversifier = new Uint8Array(hash.block).fill(purpose);
  // RFC 7292 appendix B.1: with a NUL character at its end.
  const secret = password === undefined ? new Uint8Array() : bmpString(`${password}\0`);
  const blocks = concatBytes(repeatToBlocks(salt, hash.block), repeatToBlocks(secret, hash.block));
  const result = new Uint8Array(length);
  for (let at = 0; at < length; at += hash.length) {
    const first = await hash.digest(concatBytes(diversifier, blocks));
    const digest = await iterateWithPauses(hash, first, derivation);
    result.set(digest.subarray(0, length - at), at);
    addToBlocks(blocks, digest, hash.block);
  }
  return result;
}

/** A digest hashed again until it counts `iterations` rounds, itself the first of them. */
export async function iterateWithPauses(
  hash: Hash,
  first: Bytes,
  { iterations, pause }: Pick<Stretching, 'iterations' | 'pause'>,
): Promise<Bytes> {
  let digest = first;
  for (let left = iterations - 1; left > 0; left -= hash.roundsAtOnce) {
    digest = await hash.iterate(digest, Math.min(left, hash.roundsAtOnce));
    await pause?.();
  }
  return digest;
}

/**
 * The MAC over a keystore's contents in password integrity mode (RFC 7292 §5.1): HMAC under a key derived for it.
 *
 * @throws PkiError as {@link deriveOctets}
 */
export async function computeMac(hash: HashName, stretching: Stretching, contents: Bytes): Promise<Bytes> {
  const length = hashes[hash].length;
  return hmac(hash, await deriveOctets({ ...stretching, hash, purpose: purposes.mac, length }), contents);
}

/**
 * Refuses counts that would keep the page busy for minutes, and such as mean nothing. A file can ask for 2³¹.
 *
 * @throws PkiError `work-factor-too-high`, or `file-damaged` for a count below one
 */
export function assertIterations(iterations: number): void {
  if (!Number.isSafeInteger(iterations) || iterations < 1)
    throw new PkiError('file-damaged', 'The keystore names no valid number of iterations. Get the file again.');
  if (iterations > MAX_ITERATIONS)
    throw new PkiError(
      'work-factor-too-high',
      `The keystore asks for ${String(iterations)} iterations of its password; at most ${String(MAX_ITERATIONS)} are tried. Save it again with fewer.`,
    );
}

function repeatToBlocks(bytes: Bytes, block: number): Bytes {
  const length = Math.ceil(bytes.length / block) * block;
  return Uint8Array.from({ length }, (_, index) => bytes[index % bytes.length] ?? 0);
}

/** Step 6C: each block plus the repeated digest plus one, modulo the block's size. */
function addToBlocks(blocks: Bytes, digest: Bytes, block: number): void {
  for (let start = 0; start < blocks.length; start += block) {
    let carry = 1;
    for (let at = block - 1; at >= 0; at--) {
      carry += (blocks[start + at] ?? 0) + (digest[at % digest.length] ?? 0);
      blocks[start + at] = carry & 0xff;
      carry >>= 8;
    }
  }
}
