import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { zip } from '../../src/bundle/archive';
import { readEachFile } from '../../src/inspect/read-files';
import type { ReadFile } from '../../src/inspect/read-files';
import { concatBytes } from '../../src/pki/bytes';
import type { Bytes } from '../../src/pki/types';
import { PASSWORD, makeShapes } from '../support/shapes';
import type { Shape } from '../support/shapes';
import { requireTool } from '../support/tools';

// In CI some 2,500 changed files, always the same; `CERTWRIGHT_FUZZ=100000 npm test -- tests/inspect/fuzz.test.ts` tries more.
const given = Number(process.env['CERTWRIGHT_FUZZ'] ?? 0);
const RUNS = given > 0 ? given : 2500;
const SEED = given > 0 ? undefined : 20_261_121;

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

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

vi.setConfig({ testTimeout: 300_000 + RUNS * 100, hookTimeout: 120_000 });

let files: readonly { readonly title: string; readonly bytes: Bytes }[];
beforeAll(async () => {
  if (!requireTool('openssl', 'keytool', 'certtool', 'certutil')) return;
  const { open, locked } = await makeShapes();
  const made = ({ title, make }: Shape): { title: string; bytes: Bytes } => ({ title, bytes: make() });
  // GnuTLS and keytool derive keys with hundreds of thousands of rounds, which is not what is to be found out here.
  const quick = locked.filter(({ title, tools }) => tools.length === 1 || title === 'JKS');
  const single = [...open, ...quick].map(made);
  const entries = single.map(({ bytes }, index) => ({ path: `file-${String(index)}`, bytes, mode: 0o644 }));
  files = [...single, { title: 'a zip of all', bytes: zip(entries, new Date('2026-11-21T03:04:05Z')) }];
});

/** A change to a file: the places are fractions of its length. */
type Change = (bytes: Bytes) => Bytes;

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

const changes = fc.array(fc.oneof(flipped, flipped, cut, removed, inserted, doubled, swapped), {
  minLength: 1,
  maxLength: 3,
});

describe('A changed file of any shape', () => {
  it('is read or refused in a sentence that begins with its name, and never hangs', async () => {
    requireTool('openssl', 'keytool', 'certtool', 'certutil');
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(), changes, async (index, chain) => {
        const { title, bytes } = files[index % files.length]!;
        const changed = chain.reduce((file, change) => change(file), bytes);
        let rows: readonly ReadFile[] = [];
        const { standstill, total } = await quickest(async () => {
          // Anything but a PkiError would be thrown.
          rows = await readEachFile([{ name: 'changed.file', bytes: changed }], { passwords: [PASSWORD], pause });
        });
        expect(standstill, title).toBeLessThan(HANGS);
        expect(total, title).toBeLessThan(WORKS);
        expect(rows.length).toBeGreaterThan(0);
        for (const { name, objects, error } of rows) {
          expect(objects.length > 0 || error !== undefined).toBe(true);
          const errors = objects.flatMap((object) => (object.type === 'damaged' ? [object.error] : (error ?? [])));
          for (const { code, message } of errors) {
            refused++;
            expect(code).not.toBe('defect');
            expect(message.startsWith('changed.file'), `${name}: ${message}`).toBe(true);
            expect(message).toMatch(/\.$|NEW$/u);
            expect(message).not.toMatch(/\p{Cc}/u);
          }
        }
      }),
      { numRuns: RUNS, ...(SEED === undefined ? {} : { seed: SEED }) },
    );
    expect(refused).toBeGreaterThan(RUNS / 10);
  });
});
