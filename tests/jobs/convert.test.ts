import { beforeAll, describe, expect, it } from 'vitest';
import { issueAuthority } from '../../src/issuance/issue';
import { conversionsFor, convert } from '../../src/jobs/convert';
import { assertReadsBack } from '../../src/jobs/convert-check';
import { conversionFormats } from '../../src/jobs/convert-formats';
import { conversionNotes } from '../../src/jobs/convert-notes';
import type { ConversionOptions } from '../../src/jobs/convert-types';
import type { Holds } from '../../src/jobs/convert-written';
import { writePkcs12 } from '../../src/keystores/write-pkcs12';
import { utf8 } from '../../src/pki/bytes';
import { generateKeyPair } from '../../src/pki/keys';
import { encodePem } from '../../src/pki/pem';
import type { Bytes, Certificate, KeyPair } from '../../src/pki/types';
import { converted, convertedFile, formatCalled, found } from '../support/converting';
import type { Dropped } from '../support/converting';
import { keyFor, leafWith, random, rootWith } from '../support/issuing';
import { host } from '../support/make';

const PASSWORD = 'correct horse battery';
const pem = (name: string, label: string, ...ders: Bytes[]): Dropped => ({
  name,
  bytes: utf8(ders.map((der) => encodePem(label, der)).join('')),
});

let key: KeyPair;
let leaf: Certificate;
let root: Certificate;
let keyFile: Dropped;
let leafFile: Dropped;
let rootFile: Dropped;
let rootKeyFile: Dropped;
let otherKeyFile: Dropped;
let otherLeafFile: Dropped;
beforeAll(async () => {
  const authority = await rootWith();
  root = authority.certificate;
  key = await keyFor('leaf');
  leaf = (await leafWith(authority, { key })).certificate;
  const other = await generateKeyPair('p-256');
  const subject = [{ type: 'CN', value: 'Other leaf' }] as const;
  keyFile = pem('svc.key', 'PRIVATE KEY', key.pkcs8);
  leafFile = pem('svc.pem', 'CERTIFICATE', leaf.der);
  rootFile = pem('root.pem', 'CERTIFICATE', root.der);
  rootKeyFile = pem('root.key', 'PRIVATE KEY', authority.key.pkcs8);
  otherKeyFile = pem('other.key', 'PRIVATE KEY', other.pkcs8);
  const { certificate } = await leafWith(authority, { key: other, subject });
  otherLeafFile = pem('other.pem', 'CERTIFICATE', certificate.der);
});

describe('What cannot be converted is refused in one sentence', () => {
  const cases: [string, string, () => Dropped[], ConversionOptions, string, string][] = [
    [
      'a certificate without key',
      'pkcs12',
      () => [leafFile],
      {},
      'material-missing',
      'In svc.pem there is no private key.',
    ],
    ['a key without certificate', 'jks', () => [keyFile], {}, 'material-missing', 'but not its certificate'],
    [
      'the key of another',
      'pkcs12',
      () => [otherKeyFile, leafFile],
      {},
      'key-mismatch',
      'does not belong to CN=Test leaf',
    ],
    [
      'an EC key as PKCS#1',
      'key-pkcs1-pem',
      () => [keyFile],
      {},
      'algorithm-not-allowed',
      'PKCS#1 holds RSA keys only',
    ],
    ['an empty alias', 'pkcs12', () => [keyFile, leafFile], { aliases: [''] }, 'field-invalid', 'The alias is empty'],
    ['two aliases', 'pkcs12', () => [keyFile, leafFile], { aliases: ['a', 'b'] }, 'field-invalid', 'give one alias'],
    [
      'an alias that not all keep',
      'jks',
      () => [keyFile, leafFile],
      { aliases: ['schlüssel'] },
      'field-invalid',
      'does not survive',
    ],
    [
      'a password beyond ASCII',
      'pkcs12',
      () => [keyFile, leafFile],
      { password: 'pässwörter' },
      'field-invalid',
      'a character that Java',
    ],
    ['a short password', 'truststore-jks', () => [rootFile], { password: 'abc' }, 'field-invalid', 'fewer than 6'],
    [
      'a short password of a key',
      'key-encrypted-pem',
      () => [keyFile],
      { password: 'abc' },
      'field-invalid',
      'at least 8',
    ],
    [
      'a short password of a CA’s key',
      'key-encrypted-pem',
      () => [rootKeyFile, rootFile],
      { password: 'eight888' },
      'field-invalid',
      'at least 15',
    ],
    ['no password', 'pkcs12', () => [keyFile, leafFile], { password: '' }, 'password-required', 'a password is needed'],
    [
      'a chain that is none',
      'chain-pem',
      () => [leafFile, rootFile],
      {},
      'material-missing',
      'no intermediate CA between',
    ],
    ['a root that is not there', 'root-pem', () => [leafFile], {}, 'material-missing', 'issued by CN=Test root'],
    [
      'nothing of use',
      'certificate-pem',
      () => [{ name: 'notes.txt', bytes: utf8('Buy milk.') }],
      {},
      'material-missing',
      'In notes.txt there is no',
    ],
    [
      'two certificates',
      'certificate-pem',
      () => [leafFile, otherLeafFile],
      {},
      'material-ambiguous',
      'CN=Other leaf in other.pem',
    ],
    [
      'a choice of nobody',
      'certificate-pem',
      () => [leafFile, otherLeafFile],
      { choose: ['Nobody'] },
      'material-missing',
      'Nothing here is called Nobody',
    ],
    [
      'a bad Kubernetes name',
      'kubernetes-tls',
      () => [keyFile, leafFile],
      { name: 'Web_TLS' },
      'field-invalid',
      'small letters',
    ],
    ['a bad namespace', 'kubernetes-generic', () => [leafFile], { namespace: 'a.b' }, 'field-invalid', 'namespace a.b'],
    [
      'an idle option',
      'certificate-der',
      () => [leafFile],
      { profile: 'older' },
      'field-unknown',
      'takes no such option',
    ],
    [
      'a keystore that is none',
      'change-alias',
      () => [leafFile],
      { aliases: ['x'] },
      'material-missing',
      'no keystore',
    ],
    [
      'aliases that are alike',
      'truststore-pkcs12',
      () => [leafFile, rootFile],
      { choose: ['Test root', 'Test leaf'], aliases: ['CA', 'ca'] },
      'field-invalid',
      'Two entries of the keystore have the alias',
    ],
    [
      'too few aliases',
      'truststore-pkcs12',
      () => [leafFile, rootFile],
      { choose: ['Test root', 'Test leaf'], aliases: ['ca'] },
      'field-invalid',
      '2 certificates are written',
    ],
  ];

  it.each(cases)('%s → %s', async (_, format, files, options, code, sentence) => {
    const password = formatCalled(format).password === 'new' ? { password: PASSWORD } : {};
    const converting = converted(files(), format, { ...password, ...options });
    await expect(converting).rejects.toMatchObject({ code, message: expect.stringContaining(sentence) as string });
  });

  it('an RSA key as SEC1', async () => {
    const rsa = pem('rsa.key', 'PRIVATE KEY', (await keyFor('rsa', 'rsa-2048')).pkcs8);
    await expect(converted([rsa], 'key-sec1-pem')).rejects.toMatchObject({
      code: 'algorithm-not-allowed',
      message: expect.stringContaining('SEC1 holds elliptic-curve keys only') as string,
    });
  });

  it('what is still locked, naming the file', async () => {
    const { bytes } = await convertedFile([keyFile], 'key-encrypted-pem', { password: PASSWORD });
    const locked = [{ name: 'locked.pem', bytes }, leafFile];
    await expect(converted(locked, 'pkcs12', { password: PASSWORD })).rejects.toMatchObject({
      code: 'password-required',
      message: expect.stringContaining('locked.pem is protected') as string,
    });
    await expect(converted(locked, 'pkcs12', { password: PASSWORD }, ['wrong'])).rejects.toMatchObject({
      code: 'password-wrong',
    });
  });

  it('an entry that is not in the keystore, and one of several that was not named', async () => {
    const entry = { kind: 'private-key', pkcs8: key.pkcs8, chain: [leaf.der] } as const;
    const entries = ['one', 'two'].map((friendlyName) => ({ ...entry, friendlyName }));
    const bytes = await writePkcs12(entries, { password: PASSWORD, profile: 'modern', random });
    const rename = (options: ConversionOptions): Promise<unknown> =>
      converted([{ name: 'two.p12', bytes }], 'change-alias', { aliases: ['new'], ...options }, [PASSWORD]);
    await expect(rename({})).rejects.toMatchObject({ code: 'material-ambiguous', field: 'entry' });
    await expect(rename({ entry: 'three' })).rejects.toMatchObject({ code: 'material-missing', field: 'entry' });
    await expect(rename({ entry: 'one', aliases: ['TWO'] })).rejects.toMatchObject({ code: 'field-invalid' });
  });
});

describe('Which one is meant', () => {
  it.each(['other.pem', 'Other leaf', 'CN=Other leaf', 'other LEAF'])('may be said as %s', async (choose) => {
    const file = await convertedFile([leafFile, otherLeafFile], 'certificate-pem', { choose: [choose] });
    expect(file.name).toBe('Other-leaf-cert.pem');
  });

  it('may be said by the labels that are offered', async () => {
    const files = [leafFile, otherLeafFile, keyFile, otherKeyFile];
    const conversions = await conversionsFor(await found(files), new Date());
    const { choices } = conversions.find(({ format }) => format.id === 'pkcs12')!;
    expect(choices).toHaveLength(2);
    for (const choice of choices)
      expect(await converted(files, 'pkcs12', { choose: [choice], password: PASSWORD })).toHaveLength(1);
  });

  it('is every root in a truststore, unless others are chosen', async () => {
    const files = [leafFile, rootFile];
    const objects = await found(files);
    const conversions = await conversionsFor(objects, new Date());
    const { format, choices, usual } = conversions.find(({ format: { id } }) => id === 'truststore-pkcs12')!;
    expect(choices.filter((label) => !usual?.includes(label))).toHaveLength(1);
    const notes = await conversionNotes({ objects, format, options: { choose: usual ?? [] } }, new Date());
    expect(notes.join(' ')).toMatch(
      /^It holds CN=Test root, and no key\. .*javax\.net\.ssl\.trustStore=.*public sites/u,
    );
  });

  it('is told with its alias, and with the issuer that a server would have to send', async () => {
    const notesOf = async (files: Parameters<typeof found>[0], format: string, options = {}) =>
      conversionNotes({ objects: await found(files), format: formatCalled(format), options }, new Date());
    const aliases = ['Web'];
    expect(await notesOf([leafFile, keyFile, rootFile], 'pkcs12', { aliases })).toEqual([
      'Its alias is Web. It holds the key, with CN=Test leaf, CN=Test root.',
    ]);
    expect(await notesOf([leafFile, keyFile, rootFile], 'jks', { aliases })).toEqual([
      expect.stringMatching(/^Its alias is web\. /u),
    ]);
    const missing: unknown = expect.stringMatching(/^CN=Test root is not among the files/u);
    expect(await notesOf([leafFile, keyFile], 'pkcs12')).toEqual([
      'Its alias is Test-leaf. It holds the key, with CN=Test leaf.',
      missing,
    ]);
    expect(await notesOf([leafFile], 'fullchain-pem')).toEqual([missing]);
    for (const format of ['certificate-pem', 'key-pkcs8-pem', 'public-key-pem'])
      expect(await notesOf([leafFile, keyFile], format)).toEqual([]);
  });

  it('is the only pair, whatever certificates and keys lie beside it', async () => {
    const files = [rootFile, otherLeafFile, leafFile, keyFile, otherKeyFile].filter((file) => file !== otherKeyFile);
    expect((await convertedFile(files, 'certificate-pem')).name).toBe('Test-leaf-cert.pem');
    expect((await convertedFile([keyFile, leafFile, otherKeyFile], 'key-pkcs8-pem')).name).toBe('Test-leaf-key.pem');
  });

  it('is the lowest of CAs alone', async () => {
    const authority = await rootWith();
    const subject = [{ type: 'CN', value: 'Issuing CA' }] as const;
    const below = { subject, key: await keyFor('issuing'), days: 100, issuer: authority, now: new Date(), random };
    const { certificate } = await issueAuthority(below);
    const file = pem('cas.pem', 'CERTIFICATE', authority.certificate.der, certificate.der);
    expect((await convertedFile([file], 'fullchain-pem')).name).toBe('Issuing-CA-fullchain.pem');
  });
});

describe('What is made of a keystore', () => {
  it.each<[string, string, ConversionOptions]>([
    ['change-alias', 'store-changed.p12', { aliases: ['web'] }],
    ['change-password', 'store-changed.p12', { password: 'another password' }],
    ['keystore-pkcs12', 'store-changed.p12', { profile: 'older' }],
    ['keystore-pkcs12', 'mine.p12', { name: 'mine' }],
    ['keystore-jks', 'store.jks', {}],
  ])('by %s is called %s, so that the keystore itself stays', async (format, name, options) => {
    const entry = { kind: 'private-key', friendlyName: 'old', pkcs8: key.pkcs8, chain: [leaf.der] } as const;
    const bytes = await writePkcs12([entry], { password: PASSWORD, profile: 'modern', random });
    const file = await convertedFile([{ name: 'store.p12', bytes }], format, options, [PASSWORD]);
    expect(file.name).toBe(name);
  });
});

describe('The offer', () => {
  it('holds every format once, and whatever it calls possible is made', async () => {
    const objects = await found([keyFile, leafFile, rootFile]);
    const conversions = await conversionsFor(objects, new Date());
    expect(conversions.map(({ format }) => format.id)).toEqual(conversionFormats.map(({ id }) => id));
    const possible = conversions.filter(({ problem }) => problem === undefined);
    expect(possible.length).toBeGreaterThan(20);
    for (const { format } of possible) {
      const options = format.password === 'new' ? { password: PASSWORD } : {};
      const files = await convert({ objects, format, options }, host);
      expect(files.length, format.id).toBeGreaterThan(0);
      if (format.secret !== 'maybe') expect(files.map(({ secret }) => secret)).toEqual([format.secret]);
    }
  });

  it('says why of everything else', async () => {
    const conversions = await conversionsFor(await found([leafFile]), new Date());
    const refused = conversions.filter(({ problem }) => problem !== undefined);
    for (const { problem } of refused) expect(problem).toMatch(/^[A-Z][^\n]+\.$/u);
    expect(refused.map(({ format }) => format.needs)).toContain('certified-key');
  });
});

describe('A file that does not read back as what it was made from is not offered', () => {
  const pause = (): Promise<void> => Promise.resolve();
  const check = (bytes: Bytes, holds: Holds): Promise<void> =>
    assertReadsBack({ name: 'made', bytes, secret: true, holds }, pause);
  const failed = { code: 'self-check-failed', message: expect.stringContaining('made did not read back') as string };

  it('with another certificate, one too few, in another order, another key, or a damaged octet', async () => {
    const { bytes } = await convertedFile([keyFile, leafFile, rootFile], 'combined-pem', { root: true });
    const objects = [
      { type: 'private-key', der: key.pkcs8 },
      { type: 'certificate', der: leaf.der },
      { type: 'certificate', der: root.der },
    ] as const;
    const [first, second, third] = objects;
    await check(bytes, { as: 'objects', objects });
    const other = { type: 'private-key', der: (await generateKeyPair('p-256')).pkcs8 } as const;
    for (const wrong of [
      [first, second],
      [first, third, second],
      [first, second, second],
      [other, second, third],
    ])
      await expect(check(bytes, { as: 'objects', objects: wrong })).rejects.toMatchObject(failed);
    await expect(check(bytes, { as: 'objects', objects, password: PASSWORD })).rejects.toMatchObject(failed);
    const damaged = bytes.slice();
    damaged[200] = damaged[200] === 0x41 ? 0x42 : 0x41;
    await expect(check(damaged, { as: 'objects', objects })).rejects.toMatchObject(failed);
  });

  it('a keystore with another password, alias, format or entry', async () => {
    const entry = { kind: 'private-key', friendlyName: 'web', pkcs8: key.pkcs8, chain: [leaf.der, root.der] } as const;
    const bytes = await writePkcs12([entry], { password: PASSWORD, profile: 'modern', random });
    const holds = { as: 'keystore', format: 'PKCS#12', password: PASSWORD, entries: [entry] } as const;
    await check(bytes, holds);
    for (const wrong of [
      { password: 'another password' },
      { format: 'JKS' as const },
      { entries: [{ ...entry, friendlyName: 'Web' }] },
      { entries: [{ ...entry, chain: [leaf.der] }] },
      { entries: [] },
    ])
      await expect(check(bytes, { ...holds, ...wrong })).rejects.toMatchObject(failed);
  });

  it('a request under another label', async () => {
    const bytes = utf8(encodePem('CERTIFICATE', leaf.der));
    await check(bytes, { as: 'der', label: 'CERTIFICATE', der: leaf.der });
    for (const wrong of [{ label: 'X509 CRL' }, { der: root.der }])
      await expect(check(bytes, { as: 'der', label: 'CERTIFICATE', der: leaf.der, ...wrong })).rejects.toMatchObject(
        failed,
      );
  });
});
