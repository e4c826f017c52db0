import * as asn1js from 'asn1js';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/pki/bytes';
import { element, objectIdentifier } from '../../src/pki/der-writer';
import { ask } from '../support/witness';
import fc from '../support/seeded';

/** What asn1js, which counts the tag classes from 1, writes in its place. */
function judged(tag: number, contents: Uint8Array): string {
  const block = new asn1js.Primitive({
    idBlock: { tagClass: (tag >> 6) + 1, tagNumber: tag & 0x1f },
    valueHex: contents,
  });
  block.idBlock.isConstructed = (tag & 0x20) !== 0;
  return toHex(new Uint8Array(block.toBER()));
}

describe('What is written, another library writes in the same octets', () => {
  const tag = fc.integer({ min: 0, max: 0xff }).filter((value) => (value & 0x1f) !== 0x1f);

  it('elements of any tag, whole or in parts', () => {
    fc.assert(
      fc.property(tag, fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 4 }), (value, parts) => {
        const contents = Uint8Array.from(parts.flatMap((part) => [...part]));
        expect(toHex(element(value, ...parts))).toBe(judged(value, contents));
      }),
    );
  });

  it.each([0, 1, 127, 128, 255, 256, 65_535, 65_536])('a length of %i', (length) => {
    expect(toHex(element(4, new Uint8Array(length)))).toBe(judged(4, new Uint8Array(length)));
  });

  const arcs = fc.array(fc.nat({ max: 0xffff_ffff }), { minLength: 1, maxLength: 12 });
  it('object identifiers', () => {
    fc.assert(
      fc.property(fc.constantFrom('0.0', '0.39', '1.2', '1.39', '2.5', '2.39', '2.999'), arcs, (start, rest) => {
        const dotted = [start, ...rest].join('.');
        const value = new Uint8Array(new asn1js.ObjectIdentifier({ value: dotted }).toBER());
        expect(toHex(objectIdentifier(dotted))).toBe(toHex(value));
      }),
    );
  });

  it.each(['2.25.340282366920938463463374607431768211455', '1.3.6.1.4.1.311.21.20', '2.999'])(
    'OpenSSL reads %s',
    (dotted) => {
      const { text } = ask('openssl', ['asn1parse', '-inform', 'DER', '-in', 'oid.der'], {
        'oid.der': objectIdentifier(dotted),
      });
      expect(text.replace(/.*OBJECT\s+:/su, '').trim()).toMatch(new RegExp(`^(?:${dotted}|.*CSP.*)$`, 'u'));
    },
  );
});
