import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { assembleJks, encodeJksEntry, writeJks } from '../../src/keystores/jks';
import { readJks } from '../../src/keystores/read-jks';
import type { PrivateKeyEntry, TrustedCertificateEntry } from '../../src/keystores/types';
import { concatBytes, equalBytes } from '../../src/pki/bytes';
import { encodePem } from '../../src/pki/pem';
import type { Bytes } from '../../src/pki/types';
import { scratchFolder } from '../support/bundle';
import { keyFor, leafWith, octets, random, rootWith } from '../support/issuing';
import { keytoolStore } from '../support/keytool-store';
import { run } from '../support/foreign-keystores';
import { requireTool } from '../support/tools';
import { ask } from '../support/witness';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const password = 'changeit';
const options = { password, random, created: new Date('2026-11-21T12:00:00Z') };

let key: PrivateKeyEntry;
let trusted: TrustedCertificateEntry;
beforeAll(async () => {
  const root = await rootWith();
  const { certificate } = await leafWith(root);
  const chain = [certificate.der, root.certificate.der];
  key = { kind: 'private-key', friendlyName: 'svc', pkcs8: (await keyFor('leaf')).pkcs8, chain };
  trusted = { kind: 'trusted-certificate', friendlyName: 'root', certificate: root.certificate.der };
});

const entriesIn = async (file: Bytes, word: string | undefined = password): Promise<unknown[]> =>
  (await readJks(file, word)).entries.map(({ entry }) => entry);

describe('A JKS keystore', () => {
  it('gives back what was put in', async () => {
    expect(await entriesIn(await writeJks([key, trusted], options))).toEqual([key, trusted]);
    expect(await entriesIn(await writeJks([], options))).toEqual([]);
  });

  it('holds aliases in lower case, without which Java would not find them', async () => {
    const file = await writeJks([{ ...trusted, friendlyName: 'Root CA' }], options);
    expect(await entriesIn(file)).toEqual([{ ...trusted, friendlyName: 'root ca' }]);
  });

  it('shows certificates without a password, and keeps its keys', async () => {
    const { entries } = await readJks(await writeJks([key, trusted], options), undefined);
    expect(entries.map(({ entry }) => entry.kind)).toEqual(['sealed', 'trusted-certificate']);
    expect(entries[0]?.certificates).toEqual(key.chain);
  });

  it('keeps a key sealed that has a password of its own, and shows its certificates', async () => {
    const own = encodeJksEntry(key, { ...options, password: 'another one' });
    const { entries } = await readJks(await assembleJks('JKS', [own], password), password);
    expect(entries[0]).toMatchObject({ entry: { kind: 'sealed', friendlyName: 'svc' }, certificates: key.chain });
  });

  it('is refused without alias or certificate, with an alias twice, or with a password that Java may not take', async () => {
    const refused = (entry: PrivateKeyEntry | TrustedCertificateEntry, word = password): Promise<Bytes> =>
      writeJks([trusted, entry], { ...options, password: word });
    await expect(refused({ ...key, friendlyName: undefined })).rejects.toMatchObject({ code: 'field-required' });
    await expect(refused({ ...key, chain: [] })).rejects.toMatchObject({ code: 'chain-incomplete' });
    await expect(refused({ ...key, friendlyName: 'ROOT' })).rejects.toMatchObject({ code: 'field-invalid' });
    await expect(refused(key, 'short')).rejects.toMatchObject({ code: 'field-invalid' });
  });
});

describe('Of a JKS file that does not open', () => {
  let file: Bytes;
  beforeAll(async () => {
    file = await writeJks([key, trusted], options);
  });

  it('it is said that the password is wrong, when all is in its place', async () => {
    for (const word of ['', 'changeit ', 'Changeit', 'pässwörd'])
      await expect(readJks(file, word)).rejects.toMatchObject({ code: 'password-wrong' });
  });

  it('it is said that the file is damaged, when it is cut off anywhere', async () => {
    for (let length = 4; length < file.length; length += 7)
      for (const word of [password, undefined])
        await expect(readJks(file.slice(0, length), word)).rejects.toMatchObject({ code: 'file-damaged' });
    await expect(readJks(concatBytes(file, octets('00')), password)).rejects.toMatchObject({ code: 'file-damaged' });
  });

  it('it is said that the file is damaged, when lengths, counts, tags or the version are wrong', async () => {
    const changed = (at: number, ...values: number[]): Bytes => {
      const copy = file.slice();
      copy.set(values, at);
      return copy;
    };
    for (const bad of [
      changed(0, 0xff),
      changed(7, 1),
      changed(8, 0xff, 0xff, 0xff, 0xff),
      changed(11, 1),
      changed(11, 3),
      changed(15, 9),
      changed(16, 0xff, 0xff),
    ])
      await expect(readJks(bad, password)).rejects.toMatchObject({ code: 'file-damaged' });
  });

  it('no change of a single octet goes unnoticed', async () => {
    for (let at = 0; at < file.length; at += 5) {
      const copy = file.slice();
      copy[at] = (copy[at] ?? 0) ^ 0x01;
      const code = expect.stringMatching(/^(?:file-damaged|password-wrong)$/u) as string;
      await expect(readJks(copy, password)).rejects.toMatchObject({ code });
    }
  });
});

describe.each(['JKS', 'JCEKS'] as const)('A %s keystore of keytool', (format) => {
  let file: Bytes;
  beforeAll(() => {
    if (!requireTool('keytool')) return;
    file = keytoolStore(format, password, encodePem('CERTIFICATE', trusted.certificate));
  });

  it('shows its entries and opens the key', async () => {
    requireTool('keytool', 'openssl');
    const store = await readJks(file, password);
    expect(store.format).toBe(format);
    const byAlias = new Map(store.entries.map((entry) => [entry.entry.friendlyName, entry]));
    expect([...byAlias.keys()].sort()).toEqual(['mine', 'root']);
    expect(byAlias.get('root')?.entry).toEqual({ ...trusted, friendlyName: 'root' });
    const mine = byAlias.get('mine');
    expect(mine?.certificates).toHaveLength(1);
    expect(mine?.entry.kind).toBe('private-key');
    if (mine?.entry.kind === 'private-key') {
      const publicKey = ask('openssl', ['pkey', '-inform', 'DER', '-in', 'key', '-pubout'], { key: mine.entry.pkcs8 });
      const certified = ask('openssl', ['x509', '-inform', 'DER', '-in', 'c', '-noout', '-pubkey'], {
        c: mine.certificates[0] ?? '',
      });
      expect(publicKey.text).toContain('BEGIN PUBLIC KEY');
      expect(certified.text).toBe(publicKey.text);
    }
  });

  it('takes another certificate and key, every other entry octet for octet as it was', async () => {
    requireTool('keytool');
    const store = await readJks(file, password);
    const added = [
      { ...trusted, friendlyName: 'added' },
      { ...key, friendlyName: 'our key' },
    ].map((entry) => encodeJksEntry(entry, options));
    const whole = await assembleJks(format, [...store.entries.map(({ raw }) => raw), ...added], password);
    expect(equalBytes(whole.subarray(12, file.length - 20), file.subarray(12, file.length - 20))).toBe(true);
    const args = ['-list', '-v', '-keystore', 'k', '-storetype', format, '-storepass', password];
    const { status, text } = ask('keytool', ['-J-Duser.language=en', ...args], { k: whole });
    expect(status).toBe(0);
    expect([...text.matchAll(/^Alias name: (.*)$/gmu)].map(([, alias]) => alias).sort()).toEqual([
      'added',
      'mine',
      'our key',
      'root',
    ]);
    const fingerprint = createHash('sha256')
      .update(key.chain[0] ?? '')
      .digest('hex');
    expect(text.replaceAll(':', '').toLowerCase()).toContain(fingerprint);
    const request = ['-certreq', '-alias', 'our key', '-keystore', 'k', '-storetype', format, '-storepass', password];
    expect(ask('keytool', request, { k: whole }).text).toContain('BEGIN NEW CERTIFICATE REQUEST');
  });

  it('does not open with another password', async () => {
    requireTool('keytool');
    await expect(readJks(file, 'another')).rejects.toMatchObject({ code: 'password-wrong' });
  });
});

describe('A JCEKS keystore with a secret key', () => {
  let file: Bytes;
  beforeAll(() => {
    if (!requireTool('keytool')) return;
    file = keytoolStore('JCEKS', password, encodePem('CERTIFICATE', trusted.certificate), { secretKey: true });
  });

  it('shows it by its alias, and the other entries as well', async () => {
    requireTool('keytool');
    const { entries } = await readJks(file, password);
    const kinds = entries.map(({ entry }) => [entry.friendlyName, entry.kind === 'sealed' ? entry.holds : entry.kind]);
    expect(kinds.sort()).toEqual([
      ['mine', 'private-key'],
      ['root', 'trusted-certificate'],
      ['secret', 'secret-key'],
    ]);
  });

  it('keeps it as it was beside a new entry, for Java to use', async () => {
    requireTool('keytool');
    const { entries } = await readJks(file, password);
    const added = encodeJksEntry({ ...trusted, friendlyName: 'added' }, options);
    const whole = await assembleJks('JCEKS', [...entries.map(({ raw }) => raw), added], password);
    const to = ['-destkeystore', 'new.p12', '-deststoretype', 'PKCS12', '-deststorepass', password, '-srcalias'];
    const from = ['-importkeystore', '-srckeystore', 'k', '-srcstoretype', 'JCEKS', '-srcstorepass', password];
    const { text } = ask('keytool', ['-J-Duser.language=en', ...from, ...to, 'secret'], { k: whole });
    expect(text).not.toContain('rror');
    const args = ['-list', '-keystore', 'k', '-storetype', 'JCEKS', '-storepass', password];
    expect(ask('keytool', ['-J-Duser.language=en', ...args], { k: whole }).text).toMatch(/secret,.*SecretKeyEntry/u);
  });

  it('cut off or changed within it, is refused as damaged', async () => {
    requireTool('keytool');
    const start = file.findIndex((octet, at) => octet === 0xac && file[at + 1] === 0xed && file[at + 3] === 5);
    for (let length = start; length < start + 400; length += 5)
      await expect(readJks(file.slice(0, length), undefined)).rejects.toMatchObject({ code: 'file-damaged' });
    for (let at = start; at < start + 400; at++)
      for (const value of [0, 0x7e, 0xff]) {
        const copy = file.slice();
        copy[at] = value;
        const outcome = await readJks(copy, undefined).then(
          () => 'read',
          (error: unknown) => (error as { code?: string }).code,
        );
        expect(['read', 'file-damaged', 'file-too-large']).toContain(outcome);
      }
  });
});

it('A key of JCEKS with a password of its own, or too much work for it, stays sealed', async () => {
  requireTool('keytool');
  const folder = scratchFolder();
  const store = ['-keystore', join(folder, 'k'), '-storetype', 'JCEKS', '-storepass', password];
  const key = ['-genkeypair', '-keyalg', 'EC', '-dname', 'CN=x', ...store];
  run('keytool', [...key, '-alias', 'own', '-keypass', 'another', '-J-Djdk.jceks.iterationCount=10000']);
  run('keytool', [...key, '-alias', 'dear', '-keypass', password, '-J-Djdk.jceks.iterationCount=5000000']);
  const { entries } = await readJks(new Uint8Array(readFileSync(join(folder, 'k'))), password);
  const what = new Map(entries.map(({ entry }) => [entry.friendlyName, entry.kind === 'sealed' ? entry.what : 'open']));
  expect(what.get('own')).toContain('does not open');
  expect(what.get('dear')).toContain('too much work');
});
