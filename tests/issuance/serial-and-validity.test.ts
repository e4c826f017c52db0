import { describe, expect, it } from 'vitest';
import { assertRandomWorks, newSerialNumber } from '../../src/issuance/serial-number';
import { validityFor } from '../../src/issuance/validity';
import type { Random } from '../../src/pki/platform';
import { random } from '../support/issuing';

const failed = expect.objectContaining({ code: 'random-failed' }) as Error;

describe('Serial numbers', () => {
  it('are positive, of 16 octets, and a million of them are all different', () => {
    const seen = new Set<string>();
    const decoder = new TextDecoder('latin1');
    const pool = new Uint8Array(65_536);
    let drawn = pool.length;
    const pooled: Random = (bytes) => {
      if (drawn === pool.length) drawn = random(pool).byteOffset;
      bytes.set(pool.subarray(drawn, (drawn += bytes.length)));
      return bytes;
    };
    for (let count = 0; count < 1_000_000; count++) {
      const serial = newSerialNumber(pooled);
      if (serial.length !== 16 || (serial[0] ?? 0) < 0x40 || (serial[0] ?? 0) > 0x7f) expect.unreachable();
      seen.add(decoder.decode(serial));
    }
    expect(seen.size).toBe(1_000_000);
  }, 30_000);

  it('are not made from a source of equal octets', () => {
    expect(() => newSerialNumber((bytes) => bytes)).toThrow(failed);
    expect(() => newSerialNumber((bytes) => bytes.fill(7))).toThrow(failed);
  });
});

describe('A random source is refused', () => {
  it('when it gives equal octets or the same block twice', () => {
    expect(() => {
      assertRandomWorks((bytes) => bytes);
    }).toThrow(failed);
    expect(() => {
      assertRandomWorks((bytes) => bytes.map((_, index) => index));
    }).toThrow(failed);
  });

  it('but not when it works', () => {
    expect(() => {
      assertRandomWorks(random);
    }).not.toThrow();
  });
});

describe('Validity', () => {
  const now = new Date('2026-11-21T10:20:30.456Z');

  it('begins 24 hours ago and lasts the days asked for less one second', () => {
    expect(validityFor({ now, days: 825 })).toEqual({
      validity: { notBefore: new Date('2026-11-20T10:20:30Z'), notAfter: new Date('2029-02-22T10:20:29Z') },
      cut: false,
    });
  });

  it('stays inside the issuer on both sides, and says when it was cut', () => {
    const issuer = { notBefore: new Date('2026-11-21T00:00:00Z'), notAfter: new Date('2027-01-01T00:00:00Z') };
    expect(validityFor({ now, days: 825, issuer })).toEqual({ validity: issuer, cut: true });
    expect(validityFor({ now, days: 30, issuer })).toEqual({
      validity: { notBefore: issuer.notBefore, notAfter: new Date('2026-12-20T23:59:59Z') },
      cut: false,
    });
  });

  it.each([
    [1, 1],
    [10, 10],
    [24, 24],
    [825, 24],
  ])('of %s days begins %s hours ago, so that even a short one is mostly to come', (days, hours) => {
    const { notBefore, notAfter } = validityFor({ now, days }).validity;
    expect(Math.floor((now.getTime() - notBefore.getTime()) / 1000)).toBe(hours * 3600);
    expect(notAfter.getTime() - now.getTime()).toBeGreaterThanOrEqual(23 * 3_600_000 - 2000);
  });

  it.each([0, -1, 1.5, NaN, Infinity, 2_913_000])('of %s days is refused', (days) => {
    expect(() => validityFor({ now, days })).toThrow(
      expect.objectContaining({ code: 'days-invalid', field: 'days' }) as Error,
    );
  });

  it('reaches the end of the calendar, but not beyond', () => {
    const days = Math.floor((Date.UTC(9999, 11, 31, 23, 59, 59) - now.getTime()) / 86_400_000) + 1;
    expect(validityFor({ now, days }).validity.notAfter.getUTCFullYear()).toBe(9999);
    expect(() => validityFor({ now, days: days + 1 })).toThrow(
      expect.objectContaining({ code: 'days-invalid' }) as Error,
    );
  });

  it('is refused when the issuer leaves no time', () => {
    const issuer = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2021-01-01T00:00:00Z') };
    expect(() => validityFor({ now, days: 1, issuer })).toThrow(
      expect.objectContaining({ code: 'ca-expired', field: 'ca' }) as Error,
    );
  });

  it('over leap days, changes to summer time and the year 2050 counts days of 86,400 seconds', () => {
    for (const moment of ['2028-02-28T12:00:00Z', '2027-03-28T00:30:00Z', '2049-12-31T23:59:59Z']) {
      const { validity } = validityFor({ now: new Date(moment), days: 3 });
      expect(validity.notAfter.getTime() - validity.notBefore.getTime()).toBe(3 * 86_400_000 - 1000);
    }
  });
});
