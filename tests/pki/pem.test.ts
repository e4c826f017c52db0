import { describe, expect, it } from 'vitest';
import { fromBase64, fromBase64Url, fromHex, toBase64, toHex } from '../../src/pki/bytes';
import { encodePem, parsePem } from '../../src/pki/pem';
import type { Bytes } from '../../src/pki/types';
import { octets } from '../support/issuing';
import fc from '../support/seeded';

const bytes = fc.uint8Array({ maxLength: 300 }).map((array): Bytes => new Uint8Array(array));

describe('PEM (RFC 7468)', () => {
  it('is written with LF, 64 columns and a final newline', () => {
    const pem = encodePem('CERTIFICATE', new Uint8Array(100));
    const lines = pem.split('\n');
    expect(lines[0]).toBe('-----BEGIN CERTIFICATE-----');
    expect(lines[1]).toHaveLength(64);
    expect(lines.at(-2)).toBe('-----END CERTIFICATE-----');
    expect(pem.endsWith('-----\n')).toBe(true);
    expect(pem).not.toMatch(/\r|\n\n/u);
  });

  it('reads back, also with other line ends, indented, on one escaped line, and amid other text', () => {
    fc.assert(
      fc.property(bytes, bytes, (first, second) => {
        const pem = encodePem('A', first) + encodePem('B C', second);
        const forms = [
          pem,
          pem.replaceAll('\n', '\r\n'),
          pem.replaceAll('\n', '\n    '),
          pem.replaceAll('\n', '\\n'),
          pem.replaceAll('\n', '\\r\\n'),
          `\ufeffBag Attributes\n  friendlyName: x\n${pem}trailing`,
        ];
        for (const form of forms)
          expect(parsePem(form)).toEqual([
            { label: 'A', der: first, headers: [] },
            { label: 'B C', der: second, headers: [] },
          ]);
      }),
      { numRuns: 100 },
    );
  });

  it('tells the headers of the older form', () => {
    const pem = encodePem('RSA PRIVATE KEY', octets('30 00')).replace(
      '\n',
      '\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n',
    );
    expect(parsePem(pem)).toEqual([
      {
        label: 'RSA PRIVATE KEY',
        der: octets('30 00'),
        headers: ['Proc-Type: 4,ENCRYPTED', 'DEK-Info: AES-256-CBC,00'],
      },
    ]);
  });

  it('yields nothing from other text', () => {
    expect(parsePem('')).toEqual([]);
    expect(parsePem('-----BEGINNING-----')).toEqual([]);
  });

  it.each([
    ['no END line', '-----BEGIN X-----\nAAAA\n'],
    ['another END line', '-----BEGIN X-----\nAAAA\n-----END Y-----\n'],
    ['an endless label', `-----BEGIN ${'X'.repeat(100_000)}`],
    ['damaged base64', '-----BEGIN X-----\nAA*A\n-----END X-----\n'],
    ['base64 cut off', '-----BEGIN X-----\nAAAAA\n-----END X-----\n'],
  ])('refuses %s', (_, text) => {
    expect(() => parsePem(text)).toThrow(expect.objectContaining({ code: 'file-damaged' }) as Error);
  });
});

describe('Base64 and hex', () => {
  it('read back', () => {
    fc.assert(
      fc.property(bytes, (array) => {
        expect(fromBase64(toBase64(array))).toEqual(array);
        expect(fromHex(toHex(array))).toEqual(array);
        expect(fromBase64Url(Buffer.from(array).toString('base64url'))).toEqual(array);
      }),
    );
    expect(fromBase64(toBase64(new Uint8Array(100_000)))).toHaveLength(100_000);
  });

  it.each(['abc', 'zz', '0x'])('refuse %s', (text) => {
    expect(() => fromHex(text)).toThrow(expect.objectContaining({ code: 'file-damaged' }) as Error);
  });
});
