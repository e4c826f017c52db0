import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { putEntries } from '../../src/keystores/edit-keystore';
import { readKeystore } from '../../src/keystores/read-keystore';
import type { Keystore } from '../../src/keystores/read-keystore';
import type { PrivateKeyEntry, TrustedCertificateEntry } from '../../src/keystores/types';
import { toHex } from '../../src/pki/bytes';
import type { Bytes } from '../../src/pki/types';
import { byKeytool, byOpenssl, makeMaterial, run } from '../support/foreign-keystores';
import type { Material } from '../support/foreign-keystores';
import { keyFor, leafWith, random, rootWith } from '../support/issuing';
import { installedJdks } from '../support/java';
import { requireTool } from '../support/tools';

// Java takes its time to start.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const options = { password: 'changeit', random, created: new Date() };
const facts = join(import.meta.dirname, 'KeystoreFacts.java');

let material: Material;
let mine: PrivateKeyEntry;
let myRoot: TrustedCertificateEntry;
beforeAll(async () => {
  if (!requireTool('openssl')) return;
  material = await makeMaterial();
  const root = await rootWith({ subject: [{ type: 'CN', value: 'My own root' }], key: await keyFor('my root') });
  const key = await keyFor('mine');
  const { certificate } = await leafWith(root, { key });
  mine = {
    kind: 'private-key',
    friendlyName: 'mine',
    pkcs8: key.pkcs8,
    chain: [certificate.der, root.certificate.der],
  };
  myRoot = { kind: 'trusted-certificate', friendlyName: 'my-root', certificate: root.certificate.der };
});

const put = (file: string, bytes: Bytes): void => writeFileSync(material.at(file), bytes);
const get = (file: string): Bytes => new Uint8Array(readFileSync(material.at(file)));

function keytool(file: string, type: string, ...args: readonly string[]): string {
  const store = ['-keystore', material.at(file), '-storepass', 'changeit', '-storetype', type];
  return run('keytool', [...args, ...store]).toString();
}

/** What Java sees in a store, a line for each entry, which it sorts: kind, alias, digests of key and certificates. */
function seenByJava(file: string, type = 'PKCS12'): string[] {
  return run('jdk', [facts, type, material.at(file), 'changeit'])
    .toString()
    .trim()
    .split('\n');
}

async function sha256(bytes: Bytes): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

/** A store of keytool's: two keys, a trusted certificate, and in PKCS#12 a secret key. */
function makeStore(file: string, type: string): void {
  for (const alias of ['mine', 'theirs'])
    keytool(file, type, '-genkeypair', '-keyalg', 'EC', '-dname', `CN=${alias}`, '-alias', alias);
  keytool(file, type, '-importcert', '-noprompt', '-file', material.at('root.pem'), '-alias', 'their root');
  if (type === 'PKCS12') keytool(file, type, '-genseckey', '-keyalg', 'AES', '-keysize', '256', '-alias', 'secret');
}

describe('An entry put into a keystore of keytool', () => {
  it.each(['PKCS12', 'JKS'])(
    'replaces its alias in %s only, and Java opens every other entry as before',
    async (type) => {
      requireTool('openssl', 'keytool', 'jdk');
      const file = `edit-${type}`;
      makeStore(file, type);
      const before = seenByJava(file, type);
      const store = await readKeystore(get(file), 'changeit');
      const entries = [{ ...mine, friendlyName: 'MINE' }, myRoot];
      const { bytes, replaced, kept } = await putEntries(store, entries, options);
      expect(replaced).toEqual(['mine']);
      expect(kept).toEqual(store.entries.filter(({ friendlyName }) => friendlyName !== 'mine'));
      put(file, bytes);
      const own = ['key', 'mine', ...(await Promise.all([mine.pkcs8, ...mine.chain].map(sha256)))];
      expect(seenByJava(file, type)).toEqual(
        [
          ...before.filter((line) => !line.startsWith('key\tmine')),
          own.join('\t'),
          ['certificate', 'my-root', await sha256(myRoot.certificate)].join('\t'),
        ].sort((a, b) => ((a.split('\t')[1] ?? '') < (b.split('\t')[1] ?? '') ? -1 : 1)),
      );
      expect(bytes.subarray(0, 4)).toEqual(get(file).subarray(0, 4));
    },
  );

  it('leaves every kept bag octet for octet as it was', async () => {
    requireTool('openssl', 'keytool');
    makeStore('octets', 'PKCS12');
    const before = await readKeystore(get('octets'), 'changeit');
    const { bytes } = await putEntries(before, [mine], options);
    const after = await readKeystore(bytes, 'changeit');
    if (before.format !== 'PKCS#12' || after.format !== 'PKCS#12') throw new Error('no PKCS#12');
    const goes = before.bags.filter(({ bag }) => bag.friendlyName === 'mine').map(({ bag }) => toHex(bag.der));
    const kept = before.bags.map(({ bag }) => toHex(bag.der)).filter((der) => !goes.includes(der));
    expect([goes.length, kept.length]).toEqual([2, 4]);
    const written = after.bags.map(({ bag }) => toHex(bag.der));
    expect(kept.filter((der) => !written.includes(der))).toEqual([]);
    expect(goes.filter((der) => written.includes(der))).toEqual([]);
    expect(after.bags).toHaveLength(4 + 3);
  });
});

describe('What is added to follows the file', () => {
  it.each([
    ['triple DES and SHA-1', ['-J-Dkeystore.pkcs12.legacy'], 'SHA-1'],
    ['AES-256 and SHA-256', [], 'SHA-256'],
  ] as const)('%s', async (_, how, hash) => {
    requireTool('openssl', 'keytool');
    const store = await readKeystore(byKeytool(material, 'changeit', ...how), 'changeit');
    if (store.format !== 'PKCS#12') throw new Error('no PKCS#12');
    const { bytes } = await putEntries(store, [mine], options);
    put('followed.p12', bytes);
    const info = ['pkcs12', '-in', material.at('followed.p12'), '-passin', 'pass:changeit', '-nodes', '-legacy'];
    const after = await readKeystore(bytes, 'changeit');
    if (after.format !== 'PKCS#12') throw new Error('no PKCS#12');
    expect(after.protection.mac).toMatchObject({ hash });
    expect(after.protection.mac!.iterations).toBeGreaterThanOrEqual(store.protection.mac!.iterations);
    for (const { older } of [...after.protection.safes, ...after.protection.keys]) expect(older).toBe(hash === 'SHA-1');
    const text = run('openssl', info).toString();
    expect(text.match(/BEGIN PRIVATE KEY/gu)).toHaveLength(2);
    expect(text.match(/BEGIN CERTIFICATE/gu)).toHaveLength(5);
  });

  it('and OpenSSL opens files of its own as before, without a MAC where they had none', async () => {
    requireTool('openssl');
    for (const how of [['-nomac'], ['-certpbe', 'NONE'], ['-legacy'], ['-macalg', 'sha512']]) {
      const store = await readKeystore(byOpenssl(material, 'changeit', ...how), 'changeit');
      const { bytes, replaced } = await putEntries(store, [mine], options);
      expect(replaced).toEqual([]);
      put('again.p12', bytes);
      const open = ['pkcs12', '-in', material.at('again.p12'), '-passin', 'pass:changeit', '-nodes', '-legacy'];
      const text = run('openssl', open).toString();
      expect(text.match(/BEGIN PRIVATE KEY/gu)).toHaveLength(2);
      expect(text.match(/BEGIN CERTIFICATE/gu)).toHaveLength(5);
    }
  });
});

describe('A root put into the JDK’s own truststore', () => {
  const listed = (file: string, type: string): number =>
    keytool(file, type, '-list').match(/trustedCertEntry/gu)?.length ?? 0;

  it.each([
    ['as it is installed', []],
    ['without password, as PKCS#12', ['macAlgorithm=NONE', 'certProtectionAlgorithm=NONE']],
  ] as const)('%s, leaves every other entry octet for octet, and keytool lists one more', async (_, how) => {
    requireTool('openssl', 'keytool', 'jdk');
    const [jdk] = installedJdks();
    const cacerts = join(dirname(dirname(jdk!.keytool)), 'lib/security/cacerts');
    const source = ['-srckeystore', cacerts, '-srcstorepass', 'changeit', '-noprompt'];
    copyFileSync(cacerts, material.at('cacerts'));
    if (how.length > 0) {
      rmSync(material.at('cacerts'));
      keytoolImport('cacerts', ...source, ...how.map((each) => `-J-Dkeystore.pkcs12.${each}`));
    }
    const store = await readKeystore(get('cacerts'), 'changeit');
    const type = store.format === 'PKCS#12' ? 'PKCS12' : store.format;
    const count = listed('cacerts', type);
    expect(count).toBeGreaterThan(50);
    const { bytes, replaced, kept } = await putEntries(store, [myRoot], options);
    expect(replaced).toEqual([]);
    expect(kept).toHaveLength(count);
    put('cacerts', bytes);
    expect(listed('cacerts', type)).toBe(count + 1);
    const after = await readKeystore(bytes, 'changeit');
    expect(rawOf(after)).toEqual(expect.arrayContaining(rawOf(store)));
    if (after.format === 'PKCS#12') expect(after.protection).toEqual({ mac: undefined, safes: [], keys: [] });
  });
});

function keytoolImport(file: string, ...args: readonly string[]): void {
  const to = ['-destkeystore', material.at(file), '-deststorepass', 'changeit', '-deststoretype', 'PKCS12'];
  run('keytool', ['-importkeystore', ...args, ...to]);
}

/** Every entry as it stands in the file, as hex. */
function rawOf(store: Keystore): string[] {
  const parts = store.format === 'PKCS#12' ? store.bags.map(({ bag }) => bag.der) : store.held.map(({ raw }) => raw);
  return parts.map(toHex);
}
