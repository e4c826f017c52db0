import type { Bytes } from '../../src/pki/types';
import fc from './seeded';

/** Runs of a property: always the same ones. */
export const RUNS = { numRuns: 200, seed: 20_261_121 };

/** Any octets of a length, or of a length between two. */
export const octetsOf = (minLength: number, maxLength = minLength): fc.Arbitrary<Bytes> =>
  fc.uint8Array({ minLength, maxLength }).map((value) => new Uint8Array(value));

/** What a block transform makes of octets from an offset on; they stay as they are. */
export function transformed(transform: (octets: Bytes, at: number) => void, octets: Bytes, at = 0): Bytes {
  const copy = octets.slice();
  transform(copy, at);
  return copy;
}
