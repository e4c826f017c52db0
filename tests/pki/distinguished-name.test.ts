import { describe, expect, it } from 'vitest';
import { isCanonicalDer } from '../../src/pki/der';
import { formatName, validateName } from '../../src/pki/distinguished-name';
import { decodeName, encodeName } from '../../src/pki/name-der';
import { encodePem } from '../../src/pki/pem';
import { unprintable } from '../../src/pki/show-text';
import type { DistinguishedName } from '../../src/pki/types';
import { octets, rootWith } from '../support/issuing';
import { ask } from '../support/witness';
import fc from '../support/seeded';

const awkward = [
  'Say "hi" now',
  'Acme, Inc. + "x"',
  '#04024869',
  'a\\b',
  'a=b;c<d>e',
  '  spaces  ',
  'Åkesson & Söner 株式会社 😀',
  "O'Neil/x",
];

describe('Names survive unchanged', () => {
  it.each(awkward)('%s', async (value) => {
    const name: DistinguishedName = [
      { type: 'C', value: 'SE' },
      { type: 'O', value },
      { type: 'CN', value },
    ];
    const { certificate } = await rootWith({ subject: name });
    expect(certificate.subject.rdns).toEqual(name.map((attribute) => [attribute]));

    const pem = encodePem('CERTIFICATE', certificate.der);
    const options = 'sep_multiline,utf8,lname,dn_rev,-esc_msb';
    const shown = ask('openssl', ['x509', '-in', 'c.pem', '-noout', '-subject', '-nameopt', options], { 'c.pem': pem });
    expect(shown.text).toContain(`commonName=${value}`);
  });

  it('whatever their characters, with one attribute per RelativeDistinguishedName', () => {
    const value = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 16 })
      .filter((text) => Array.from(text).length <= 64 && !unprintable.test(text));
    const types = fc.constantFrom('CN', 'O', 'OU', 'ST', 'L', 'STREET', 'UID');
    fc.assert(
      fc.property(fc.array(fc.record({ type: types, value }), { maxLength: 6 }), (name) => {
        const der = encodeName(name);
        expect(decodeName(der).rdns).toEqual(name.map((attribute) => [attribute]));
        expect(isCanonicalDer(der)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('as several RDNs, where a library once wrote one SET for all', async () => {
    const { certificate } = await rootWith({
      subject: [
        { type: 'O', value: 'Lab' },
        { type: 'OU', value: 'One' },
        { type: 'OU', value: 'Two' },
        { type: 'CN', value: 'Root' },
      ],
    });
    const files = { 'c.pem': encodePem('CERTIFICATE', certificate.der) };
    const { text } = ask('openssl', ['x509', '-in', 'c.pem', '-noout', '-subject', '-nameopt', 'RFC2253'], files);
    expect(text.trim()).toBe('subject=CN=Root,OU=Two,OU=One,O=Lab');
  });
});

describe('A name that cannot be written is refused', () => {
  it.each([
    [{ type: 'CN', value: 'x'.repeat(65) }, 'common-name-too-long', '65'],
    [{ type: 'O', value: 'x'.repeat(65) }, 'name-invalid', '65'],
    [{ type: 'CN', value: '' }, 'name-invalid', 'empty'],
    [{ type: 'C', value: 'Sweden' }, 'name-invalid', 'at most 2'],
    [{ type: 'C', value: 'se' }, 'name-invalid', 'ISO 3166'],
    [{ type: 'DC', value: 'exämple' }, 'name-invalid', 'not valid'],
    [{ type: 'emailAddress', value: 'jürgen@example.com' }, 'name-invalid', 'accents'],
    [{ type: 'serialNumber', value: 'a_b' }, 'name-invalid', 'not valid'],
    [{ type: 'CN', value: 'a\nb' }, 'name-invalid', 'invisible'],
    [{ type: 'CN', value: 'a\u202eb' }, 'name-invalid', 'invisible'],
    [{ type: 'CN', value: '\ud800' }, 'name-invalid', 'invisible'],
  ] as const)('%o', (attribute, code, words) => {
    const error = (): unknown => {
      try {
        validateName([attribute], 'ca-name');
        return undefined;
      } catch (caught) {
        return caught;
      }
    };
    expect(error()).toMatchObject({ code, field: 'ca-name', message: expect.stringContaining(words) as string });
  });

  it('while 64 characters are enough, however many octets they take', () => {
    expect(() => {
      validateName([{ type: 'CN', value: '😀'.repeat(64) }]);
    }).not.toThrow();
  });
});

describe('RFC 4514', () => {
  it('writes the last attribute first and escapes what has a meaning', () => {
    const name: DistinguishedName = [
      { type: 'DC', value: 'example' },
      { type: 'O', value: 'Acme, Inc. + "x" <y>; \\z' },
      { type: 'CN', value: ' #a ' },
    ];
    expect(formatName(name)).toBe('CN=\\ #a\\ ,O=Acme\\, Inc. \\+ \\"x\\" \\<y\\>\\; \\\\z,DC=example');
    expect(formatName([{ type: 'CN', value: '#a' }])).toBe('CN=\\#a');
    expect(formatName([])).toBe('');
  });

  it('shows what is read the same way, several attributes of one RDN joined by plus, unknown types as hex', () => {
    const der = octets('30 19 31 17 30 09 06 03 55 04 03 0c 02 41 42 30 0a 06 03 2a 03 04 0c 03 41 42 43');
    expect(formatName(decodeName(der))).toBe('CN=AB+1.2.3.4=#0c03414243');
  });

  it('spells out invisible characters of hostile certificates', () => {
    const der = octets('30 10 31 0e 30 0c 06 03 55 04 03 0c 05 41 e2 80 ae 42');
    expect(formatName(decodeName(der))).toBe('CN=A\\e2\\80\\aeB');
  });
});
