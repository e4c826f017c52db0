import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { changePassword } from '../../src/keystores/change-password';
import type { ChangeOptions } from '../../src/keystores/change-password';
import { readKeystore } from '../../src/keystores/read-keystore';
import type { Keystore } from '../../src/keystores/read-keystore';
import { renameEntry } from '../../src/keystores/rename-entry';
import type { KeystoreEntry } from '../../src/keystores/types';
import { toHex } from '../../src/pki/bytes';
import type { Bytes } from '../../src/pki/types';
import { byOpenssl, makeMaterial, run } from '../support/foreign-keystores';
import type { Material } from '../support/foreign-keystores';
import { random } from '../support/issuing';
import { installedJdks } from '../support/java';
import { keystoreFacts } from '../support/keystore-readers';
import { requireTool } from '../support/tools';

// Java takes its time to start.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

let material: Material;
beforeAll(async () => {
  if (requireTool('openssl')) material = await makeMaterial();
});

const OLD = 'changeit';
const NEW = 'another-password';

const get = (file: string): Bytes => new Uint8Array(readFileSync(material.at(file)));

function keytool(file: string, type: string, ...args: readonly string[]): void {
  run('keytool', [...args, '-keystore', material.at(file), '-storepass', OLD, '-storetype', type]);
}

/** A store of keytool's: two keys, a trusted certificate, and in PKCS#12 a secret key. */
async function makeStore(file: string, type: string): Promise<Keystore> {
  for (const alias of ['mine', 'theirs'])
    keytool(file, type, '-genkeypair', '-keyalg', 'EC', '-dname', `CN=${alias}`, '-alias', alias);
  keytool(file, type, '-importcert', '-noprompt', '-file', material.at('root.pem'), '-alias', 'their root');
  if (type === 'PKCS12') keytool(file, type, '-genseckey', '-keyalg', 'AES', '-keysize', '256', '-alias', 'secret');
  return readKeystore(get(file), OLD);
}

/** What each JDK sees in a store, a line for each entry: kind, alias, digests of key and certificates. */
function seenByJava(bytes: Bytes, type: string, password: string): string[] {
  const file = material.at('seen');
  writeFileSync(file, bytes);
  const seen = installedJdks().map((jdk) => keystoreFacts(jdk, type, file, password).map((line) => line.join('\t')));
  for (const lines of seen) expect(lines).toEqual(seen[0]);
  return seen[0] ?? [];
}

function entryCalled({ entries }: Keystore, alias: string): KeystoreEntry {
  const entry = entries.find(({ friendlyName }) => friendlyName === alias);
  if (entry === undefined) throw new Error(`no entry ${alias}`);
  return entry;
}

/** Every entry as it stands in the file, as hex. */
function rawOf(store: Keystore): string[] {
  const parts = store.format === 'PKCS#12' ? store.bags.map(({ bag }) => bag.der) : store.held.map(({ raw }) => raw);
  return parts.map(toHex);
}

describe.each(['PKCS12', 'JKS'])('A keystore of keytool (%s)', (type) => {
  it.each(['mine', 'their root', ...(type === 'PKCS12' ? ['secret'] : [])])(
    'in which %s got another alias: Java sees nothing else changed',
    async (alias) => {
      requireTool('openssl', 'keytool', 'jdk');
      const file = `rename-${type}-${alias}`;
      const store = await makeStore(file, type);
      const before = seenByJava(get(file), type, OLD);
      const bytes = await renameEntry(store, entryCalled(store, alias), 'brand-new', { random });
      const expected = before.map((line) => line.replace(`\t${alias}\t`, '\tbrand-new\t'));
      expect(seenByJava(bytes, type, OLD).sort()).toEqual(expected.sort());
      const changed = rawOf(await readKeystore(bytes, OLD)).filter((raw) => !rawOf(store).includes(raw));
      expect(changed).toHaveLength(alias === 'mine' && type === 'PKCS12' ? 2 : 1);
    },
  );

  it('under another password: Java opens store, keys and secret keys with it, and finds the same', async () => {
    requireTool('openssl', 'keytool', 'jdk');
    const file = `change-${type}`;
    const store = await makeStore(file, type);
    const before = seenByJava(get(file), type, OLD);
    expect(before).toHaveLength(type === 'PKCS12' ? 4 : 3);
    const bytes = await changePassword(store, { password: NEW, random });
    expect(seenByJava(bytes, type, NEW)).toEqual(before);
    expect(() => seenByJava(bytes, type, OLD)).toThrow(/password was incorrect/u);
    await expect(readKeystore(bytes, OLD)).rejects.toMatchObject({ code: 'password-wrong' });
  });
});

describe('A PKCS#12 file under another password', () => {
  it.each([
    ['as OpenSSL writes it', [], {}, 'SHA-256'],
    ['of older systems', ['-legacy'], {}, 'SHA-1'],
    ['of older systems, made modern', ['-legacy'], { profile: 'modern' }, 'SHA-256'],
    ['made older', [], { profile: 'older' }, 'SHA-1'],
    ['without MAC', ['-nomac'], {}, 'SHA-256'],
    ['whose key lay open', ['-keypbe', 'NONE'], {}, 'SHA-256'],
    ['in which nothing was protected', ['-keypbe', 'NONE', '-certpbe', 'NONE', '-nomac'], {}, 'SHA-256'],
  ] as const)(
    '%s, opens in OpenSSL with the same key and certificates',
    async (_, how, change: Partial<ChangeOptions>, hash) => {
      requireTool('openssl');
      const before = byOpenssl(material, OLD, ...how);
      const bytes = await changePassword(await readKeystore(before, OLD), { password: NEW, random, ...change });
      const contents = (file: Bytes, password: string): string => {
        writeFileSync(material.at('contents.p12'), file);
        const open = ['pkcs12', '-in', material.at('contents.p12'), '-passin', `pass:${password}`, '-nodes', '-legacy'];
        return run('openssl', open).toString();
      };
      expect(contents(bytes, NEW)).toBe(contents(before, OLD));
      expect(() => contents(bytes, OLD)).toThrow(/invalid password/u);
      const after = await readKeystore(bytes, NEW);
      if (after.format !== 'PKCS#12') throw new Error('no PKCS#12');
      expect(after.protection.mac).toMatchObject({ hash });
      expect(after.protection.keys).toHaveLength(1);
      expect(after.protection.keys[0]!.older).toBe(hash === 'SHA-1');
    },
  );
});

it('A key of JCEKS gets another alias, its own protection untouched', async () => {
  requireTool('openssl', 'keytool');
  keytool('jceks', 'JCEKS', '-genkeypair', '-keyalg', 'EC', '-dname', 'CN=x', '-alias', 'Far Away');
  const store = await readKeystore(get('jceks'), OLD);
  const renamed = await renameEntry(store, store.entries[0]!, 'near', { random });
  expect(seenByJava(renamed, 'JCEKS', OLD)).toEqual([
    seenByJava(get('jceks'), 'JCEKS', OLD)[0]!.replace('far away', 'near'),
  ]);
});

describe('What cannot come along is named', () => {
  it.each(['JKS', 'JCEKS'])('a key of %s under a password of its own', async (format) => {
    requireTool('openssl', 'keytool');
    const store = `own-password-${format}`;
    keytool(store, format, '-genkeypair', '-keyalg', 'EC', '-dname', 'CN=x', '-alias', 'own', '-keypass', 'its own');
    await expect(changePassword(await readKeystore(get(store), OLD), { password: NEW, random })).rejects.toMatchObject({
      code: 'entry-not-keepable',
      message: expect.stringContaining('“own”') as string,
    });
  });
});

describe('Refused before anything is written', () => {
  it.each([
    ['', 'is empty'],
    ['schlüssel', 'does not survive'],
    ['THEIRS', 'another entry'],
  ])('the alias “%s”', async (alias, why) => {
    requireTool('openssl', 'keytool');
    const store = await makeStore(`refused-${alias}`, 'JKS');
    await expect(renameEntry(store, entryCalled(store, 'mine'), alias, { random })).rejects.toMatchObject({
      code: 'field-invalid',
      message: expect.stringContaining(why) as string,
    });
  });

  it.each(['short', 'pässwörter'])('the password %s', async (password) => {
    requireTool('openssl');
    const store = await readKeystore(byOpenssl(material, OLD), OLD);
    await expect(changePassword(store, { password, random })).rejects.toMatchObject({ code: 'field-invalid' });
  });
});
