import { describe, expect, it } from 'vitest';
import { joinOctets, normaliseBer } from '../../src/pki/ber';
import { joinBytes } from '../../src/pki/bytes';
import { readElement } from '../../src/pki/der-reader';
import { element } from '../../src/pki/der-writer';
import type { Bytes } from '../../src/pki/types';
import { toIndefinite } from '../support/indefinite';
import { octets, rootWith } from '../support/issuing';
import fc from '../support/seeded';

/** DER of any shape, a few levels deep: octet strings and integers inside sequences, sets and tags. */
const anyDer = fc.letrec<{ node: Bytes; leaf: Bytes; branch: Bytes }>((tie) => ({
  node: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), tie('branch')),
  leaf: fc
    .tuple(fc.constantFrom(0x02, 0x04, 0x0c, 0x80), fc.uint8Array({ minLength: 1, maxLength: 300 }))
    .map(([tag, content]) => element(tag, content)),
  branch: fc
    .tuple(fc.constantFrom(0x30, 0x31, 0xa0, 0xa3), fc.array(tie('node'), { maxLength: 4 }))
    .map(([tag, members]) => element(tag, ...members)),
})).node;

describe('BER is brought into definite lengths', () => {
  it('whatever it holds, and however its octet strings are cut', () => {
    fc.assert(
      fc.property(anyDer, fc.integer({ min: 1, max: 400 }), (der, piece) => {
        const ber = toIndefinite(der, undefined, piece);
        expect(normaliseBer(ber)).toEqual(der);
        expect(normaliseBer(der)).toEqual(der);
      }),
    );
  });

  it('with pieces inside pieces', () => {
    const ber = octets('24 80 24 80 04 01 41 04 00 00 00 24 04 04 02 42 43 00 00');
    expect(normaliseBer(ber)).toEqual(octets('04 03 41 42 43'));
  });

  it('in as many pieces as there are, without a limit of the engine', () => {
    const pieces = joinBytes(Array.from({ length: 150_000 }, () => octets('04 01 41')));
    const joined = new Uint8Array(150_000).fill(0x41);
    expect(readElement(normaliseBer(element(0x24, pieces))).content).toEqual(joined);
    expect(joinOctets(readElement(element(0xa0, pieces)))).toEqual(joined);
  });

  it('while what is definite already stays as it is, long forms included', async () => {
    const { der } = (await rootWith()).certificate;
    const longForm = octets('30 81 03 02 01 05');
    const ber = Uint8Array.from([0x30, 0x80, ...longForm, ...der, 0, 0]);
    const { content } = readElement(normaliseBer(ber));
    expect(content).toEqual(Uint8Array.from([...longForm, ...der]));
  });

  it('and octets under an implicit tag are joined by whoever knows that they are', () => {
    const inPieces = readElement(normaliseBer(octets('a0 80 04 01 41 24 80 04 01 42 00 00 00 00')));
    expect(joinOctets(inPieces)).toEqual(octets('41 42'));
    expect(joinOctets(readElement(octets('80 02 41 42')))).toEqual(octets('41 42'));
    expect(() => joinOctets(readElement(octets('a0 03 02 01 05')))).toThrow('piece');
  });
});

describe('Hostile BER is refused', () => {
  it.each([
    ['without an end', '30 80 02 01 05'],
    ['with half an end', '30 80 02 01 05 00'],
    ['with something after its end', '30 80 00 00 05 00'],
    ['with pieces that are no octet strings', '24 80 02 01 05 00 00'],
    ['with a piece that is longer than the string', '24 03 04 02 41 42'],
    ['with an end inside a definite length', '30 04 00 00 05 00'],
    ['with a tag of several octets', '30 80 1f 81 01 00 00 00'],
    ['that is nothing', ''],
    ['nested without end', '30 80 '.repeat(20_000)],
  ])('%s', (_, hex) => {
    expect(() => normaliseBer(octets(hex))).toThrow(expect.objectContaining({ code: 'file-damaged' }) as Error);
  });

  it('of a size beyond what the caller takes', () => {
    const ber = octets('30 80 02 01 05 00 00');
    expect(() => normaliseBer(ber, 6)).toThrow(expect.objectContaining({ code: 'file-too-large' }) as Error);
    expect(normaliseBer(ber, 7)).toEqual(octets('30 03 02 01 05'));
  });
});
