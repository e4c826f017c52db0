import { describe, expect, it } from 'vitest';
import type { InputFile } from '../../src/inspect/found-object';
import { inspectFiles } from '../../src/inspect/inspect-files';
import { convert } from '../../src/jobs/convert';
import { readAuthority } from '../../src/inspect/read-authority';
import { utf8 } from '../../src/pki/bytes';
import { octetString, sequence, smallInteger, unsignedInteger } from '../../src/pki/der-writer';
import { Fields, readElement } from '../../src/pki/der-reader';
import { tags } from '../../src/pki/der-tags';
import { encodePem } from '../../src/pki/pem';
import { encodePrivateKeyInfo, readPrivateKeyInfo, readRsaNumbers } from '../../src/pki/private-key';
import type { Bytes, KeyPair } from '../../src/pki/types';
import { writePkcs12 } from '../../src/keystores/write-pkcs12';
import { formatCalled } from '../support/converting';
import { keyFor, random } from '../support/issuing';
import { host } from '../support/make';
import { oddAuthority } from '../support/odd-certificate';
import { ask } from '../support/witness';

const names = ['n', 'e', 'd', 'p', 'q', 'dP', 'dQ', 'qInv'] as const;

/** A bit in the middle of some of the numbers of an RSA key turned over. */
function withWrong(pkcs8: Bytes, ...wrong: readonly (typeof names)[number][]): Bytes {
  const { algorithm, inner } = readPrivateKeyInfo(pkcs8);
  const numbers = readRsaNumbers(inner).map((number, index) => {
    const copy = number.slice();
    if (wrong.some((name) => name === names[index])) copy[copy.length >> 1]! ^= 0x10;
    return unsignedInteger(copy);
  });
  return encodePrivateKeyInfo({ algorithm, inner: sequence(smallInteger(0), ...numbers) });
}

/** An elliptic-curve key with the public point of another. */
function withPointOf(key: KeyPair, other: KeyPair): Bytes {
  const fields = new Fields(readElement(readPrivateKeyInfo(key.pkcs8).inner), tags.SEQUENCE);
  const otherFields = new Fields(readElement(readPrivateKeyInfo(other.pkcs8).inner), tags.SEQUENCE);
  const [version, secret] = [fields.any()!, fields.any()!];
  otherFields.any();
  otherFields.any();
  const inner = sequence(version.whole, octetString(secret.content), otherFields.any()!.whole);
  return encodePrivateKeyInfo({ algorithm: key.algorithm, inner });
}

const file = (name: string, label: string, der: Bytes): InputFile => ({ name, bytes: utf8(encodePem(label, der)) });
const inspected = (...files: readonly InputFile[]): ReturnType<typeof inspectFiles> =>
  inspectFiles(files, { passwords: ['pass word'], now: new Date() });

const rsa = await keyFor('damaged', 'rsa-2048');
const cases: [string, () => Promise<readonly [Bytes, KeyPair]>][] = [
  ...([['d'], ['dP'], ['d', 'dP'], ['dQ'], ['qInv'], ['p'], ['e']] as const).map(
    (wrong): [string, () => Promise<readonly [Bytes, KeyPair]>] => [
      `RSA with another ${wrong.join(' and ')}`,
      () => Promise.resolve([withWrong(rsa.pkcs8, ...wrong), rsa]),
    ],
  ),
  [
    'P-256 with the public point of another',
    async () => {
      const [key, other] = [await keyFor('a', 'p-256'), await keyFor('b', 'p-256')];
      return [withPointOf(key, other), other];
    },
  ],
  [
    'Ed25519 with the public key of another',
    async () => {
      const [key, other] = [await keyFor('a', 'ed25519'), await keyFor('b', 'ed25519')];
      const { algorithm, inner } = readPrivateKeyInfo(key.pkcs8);
      return [encodePrivateKeyInfo({ algorithm, inner, publicKey: other.spki.slice(-32) }), other];
    },
  ],
];

describe.each(cases)('A private key that is damaged: %s', (title, make) => {
  it('belongs to nothing, is named, and no job takes it', async () => {
    const [pkcs8, owner] = await make();
    const root = await oddAuthority({ key: owner });
    const files = [file('ca.key', 'PRIVATE KEY', pkcs8), file('ca.pem', 'CERTIFICATE', root.der)];
    const { report, files: read } = await inspected(...files);
    expect(report.matches).toEqual([]);
    expect(report.files[0]?.error).toMatchObject({ code: 'file-damaged' });
    expect(report.findings.map(({ rule, objects }) => [rule, objects])).toContainEqual([
      'e_key_damaged',
      [{ file: 'ca.key', object: 0 }],
    ]);
    const refusal = { code: 'file-damaged', message: expect.stringMatching(/^ca\.key: .*damaged/u) as string };
    const objects = read.flatMap((each) => each.objects);
    for (const id of ['key-pkcs8-pem', 'combined-pem', 'pkcs12'])
      await expect(convert({ objects, format: formatCalled(id), options: {} }, host), id).rejects.toMatchObject(
        refusal,
      );
    await expect(readAuthority(files, { field: 'ca', now: new Date() })).rejects.toMatchObject({
      ...refusal,
      field: 'ca',
    });
    // OpenSSL sees the same of all but Ed25519, whose repeated public key it does not read.
    if (!title.startsWith('Ed25519'))
      expect(ask('openssl', ['pkey', '-check', '-noout', '-in', 'k'], { k: files[0]!.bytes }).status).not.toBe(0);
  });
});

describe('A keystore with a damaged key', () => {
  it('is not converted either', async () => {
    const root = await oddAuthority({ key: rsa });
    const entry = { friendlyName: 'x', pkcs8: withWrong(rsa.pkcs8, 'dP'), chain: [root.der] };
    const bytes = await writePkcs12([{ kind: 'private-key', ...entry }], {
      password: 'pass word',
      profile: 'modern',
      random,
    });
    const { report, files } = await inspected({ name: 'ca.p12', bytes });
    expect(report.findings.map(({ rule }) => rule)).toContain('e_key_damaged');
    const objects = files.flatMap((each) => each.objects);
    const job = { objects, format: formatCalled('change-password'), options: { password: 'another word' } };
    await expect(convert(job, host)).rejects.toMatchObject({
      code: 'file-damaged',
      message: expect.stringMatching(/^ca.*damaged/u) as string,
    });
  });
});
