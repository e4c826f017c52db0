import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { zip } from '../../src/bundle/archive';
import type { FoundObject, InputFile } from '../../src/inspect/found-object';
import { readEachFile, readFiles } from '../../src/inspect/read-files';
import { assembleJks } from '../../src/keystores/jks';
import { concatBytes, utf8 } from '../../src/pki/bytes';
import { tags } from '../../src/pki/der-tags';
import { element, objectIdentifier, octetString, sequence, smallInteger } from '../../src/pki/der-writer';
import { encodePem } from '../../src/pki/pem';
import type { Bytes } from '../../src/pki/types';
import { scratchFolder } from '../support/bundle';
import { run } from '../support/foreign-keystores';
import * as made from '../support/hand-made-pfx';
import { leafWith, octets, rootWith } from '../support/issuing';
import { requireTool } from '../support/tools';

vi.setConfig({ testTimeout: 60_000 });
afterEach(() => vi.restoreAllMocks());

let certificate: Bytes;
beforeAll(async () => {
  certificate = (await rootWith()).certificate.der;
});

const read = (bytes: Bytes, ...passwords: string[]): Promise<FoundObject[]> =>
  readFiles([{ name: 'file', bytes }], passwords);

const encryptedKey = (algorithm: Bytes): Bytes => sequence(algorithm, octetString(new Uint8Array(32)));
const integer = (hex: string): Bytes => element(tags.INTEGER, octets(hex));
const pbes1 = (iterations: Bytes): Bytes =>
  sequence(objectIdentifier('1.2.840.113549.1.5.3'), sequence(octetString(new Uint8Array(8)), iterations));

/** A key of JCEKS, without certificates, whose protection asks for a count. */
function jceks(iterations: Bytes): Promise<Bytes> {
  const parameters = sequence(octetString(new Uint8Array(8)), iterations);
  const algorithm = sequence(objectIdentifier('1.3.6.1.4.1.42.2.19.1'), parameters);
  const key = sequence(algorithm, octetString(new Uint8Array(32)));
  const [tag, alias, date] = [octets('00000001'), octets('0001 61'), new Uint8Array(8)];
  const length = octets(key.length.toString(16).padStart(8, '0'));
  return assembleJks('JCEKS', [concatBytes(tag, alias, date, length, key, octets('00000000'))], 'x');
}

describe('Rounds beyond reason are refused before anything is derived:', () => {
  const places: readonly (readonly [string, (iterations: Bytes) => Bytes])[] = [
    ['PBES2', (count) => encryptedKey(made.pbes2(count))],
    ['PBES1', (count) => encryptedKey(pbes1(count))],
    ['PKCS#12 PBE', (count) => encryptedKey(made.pbe(count))],
  ];

  it.each(places)('a key under %s', async (_, make) => {
    const derive = vi.spyOn(crypto.subtle, 'deriveBits');
    const pause = vi.fn(() => Promise.resolve());
    const refusal = async (count: Bytes): Promise<unknown> => {
      const file = { name: 'k.pem', bytes: utf8(encodePem('ENCRYPTED PRIVATE KEY', make(count))) };
      const [object] = await readFiles([file], ['x'], pause);
      return object?.type === 'damaged' ? object.error : object;
    };
    const tooMany = (text: string): object => ({
      code: 'work-factor-too-high',
      message: expect.stringMatching(new RegExp(`^k\\.pem: .*${text}`, 'u')) as string,
    });
    expect(await refusal(integer('7fffffff'))).toMatchObject(tooMany('2147483647'));
    expect(await refusal(smallInteger(5_000_001))).toMatchObject(tooMany('5000001'));
    expect(await refusal(integer('7fffffffffffffff'))).toMatchObject(tooMany('far too many'));
    for (const count of [integer('00'), integer('ff'), integer('80000000'), integer('')])
      expect(await refusal(count)).toMatchObject({ code: 'file-damaged' });
    expect(derive).not.toHaveBeenCalled();
    // Between the blocks of the file only.
    expect(pause).toHaveBeenCalledTimes(7);
  });

  it('a key under scrypt, whose N is named with the command that mends it', async () => {
    const objects = await read(utf8(encodePem('ENCRYPTED PRIVATE KEY', encryptedKey(made.scrypt(2 ** 30)))), 'x');
    expect(objects).toMatchObject([{ type: 'damaged', error: { code: 'algorithm-unavailable' } }]);
    const [object] = objects;
    const message = object?.type === 'damaged' ? object.error.message : '';
    expect(message).toContain('N = 1073741824');
    expect(message).toContain('openssl pkcs8 -topk8 -v2 aes-256-cbc');
  });

  it('a key that OpenSSL protected by scrypt, which that command mends', async () => {
    requireTool('openssl');
    const folder = scratchFolder();
    const old = `${folder}/old.pem`;
    writeFileSync(`${folder}/key.pem`, run('openssl', ['genpkey', '-algorithm', 'ED25519']));
    run('openssl', ['pkcs8', '-topk8', '-scrypt', '-in', `${folder}/key.pem`, '-passout', 'pass:x', '-out', old]);
    expect(await read(new Uint8Array(readFileSync(old)), 'x')).toMatchObject([
      { error: { code: 'algorithm-unavailable' } },
    ]);
    const mend = 'pkcs8 -topk8 -v2 aes-256-cbc -passin pass:x -passout pass:x -in'.split(' ');
    const mended = run('openssl', [...mend, old]);
    expect(await read(new Uint8Array(mended), 'x')).toMatchObject([{ type: 'private-key' }]);
  });

  it('a key of JCEKS, while the rest of the keystore is read', async () => {
    const objects = await read(await jceks(smallInteger(5_000_000)), 'x');
    expect(objects).toMatchObject([{ type: 'keystore' }, { type: 'other', alias: 'a' }]);
    expect(await read(await jceks(integer('7fffffff')), 'x')).toMatchObject([{ type: 'keystore' }, { type: 'other' }]);
    expect(await read(await jceks(integer('00')), 'x')).toMatchObject([{ type: 'damaged' }]);
  });
});

describe('ASN.1 that is made to break parsers is refused as damaged:', () => {
  const nested = (levels: number): Bytes => {
    let der: Bytes = octets('0500');
    for (let level = 0; level < levels; level++) der = concatBytes(header(der.length), der);
    return der;
  };
  const header = (length: number): Bytes =>
    length < 0x80
      ? Uint8Array.of(0x30, length)
      : Uint8Array.of(0x30, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff);
  const bombs: readonly (readonly [string, () => Bytes])[] = [
    ['10,000 levels', () => nested(10_000)],
    ['50,000 levels of indefinite length', () => octets('3080'.repeat(50_000))],
    ['50,000 levels, all ended', () => octets('3080'.repeat(50_000) + '0000'.repeat(50_000))],
    ['a length of 2⁶³ − 1', () => octets('30887fffffffffffffff 0201 00')],
    ['a length of 4 GiB', () => octets('3084ffffffff 0201 00')],
  ];
  const damaged = [{ type: 'damaged', source: 'file', error: { code: 'file-damaged' } }];

  it.each(bombs)('%s', async (_, make) => {
    const bomb = make();
    expect(await read(bomb)).toMatchObject(damaged);
    for (const label of [
      'CERTIFICATE',
      'CERTIFICATE REQUEST',
      'X509 CRL',
      'PRIVATE KEY',
      'ENCRYPTED PRIVATE KEY',
      'PUBLIC KEY',
    ]) {
      const [object] = await read(utf8(encodePem(label, bomb)), 'x');
      expect(object).toMatchObject({ type: 'damaged', source: 'file' });
    }
    const inKeystore = concatBytes(octets('3084000fffff 020103'), bomb);
    expect(await read(inKeystore, 'x')).toMatchObject(damaged);
  });

  it('400,000 elements are too many, and the limit is said', async () => {
    const nulls = new Uint8Array(800_000).map((_, at) => (at % 2 === 0 ? 5 : 0));
    const bomb = concatBytes(octets('30830c3500'), nulls);
    for (const bytes of [bomb, utf8(encodePem('X509 CRL', bomb))])
      await expect(read(bytes)).rejects.toMatchObject({
        code: 'file-too-large',
        message: expect.stringMatching(/^file: .*200000/u) as string,
      });
  });
});

describe('Other bombs', () => {
  it('of JSON hold no keys', async () => {
    const deep = '['.repeat(1_000_000);
    for (const text of [
      deep,
      `${deep}${']'.repeat(1_000_000)}`,
      '{"keys":'.repeat(50_000),
      `[${'{},'.repeat(400_000)}{}]`,
    ])
      expect(await read(utf8(text))).toMatchObject([{ type: 'other', label: 'unknown' }]);
  });

  it('of JSON do not touch what all objects share', async () => {
    const text = '{"__proto__":{"kty":"oct","k":"AAAA"},"constructor":{"prototype":{"kty":"oct"}},"kty":"__proto__"}';
    expect(await read(utf8(text))).toMatchObject([{ type: 'damaged', error: { code: 'algorithm-not-allowed' } }]);
    expect('kty' in {}).toBe(false);
  });

  it('of text hold nothing', async () => {
    const texts = [
      '-----BEGIN ',
      '-----BEGIN A-----$',
      '\\\\n',
      'A'.repeat(59) + ' ',
      '"\'`',
      'Proc-Type: 4,ENCRYPTED ',
    ];
    for (const text of texts) {
      const objects = await readEachFile(
        [{ name: 'x', bytes: utf8(text.repeat(Math.floor(1_000_000 / text.length))) }],
        {
          passwords: ['x'],
        },
      );
      expect(objects).toHaveLength(1);
    }
  });

  it('of zips are refused by their tables', async () => {
    const file = { path: 'a', bytes: new Uint8Array(1), mode: 0o644 };
    const created = new Date('2026-11-21T03:04:05Z');
    const many = zip(
      Array.from({ length: 1001 }, (_, index) => ({ ...file, path: String(index) })),
      created,
    );
    const large = zip([file], created);
    const view = new DataView(large.buffer);
    for (let at = 0; at < large.length - 46; at++)
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 0xffffffff, true);
    const rows = await readEachFile(
      [
        { name: 'many.zip', bytes: many },
        { name: 'large.zip', bytes: large },
        { name: 'root.der', bytes: certificate },
      ],
      { passwords: [] },
    );
    expect(rows).toMatchObject([
      { name: 'many.zip', objects: [], error: { code: 'file-too-large' } },
      { name: 'large.zip', objects: [], error: { code: 'file-too-large' } },
      { name: 'root.der', objects: [{ type: 'certificate' }] },
    ]);
  });
});

describe('Names of files', () => {
  const names = [
    '../x',
    '/x',
    'C:\\x',
    'a\\..\\b',
    'nul\0',
    'dot.',
    'CON',
    'x'.repeat(300),
    'A',
    'a',
    'é',
    'e\u0301',
    '\u202egpj.exe',
    '__proto__',
    '<img onerror=alert(1)>',
  ];
  const messageOf = async (file: InputFile): Promise<string> => {
    const [row] = await readEachFile([file], { passwords: [] });
    const [object] = row?.objects ?? [];
    return row?.error?.message ?? (object?.type === 'damaged' ? object.error.message : '');
  };

  it('inside a zip are kept as they are, for nothing is written under them', async () => {
    const entries = names.map((path) => ({ path, bytes: certificate, mode: 0o644 }));
    const rows = await readEachFile([{ name: 'x.zip', bytes: zip(entries, new Date('2026-11-21T03:04:05Z')) }], {
      passwords: [],
    });
    expect(rows.map(({ name }) => name)).toEqual(names.map((name) => `x.zip!/${name}`));
    expect(rows.every(({ objects: [object] }) => object?.type === 'certificate')).toBe(true);
  });

  it('stand in messages without what reorders or hides text', async () => {
    const name = 'a\u202e\u0000.pem';
    for (const bytes of [
      new Uint8Array(),
      new Uint8Array(5_000_001),
      certificate.slice(0, 50),
      utf8('-----BEGIN X-----'),
    ]) {
      const message = await messageOf({ name, bytes });
      expect(message).toContain('a\\u{202e}\\u{0}.pem');
      expect(message).not.toMatch(/[\p{Cc}\u202e]/u);
    }
    const inner = zip([{ path: name, bytes: certificate, mode: 0o644 }], new Date('2026-11-21T03:04:05Z'));
    const altered = inner.slice();
    altered[60] = (altered[60] ?? 0) ^ 0xff;
    const message = await messageOf({ name: 'x.zip', bytes: altered });
    expect(message).toContain('a\\u{202e}\\u{0}.pem');
    expect(message).not.toMatch(/[\p{Cc}\u202e]/u);
  });
});

describe('Passwords of any kind open what OpenSSL protected with them:', () => {
  it.each([
    ['of one character', 'x'],
    ['with spaces', ' a  b '],
    ['beyond ASCII', 'pässwörd κωδικός 🔑'],
    ['of 1,000 characters', 'long '.repeat(200)],
  ])('%s', async (_, password) => {
    requireTool('openssl');
    const folder = scratchFolder();
    writeFileSync(`${folder}/pass`, password);
    const key = run('openssl', ['genpkey', '-algorithm', 'ED25519']).toString();
    const protect = ['pkcs8', '-topk8', '-iter', '100', '-passout', `file:${folder}/pass`];
    const bytes = new Uint8Array(run('openssl', protect, key));
    expect(await read(bytes, password)).toMatchObject([{ type: 'private-key', encrypted: true }]);
    expect(await read(bytes, `${password}x`)).toMatchObject([{ type: 'locked-key', reason: 'password-wrong' }]);
  });
});

describe('What is cut off or altered', () => {
  it('is said in one sentence with the name of the file, whatever it was', async () => {
    const { certificate: leaf } = await leafWith(await rootWith());
    const pem = encodePem('CERTIFICATE', leaf.der);
    const cut: readonly (readonly [string, Bytes])[] = [
      ['der', leaf.der.slice(0, -1)],
      ['pem', utf8(pem.slice(0, 200))],
      ['base64', utf8(Buffer.from(leaf.der).toString('base64').slice(0, 200))],
      ['jwk', utf8('{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"}')],
      ['json', utf8(JSON.stringify({ crt: pem.replace('MII', 'MI*I') }))],
      ['utf16', new Uint8Array(Buffer.from(`\ufeff${pem.slice(0, 200)}`, 'utf16le'))],
    ];
    for (const [name, bytes] of cut) {
      const [object] = await readFiles([{ name, bytes }], []);
      expect(object).toMatchObject({ type: 'damaged', source: name, error: { code: 'file-damaged' } });
      const message = object?.type === 'damaged' ? object.error.message : '';
      expect(message).toMatch(new RegExp(`^${name}: [A-Z].*\\.$`, 'u'));
    }
  });

  it('does not hide what stands beside it', async () => {
    const good = encodePem('CERTIFICATE', certificate);
    const text = `${good}${encodePem('CERTIFICATE', certificate.slice(0, 40))}-----BEGIN CERTIFICATE-----\nA*\n${good}`;
    const types = (await read(utf8(text))).map(({ type }) => type);
    expect(types).toEqual(['certificate', 'damaged', 'damaged', 'certificate']);
  });
});
