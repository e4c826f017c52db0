import { expect } from 'vitest';
import { concatBytes } from '../../src/pki/bytes';
import type { Bytes } from '../../src/pki/types';
import fc from './seeded';

// In CI the same files are changed in the same ways; `CERTWRIGHT_FUZZ=100000 npm test -- tests/inspect/fuzz.test.ts` tries more.
const given = Number(process.env['CERTWRIGHT_FUZZ'] ?? 0);

/** How often, and how it begins: a property costs more where more is done with each file. */
export function runsAtMost(runs: number): { readonly numRuns: number; readonly seed?: number } {
  return given > 0 ? { numRuns: Math.ceil((given * runs) / 2500) } : { numRuns: runs, seed: 20_261_121 };
}

/** Milliseconds for which a page may stand still, and in which a password of the most rounds that are allowed is tried. */
const HANGS = 2000;
const WORKS = 20_000;

/** Milliseconds that the processor gave us: what others do on a busy computer does not count. */
function worked(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Tells how long it takes, and for how long at most nothing else could run meanwhile. */
async function watched(work: () => Promise<void>): Promise<{ standstill: number; total: number }> {
  const start = worked();
  let last = start;
  let standstill = 0;
  const beat = (): void => {
    standstill = Math.max(standstill, worked() - last);
    last = worked();
  };
  const heart = setInterval(beat, 10);
  try {
    await work();
  } finally {
    clearInterval(heart);
  }
  beat();
  return { standstill, total: last - start };
}

/** A file that hangs does so each time; a busy computer, a collection of garbage or a compiler's thread does not. */
async function quickest(work: () => Promise<void>): ReturnType<typeof watched> {
  let best = await watched(work);
  for (let again = 0; again < 3 && (best.standstill >= HANGS || best.total >= WORKS); again++) {
    const { standstill, total } = await watched(work);
    best = { standstill: Math.min(best.standstill, standstill), total: Math.min(best.total, total) };
  }
  return best;
}

/** Runs the work, which must neither stand still nor take forever. */
export async function neverHangs(title: string, work: () => Promise<void>): Promise<void> {
  const { standstill, total } = await quickest(work);
  expect(standstill, title).toBeLessThan(HANGS);
  expect(total, title).toBeLessThan(WORKS);
}

/** Gives way to the heart that is watched. */
export const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A change to a file: the places are fractions of its length. */
export type Change = (bytes: Bytes) => Bytes;

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const at = (bytes: Bytes, fraction: number): number => Math.floor(bytes.length * fraction);
/** Octets that mean something to the readers: tags, lengths, line ends, base64, JSON. */
const telling = fc.constantFrom(
  0x00,
  0x01,
  0x02,
  0x04,
  0x0a,
  0x1f,
  0x22,
  0x2d,
  0x30,
  0x41,
  0x5c,
  0x7b,
  0x7f,
  0x80,
  0x84,
  0xa0,
  0xff,
);
const octet = fc.oneof(telling, fc.nat(255));

const flipped = fc.tuple(place, octet).map(([where, value]): Change => (bytes) => {
  const copy = bytes.slice();
  copy[at(bytes, where)] = value;
  return copy;
});

const cut = place.map(
  (where): Change =>
    (bytes) =>
      bytes.slice(0, at(bytes, where)),
);

const removed = fc.tuple(place, fc.integer({ min: 1, max: 40 })).map(
  ([where, count]): Change =>
    (bytes) =>
      concatBytes(bytes.subarray(0, at(bytes, where)), bytes.subarray(at(bytes, where) + count)),
);

const inserted = fc.tuple(place, fc.array(octet, { minLength: 1, maxLength: 20 })).map(
  ([where, octets]): Change =>
    (bytes) =>
      concatBytes(bytes.subarray(0, at(bytes, where)), Uint8Array.from(octets), bytes.subarray(at(bytes, where))),
);

const doubled = fc.tuple(place, place).map(([from, to]): Change => (bytes) => {
  const [start, end] = [Math.min(from, to), Math.max(from, to)].map((where) => at(bytes, where)) as [number, number];
  return concatBytes(bytes.subarray(0, end), bytes.subarray(start));
});

const swapped = fc.tuple(place, place, fc.integer({ min: 1, max: 40 })).map(([from, to, count]): Change => (bytes) => {
  const copy = bytes.slice();
  const [a, b] = [at(bytes, from), at(bytes, to)];
  const length = Math.min(count, bytes.length - Math.max(a, b));
  copy.set(bytes.subarray(a, a + length), b);
  copy.set(bytes.subarray(b, b + length), a);
  return copy;
});

/** One to three changes. */
export const changes = fc.array(fc.oneof(flipped, flipped, cut, removed, inserted, doubled, swapped), {
  minLength: 1,
  maxLength: 3,
});
