import { describe, expect, it } from 'vitest';
import { assertDerLimits, isCanonicalDer } from '../../src/pki/der';
import { readElement } from '../../src/pki/der-reader';
import { readObjectIdentifier, readText, readTime } from '../../src/pki/der-values';
import { objectIdentifier, smallInteger, unsignedInteger } from '../../src/pki/der-writer';
import { toHex } from '../../src/pki/bytes';
import type { Bytes } from '../../src/pki/types';
import { octets } from '../support/issuing';

/** So many open SEQUENCEs inside one another, of indefinite length. */
function bomb(levels: number): Bytes {
  return Uint8Array.from({ length: levels * 2 }, (_, index) => (index % 2 === 0 ? 0x30 : 0x80));
}

/** As many with definite lengths, each of which begins with an end of contents that ends nothing. */
function hiddenBomb(levels: number): Bytes {
  return Uint8Array.from(
    Array.from({ length: levels }, (_, level) => {
      const length = (levels - level) * 7 - 5;
      return [0x30, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff, 0, 0];
    }).flat(),
  );
}

describe('Hostile DER is refused before any parser sees it', () => {
  it.each([
    ['10,000 nested SEQUENCEs', bomb(10_000), 'nested'],
    ['50,000 nested SEQUENCEs', bomb(50_000), 'nested'],
    ['a length of 2⁶³ − 1', octets('30 88 7f ff ff ff ff ff ff ff'), 'cut off'],
    ['a length of 4 GiB', octets('30 85 01 00 00 00 00'), 'cut off'],
    ['a length of 127 octets', octets('30 ff 01'), 'cut off'],
    ['nothing after the tag', octets('30'), 'cut off'],
    ['an end of contents without a beginning', octets('30 04 02 00 00 00'), 'not DER'],
    ['10,000 nested SEQUENCEs behind ends of contents', hiddenBomb(10_000), 'not DER'],
    ['an endless tag', octets('3f ff ff ff'), 'cut off'],
    ['a child longer than its parent', octets('30 02 04 03 01 02 03'), 'cut off'],
    ['an indefinite length without an end', octets('30 80 05 00'), 'cut off'],
    ['an indefinite length of a primitive', octets('04 80 00 00'), 'cut off'],
  ])('%s', (_, bytes, words) => {
    const refused = expect.objectContaining({
      code: 'file-damaged',
      message: expect.stringContaining(words) as string,
    }) as Error;
    expect(() => {
      assertDerLimits(bytes);
    }).toThrow(refused);
    expect(isCanonicalDer(bytes)).toBe(false);
  });

  it('300,000 parts are a limit, not damage', () => {
    const nulls = new Uint8Array(600_000).map((_, at) => (at % 2 === 0 ? 5 : 0));
    const bytes = Uint8Array.from([0x30, 0x83, 0x09, 0x27, 0xc0, ...nulls]);
    expect(() => {
      assertDerLimits(bytes);
    }).toThrow(
      expect.objectContaining({
        code: 'file-too-large',
        message: expect.stringContaining('more than 200000 parts') as string,
      }) as Error,
    );
    expect(isCanonicalDer(bytes)).toBe(false);
  });

  it('a megabyte and more', () => {
    expect(() => {
      assertDerLimits(new Uint8Array(1_000_001));
    }).toThrow(expect.objectContaining({ code: 'file-too-large' }) as Error);
  });

  it('while BER with indefinite lengths, as in keystores, passes the guard but is not canonical', () => {
    const ber = octets('30 80 24 80 04 01 41 00 00 00 00');
    expect(() => {
      assertDerLimits(ber);
    }).not.toThrow();
    expect(isCanonicalDer(ber)).toBe(false);
  });
});

describe('Canonical DER (X.690 §10 and §11)', () => {
  it.each([
    ['30 00'],
    ['01 01 ff'],
    ['02 01 00'],
    ['02 02 00 80'],
    ['02 01 80'],
    ['03 01 00'],
    ['03 02 07 80'],
    ['05 00'],
    ['06 03 55 04 03'],
    ['17 0d 34 39 31 32 33 31 32 33 35 39 35 39 5a'],
    ['31 06 02 01 01 02 01 02'],
    ['31 07 02 01 02 02 02 01 00'],
  ])('accepts %s', (hex) => {
    expect(isCanonicalDer(octets(hex))).toBe(true);
  });

  it.each([
    ['a long length', '30 81 00'],
    ['a longer length than due', `30 82 00 80 04 7e ${'00 '.repeat(126)}`],
    ['BOOLEAN 01', '01 01 01'],
    ['an INTEGER with a leading zero', '02 02 00 7f'],
    ['an INTEGER with a leading ff', '02 02 ff 80'],
    ['an INTEGER without content', '02 00'],
    ['a BIT STRING with unused bits set', '03 02 07 81'],
    ['a BIT STRING with 8 unused bits', '03 02 08 00'],
    ['a BIT STRING without content', '03 00'],
    ['NULL with content', '05 01 00'],
    ['an object identifier with a padded arc', '06 03 55 80 03'],
    ['an object identifier that is cut off', '06 02 55 84'],
    ['a time without seconds', '17 0b 34 39 31 32 33 31 32 33 35 39 5a'],
    ['a fraction that ends in zero', '18 11 32 30 35 30 30 31 30 31 30 30 30 30 30 30 2e 30 5a'],
    ['a constructed string', '24 03 04 01 41'],
    ['a SET out of order', '31 06 02 01 02 02 01 01'],
    ['something after the end', '05 00 05 00'],
    ['something wrong deep inside', '30 05 a0 03 01 01 02'],
    ['nothing', ''],
  ])('refuses %s', (_, hex) => {
    expect(isCanonicalDer(octets(hex))).toBe(false);
  });
});

describe('Values', () => {
  it('INTEGERs are positive and as short as can be', () => {
    expect(toHex(unsignedInteger(octets('00 00 80')))).toBe('02020080');
    expect(toHex(unsignedInteger(octets('00')))).toBe('020100');
    expect(toHex(smallInteger(100_000))).toBe('02030186a0');
    expect(toHex(smallInteger(4_294_967_295))).toBe('020500ffffffff');
  });

  it('object identifiers of any arc read back', () => {
    for (const oid of [
      '0.9.2342.19200300.100.1.25',
      '1.2.840.113549.1.1.11',
      '2.5.29.17',
      '2.999.3',
      '2.25.329800735698586629295641978511506172918',
    ])
      expect(readObjectIdentifier(readElement(objectIdentifier(oid)))).toBe(oid);
    expect(toHex(objectIdentifier('2.999.3'))).toBe('0603883703');
  });

  it.each([
    ['170d3439313233313233353935395a', '2049-12-31T23:59:59.000Z'],
    ['180f32303530303130313030303030305a', '2050-01-01T00:00:00.000Z'],
    ['17 0d 35 30 30 31 30 31 30 30 30 30 30 30 5a', '1950-01-01T00:00:00.000Z'],
    ['17 0b 32 36 31 31 32 31 31 30 30 30 5a', '2026-11-21T10:00:00.000Z'],
    ['17 11 32 36 31 31 32 31 31 30 30 30 30 30 2b 30 31 30 30', '2026-11-21T09:00:00.000Z'],
    ['18 12 32 30 32 36 31 31 32 31 31 30 30 30 30 30 2e 35 30 5a', '2026-11-21T10:00:00.000Z'],
  ])('dates that break the rules are read: %s', (der, moment) => {
    expect(readTime(readElement(octets(der))).toISOString()).toBe(moment);
  });

  it.each([
    ['17 0d 32 36 31 33 32 31 31 30 30 30 30 30 5a'],
    ['17 0d 32 36 30 32 33 30 31 30 30 30 30 30 5a'],
    ['17 02 31 5a'],
    ['04 00'],
  ])('dates that do not exist are refused: %s', (der) => {
    expect(() => readTime(readElement(octets(der)))).toThrow(
      expect.objectContaining({ code: 'file-damaged' }) as Error,
    );
  });

  it.each([
    ['0c 02 c3 a9', 'é'],
    ['14 01 e9', 'é'],
    ['1e 04 00 e9 00 41', 'éA'],
    ['1c 04 00 01 f6 00', '😀'],
    ['0c 02 c3 28', 'Ã('],
    ['02 01 05', undefined],
  ])('text of every string type is read: %s', (der, text) => {
    expect(readText(readElement(octets(der)))).toBe(text);
  });
});
