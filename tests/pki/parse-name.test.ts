import { describe, expect, it } from 'vitest';
import { attributeTypes, formatName } from '../../src/pki/distinguished-name';
import { PkiError } from '../../src/pki/errors';
import { parseName } from '../../src/pki/parse-name';
import type { DistinguishedName } from '../../src/pki/types';
import fc from '../support/seeded';

const asWritten = (name: DistinguishedName): string[] => name.map(({ type, value }) => `${type}=${value}`);

describe('A name', () => {
  it.each([
    ['Issuing CA', ['CN=Issuing CA']],
    ['CN=svc.example.com,O=Example\\, Inc.,C=SE', ['C=SE', 'O=Example, Inc.', 'CN=svc.example.com']],
    [' cn = a , email=a@example.com, s=Scania', ['ST=Scania', 'emailAddress=a@example.com', 'CN=a']],
    ['CN=a=b', ['CN=a=b']],
    ['CN=Gr\\C3\\BCne\\20Wiese\\ ', ['CN=Grüne Wiese ']],
    ['CN=a\\\\41', ['CN=a\\41']],
    ['CN= a\\\\ ', ['CN=a\\']],
    ['CN=\\ \\ ', ['CN=  ']],
    ['CN=\u00a0\\ ,O=\u2003b ', ['O=\u2003b', 'CN=\u00a0 ']],
    ['CN=a+OU=b', ['OU=b', 'CN=a']],
    ['  ', []],
  ])('%j is read as %j', (text, name) => {
    expect(asWritten(parseName(text))).toEqual(name);
  });

  it.each([
    ['X=1', 'name-invalid'],
    ['/CN=a/O=b', 'name-invalid'],
    ['CN=', 'name-invalid'],
    ['C=Sweden', 'name-invalid'],
    ['CN=a\u202eb', 'name-invalid'],
    [`CN=${'a'.repeat(65)}`, 'common-name-too-long'],
    ['a,'.repeat(5000), 'name-invalid'],
  ])('%j is refused', (text, code) => {
    expect(() => parseName(text, '--subject')).toThrow(expect.objectContaining({ code, field: '--subject' }) as Error);
  });

  it('comes back from what is shown of it', () => {
    const value = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
    const attribute = fc.record({ type: fc.constantFrom('CN', 'O', 'OU', 'L', 'ST', 'STREET', 'UID'), value });
    fc.assert(
      fc.property(fc.array(attribute, { maxLength: 4 }), (name) => {
        let read: DistinguishedName;
        try {
          read = parseName(formatName(name));
        } catch (error) {
          // What cannot be written cannot be read either.
          expect(error).toBeInstanceOf(PkiError);
          return;
        }
        expect(read).toEqual(name);
      }),
    );
  });

  it('is read in no time and refused in a sentence, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 5000 }), (text) => {
        try {
          const name = parseName(text);
          expect(name.every(({ type }) => attributeTypes.includes(type))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(PkiError);
        }
      }),
    );
  });
});
