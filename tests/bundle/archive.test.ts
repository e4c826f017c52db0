import { afterEach, describe, expect, it } from 'vitest';
import { zip } from '../../src/bundle/archive';

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

  it('refuses the one name that its library would lose', () => {
    expect(() => zip([{ path: '__proto__', bytes: new Uint8Array(), mode: 0o644 }], new Date(0))).toThrow('__proto__');
  });

  it('differs by day', () => {
    const [a, b] = ['2026-11-21T00:00:00Z', '2026-11-22T00:00:00Z'].map((moment) => zip(entries, new Date(moment)));
    expect(a).not.toEqual(b);
  });
});
