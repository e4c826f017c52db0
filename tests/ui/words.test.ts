import { afterEach, describe, expect, test } from 'vitest';
import { fingerprint, moment, size } from '../../src/ui/words';

const zone = process.env['TZ'];
afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

describe('Words on the page', () => {
  test.each([
    ['UTC', '2026-11-21 04:56 UTC'],
    ['Europe/Berlin', '2026-11-21 05:56 UTC+01:00'],
    ['America/St_Johns', '2026-11-21 01:26 UTC-03:30'],
    ['Pacific/Kiritimati', '2026-11-21 18:56 UTC+14:00'],
  ])('tell a moment in %s with its distance from UTC', (name, expected) => {
    process.env['TZ'] = name;
    expect(moment(new Date('2026-11-21T04:56:19Z'))).toBe(expected);
  });

  test('show a fingerprint in octets, and a size rounded up', () => {
    expect(fingerprint('00ab10')).toBe('00:AB:10');
    expect([size(1023), size(1025)]).toEqual(['1023 bytes', '2 kB']);
  });
});
