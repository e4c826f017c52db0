import { afterEach, describe, expect, it } from 'vitest';
import { zip } from '../../src/bundle/archive';
import { readZip } from '../../src/inspect/zip-reader';

const zone = process.env['TZ'];
afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

const entries = [
  { path: 'folder/key.pem', bytes: new TextEncoder().encode('key'), mode: 0o600 },
  { path: '1', bytes: new TextEncoder().encode('a name that looks like a number'), mode: 0o644 },
];

describe('The zip', () => {
  it('has the same bytes in every time zone, also in the hour that a switch to summer time leaves out', () => {
    for (const moment of ['2026-03-29T01:30:00Z', '2026-11-21T23:59:59Z', '2026-10-04T16:00:00Z']) {
      const made = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Kiritimati'].map(
        (name) => {
          process.env['TZ'] = name;
          return Buffer.from(zip(entries, new Date(moment))).toString('hex');
        },
      );
      expect(new Set(made).size).toBe(1);
    }
  });

  it('carries any name', async () => {
    const names = ['__proto__', 'größe/ключ.pem', 'a b'];
    const packed = zip(
      names.map((path) => ({ path, bytes: new Uint8Array([1]), mode: 0o600 })),
      new Date(0),
    );
    const read = await readZip(packed, 'x.zip', { entries: 9, totalBytes: 99 });
    expect(read.map(({ path, mode, regular }) => [path, mode, regular])).toEqual(
      names.map((name) => [name, 0o600, true]),
    );
  });

  it('differs by day', () => {
    const [a, b] = ['2026-11-21T00:00:00Z', '2026-11-22T00:00:00Z'].map((moment) => zip(entries, new Date(moment)));
    expect(a).not.toEqual(b);
  });
});
