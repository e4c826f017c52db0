import { describe, expect, test } from 'vitest';
import type { InputFile } from '../../src/inspect/found-object';
import { readAuthority } from '../../src/inspect/read-authority';
import type { Authority } from '../../src/issuance/authority';
import { issueAuthority } from '../../src/issuance/issue';
import { utf8 } from '../../src/pki/bytes';
import { encryptPkcs8 } from '../../src/pki/key-formats';
import { encodePem } from '../../src/pki/pem';
import type { Certificate, KeyPair } from '../../src/pki/types';
import { createFor } from '../support/bundle';
import { keyFor, leafWith, random, rootWith } from '../support/issuing';

const now = new Date();
const one = await rootWith({ subject: [{ type: 'CN', value: 'One' }], key: await keyFor('one') });
const two = await rootWith({ subject: [{ type: 'CN', value: 'Two' }], key: await keyFor('two') });
const leaf = (await leafWith(one)).certificate;

const certificate = (name: string, { der }: Certificate): InputFile => ({
  name,
  bytes: utf8(encodePem('CERTIFICATE', der)),
});
const key = (name: string, { pkcs8 }: KeyPair): InputFile => ({ name, bytes: utf8(encodePem('PRIVATE KEY', pkcs8)) });
const named = (file: InputFile, namedFor: 'certificate' | 'key' = 'certificate'): InputFile => ({ ...file, namedFor });
const folderOf = ({ certificate: own, key: pair }: Authority, folder: string): InputFile[] => [
  certificate(`${folder}/ca.pem`, own),
  key(`${folder}/ca.key`, pair),
];
const read = (...files: InputFile[]): Promise<Authority> => readAuthority(files, { field: 'ca', now });

describe('The CA whose file the user names', () => {
  test('is taken before one that lies in a folder or in an earlier zip', async () => {
    const own = [named(certificate('one.pem', one.certificate)), named(key('one.key', one.key), 'key')];
    const { archive } = await createFor('qlik-sse', { key: 'p-256' });
    for (const others of [folderOf(two, 'old'), [{ name: 'earlier.zip', bytes: archive }]]) {
      expect((await read(...own, ...others)).certificate.der).toEqual(one.certificate.der);
      expect((await read(...others, ...own)).certificate.der).toEqual(one.certificate.der);
    }
  });

  test('is not passed over for another one when its key is missing', async () => {
    const given = [named(certificate('one.pem', one.certificate)), ...folderOf(two, 'old')];
    await expect(read(...given)).rejects.toMatchObject({
      code: 'material-missing',
      field: 'ca',
      message:
        'The private key of the CA CN=One is missing. The other files hold the key of CN=Two; to issue with it, name that certificate instead.',
    });
    await expect(read(named(certificate('leaf.pem', leaf)), ...folderOf(two, 'old'))).rejects.toMatchObject({
      code: 'ca-not-authority',
      message: expect.stringMatching(/^CN=Test leaf is not a CA certificate, .* the key of CN=Two;/u) as string,
    });
  });

  test('may be named by its key, or by the root above it', async () => {
    const certificates = [certificate('both/one.pem', one.certificate), ...folderOf(two, 'both')];
    expect((await read(...certificates, named(key('one.key', one.key), 'key'))).key.spki).toEqual(one.key.spki);
    const lower = await issueAuthority({
      subject: [{ type: 'CN', value: 'Lower' }],
      key: await keyFor('lower'),
      issuer: one,
      days: 300,
      now,
      random,
    });
    const below = await read(named(certificate('one.pem', one.certificate)), ...folderOf(lower, 'lower'));
    expect(below.certificate.der).toEqual(lower.certificate.der);
    expect(below.anchor).toEqual(one.certificate.der);
  });

  test('is not passed over for another one when the key that was named does not fit or stays closed', async () => {
    await expect(read(...folderOf(two, 'old'), named(key('one.key', one.key), 'key'))).rejects.toMatchObject({
      code: 'key-mismatch',
      message: expect.stringMatching(/^The key in one\.key belongs to none of the CAs given\. .*CN=Two/u) as string,
    });
    const locked = await encryptPkcs8(one.key.pkcs8, 'a password here', { random, iterations: 2048 });
    const closed = { name: 'one.key', bytes: utf8(encodePem('ENCRYPTED PRIVATE KEY', locked)) };
    await expect(read(...folderOf(two, 'old'), named(closed, 'key'))).rejects.toMatchObject({
      code: 'password-required',
      message: 'one.key is protected. Type its password.',
    });
  });

  test('is one of two, where the files of both are named', async () => {
    const both = [...folderOf(one, 'a'), ...folderOf(two, 'b')].map((file) => named(file));
    await expect(read(...both)).rejects.toMatchObject({
      code: 'material-ambiguous',
      message: 'Several CAs with their keys were found: CN=One; CN=Two. Give the files of one.',
    });
  });
});

test('a certificate that is no CA is called so, with the CA beside it', async () => {
  const files = [
    certificate('leaf.pem', leaf),
    key('leaf.key', await keyFor('leaf')),
    certificate('root.pem', one.certificate),
  ];
  await expect(read(...files, certificate('two.pem', two.certificate))).rejects.toMatchObject({
    code: 'ca-not-authority',
    message:
      'CN=Test leaf is not a CA certificate, so nothing can be issued with it. CN=One is one: give its private key, for example root_key.pem.',
  });
});

describe('Of the certificates of one CA', () => {
  test('one that another root signed and that is in force stands before its own that has ended', async () => {
    const subject = [{ type: 'CN', value: 'Company CA' }] as const;
    const pair = await keyFor('company');
    const ended = await rootWith({ subject, key: pair, now: new Date('2020-01-01'), days: 365 });
    const cross = await issueAuthority({ subject, key: pair, issuer: one, days: 300, now, random });
    const given = [
      certificate('ended.pem', ended.certificate),
      certificate('cross.pem', cross.certificate),
      certificate('one.pem', one.certificate),
      key('ca.key', pair),
    ];
    for (const files of [given, [...given].reverse()]) {
      const authority = await read(...files);
      expect(authority.certificate.der).toEqual(cross.certificate.der);
      expect(authority.anchor).toEqual(one.certificate.der);
    }
  });

  test('two roots of one name are told apart by their keys', async () => {
    const other = await rootWith({ subject: [{ type: 'CN', value: 'One' }], key: await keyFor('other one') });
    const beside = certificate('other.pem', other.certificate);
    const authority = await read(beside, ...folderOf(one, 'one'));
    expect(authority).toMatchObject({ anchor: one.certificate.der, chain: [one.certificate.der] });
  });
});
