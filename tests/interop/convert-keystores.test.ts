import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { issueAuthority } from '../../src/issuance/issue';
import type { OutputFile } from '../../src/jobs/output-file';
import { encodePem } from '../../src/pki/pem';
import type { Bytes } from '../../src/pki/types';
import { convertedFile } from '../support/converting';
import type { Dropped } from '../support/converting';
import { byOpenssl, makeMaterial, run } from '../support/foreign-keystores';
import type { Material } from '../support/foreign-keystores';
import { keyFor, random } from '../support/issuing';
import { installedJdks } from '../support/java';
import { javaReader, keystoreFacts, keytoolReader, nativeReaders, sha256 } from '../support/keystore-readers';
import type { KeystoreReader } from '../support/keystore-readers';
import { requireTool } from '../support/tools';

// Java takes its time to start.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const PASSWORD = 'changeit-now';

let material: Material;
let pemFiles: readonly Dropped[];
beforeAll(async () => {
  if (!requireTool('openssl')) return;
  material = await makeMaterial();
  pemFiles = [material.at('key.pem'), material.at('issuers.pem'), material.at('leaf.pem')];
});

let files = 0;

function put(bytes: Bytes): string {
  const path = material.at(`converted-${String(files++)}`);
  writeFileSync(path, bytes);
  return path;
}

/** What each JDK sees in a keystore, a line for each entry: kind, alias, digests of key and certificates. */
function seenByJava(bytes: Bytes, type: string, password = PASSWORD): string[][] {
  const path = put(bytes);
  const seen = installedJdks().map((jdk) => keystoreFacts(jdk, type, path, password));
  for (const lines of seen) expect(lines).toEqual(seen[0]);
  return seen[0] ?? [];
}

describe('PEM files as PKCS#12', () => {
  const readers = (): KeystoreReader[] => [
    ...nativeReaders,
    ...installedJdks().flatMap((jdk) => [javaReader(jdk), keytoolReader(jdk)]),
  ];

  it.each(['modern', 'older'] as const)(
    'of the profile %s, with the chosen alias, in every reader',
    async (profile) => {
      requireTool('openssl', 'certtool', 'certutil', 'pk12util', 'python-cryptography', 'jdk', 'keytool');
      const options = { aliases: ['web-server'], password: PASSWORD, profile };
      const path = put((await convertedFile(pemFiles, 'pkcs12', options)).bytes);
      const certificates = material.chain.map(sha256);
      for (const { name, shows, read } of readers()) {
        const reading = name === 'OpenSSL' && profile === 'older' ? readLegacy : read;
        const facts = reading(path, PASSWORD);
        expect([...facts.certificates].sort(), name).toEqual([...certificates].sort());
        if (shows === 'key') expect(facts.key, name).toBe(sha256(material.pkcs8));
        if (facts.alias !== '') expect(facts.alias, name).toBe('web-server');
      }
    },
  );

  function readLegacy(path: string): ReturnType<KeystoreReader['read']> {
    const info = run('openssl', ['pkcs12', '-in', path, '-passin', `pass:${PASSWORD}`, '-nodes', '-legacy']).toString();
    expect(info).toContain('friendlyName: web-server');
    return { alias: 'web-server', key: sha256(material.pkcs8), certificates: material.chain.map(sha256) };
  }

  it('keep the alias of the keystore that they come from, and take the certificate’s name elsewhere', async () => {
    requireTool('openssl', 'jdk');
    const dropped = [{ name: 'old.p12', bytes: byOpenssl(material, 'old password', '-legacy') }];
    const again = await convertedFile(dropped, 'pkcs12', { password: PASSWORD }, ['old password']);
    expect(seenByJava(again.bytes, 'PKCS12')[0]?.[1]).toBe('my-alias');
    const named = await convertedFile(pemFiles, 'pkcs12', { password: PASSWORD });
    expect(named.name).toBe('Test-leaf.p12');
    expect(seenByJava(named.bytes, 'PKCS12')[0]?.[1]).toBe('test-leaf');
  });
});

describe('PEM files as JKS', () => {
  it('open in Java with key, chain and alias', async () => {
    requireTool('openssl', 'jdk');
    const file = await convertedFile(pemFiles, 'jks', { aliases: ['Web'], password: PASSWORD });
    const expected = ['key', 'web', sha256(material.pkcs8), ...material.chain.map(sha256)];
    expect(seenByJava(file.bytes, 'JKS')).toEqual([expected]);
    expect(file).toMatchObject({ name: 'Test-leaf.jks', secret: true });
  });
});

describe('A truststore', () => {
  /** The root again, under the same name and another key. */
  async function newRoot(): Promise<string> {
    const subject = [{ type: 'CN', value: 'Test root' }] as const;
    const key = await keyFor('root after the roll-over');
    const { certificate } = await issueAuthority({ subject, key, days: 3650, now: new Date(), random });
    writeFileSync(material.at('new-root.pem'), encodePem('CERTIFICATE', certificate.der));
    return material.at('new-root.pem');
  }

  it.each([
    ['truststore-pkcs12', 'PKCS12'],
    ['truststore-jks', 'JKS'],
  ] as const)('%s of the old and the new root: Java trusts what either issued', async (format, type) => {
    requireTool('openssl', 'jdk');
    const dropped = [material.at('chain.pem'), await newRoot()];
    const file = await convertedFile(dropped, format, { password: PASSWORD });
    const entries = seenByJava(file.bytes, type);
    expect(entries.map(([kind, alias]) => [kind, alias])).toEqual([
      ['certificate', 'test-root'],
      ['certificate', 'test-root-2'],
    ]);
    expect(entries.map(([, , digest]) => digest)).toContain(sha256(material.chain[2]!));
    const [jdk] = installedJdks();
    const lines = keystoreFacts(jdk!, type, put(file.bytes), PASSWORD, material.at('chain.pem'));
    expect(lines.at(-1)).toEqual(['trusted']);
    expect(lines.filter(([word]) => word === 'issuer')).toHaveLength(2);
    expect(file.secret).toBe(false);
  });

  it('of chosen certificates, each under its alias', async () => {
    requireTool('openssl', 'keytool', 'jdk');
    const options = { choose: ['Test intermediate', 'CN=Test root'], aliases: ['between', 'top'], password: PASSWORD };
    const file = await convertedFile([material.at('chain.pem')], 'truststore-pkcs12', options);
    const [, intermediate, root] = material.chain.map(sha256);
    expect(seenByJava(file.bytes, 'PKCS12')).toEqual([
      ['certificate', 'between', intermediate],
      ['certificate', 'top', root],
    ]);
    const list = ['-list', '-keystore', put(file.bytes), '-storepass', PASSWORD];
    expect(
      run('keytool', list)
        .toString()
        .match(/trustedCertEntry/gu),
    ).toHaveLength(2);
  });

  it('of keytool turns from JKS into PKCS#12 with its aliases', async () => {
    requireTool('openssl', 'keytool', 'jdk');
    const jks = material.at('trust.jks');
    for (const [alias, pem] of [
      ['their root', 'root.pem'],
      ['a server', 'leaf.pem'],
    ] as const)
      run('keytool', [
        ...['-importcert', '-noprompt', '-file', material.at(pem), '-alias', alias],
        ...['-keystore', jks, '-storepass', 'changeit', '-storetype', 'JKS'],
      ]);
    const before = seenByJava(new Uint8Array(readFileSync(jks)), 'JKS', 'changeit');
    const file = await convertedFile([jks], 'truststore-pkcs12', { password: PASSWORD }, ['changeit']);
    expect(seenByJava(file.bytes, 'PKCS12')).toEqual(before);
  });
});

describe('A dropped keystore with entries of others', () => {
  /** keytool's: two keys, a trusted certificate, and in PKCS#12 a secret key. */
  function makeStore(file: string, type: string): string {
    const keytool = (...args: readonly string[]): void => {
      run('keytool', [...args, '-keystore', material.at(file), '-storepass', 'changeit', '-storetype', type]);
    };
    for (const alias of ['mine', 'theirs'])
      keytool('-genkeypair', '-keyalg', 'EC', '-dname', `CN=${alias}`, '-alias', alias);
    keytool('-importcert', '-noprompt', '-file', material.at('root.pem'), '-alias', 'their root');
    if (type === 'PKCS12') keytool('-genseckey', '-keyalg', 'AES', '-keysize', '256', '-alias', 'secret');
    return material.at(file);
  }

  const bytesOf = (path: string): Bytes => new Uint8Array(readFileSync(path));
  const opened = (file: Dropped, ...rest: [string, Parameters<typeof convertedFile>[2]?]): Promise<OutputFile> =>
    convertedFile([file], rest[0], rest[1], ['changeit']);

  it.each(['PKCS12', 'JKS'])('keeps them all when an alias and then the password changes (%s)', async (type) => {
    requireTool('openssl', 'keytool', 'jdk');
    const store = makeStore(`mixed-${type}`, type);
    const before = seenByJava(bytesOf(store), type, 'changeit');
    const renamed = await opened(store, 'change-alias', { entry: 'MINE', aliases: ['tomcat'] });
    expect(renamed.name).toBe(`mixed-${type}-changed`);
    const expected = before.map(([kind = '', alias = '', ...rest]) => [
      kind,
      alias === 'mine' ? 'tomcat' : alias,
      ...rest,
    ]);
    const sorted = expected.sort(([, a = ''], [, b = '']) => (a < b ? -1 : 1));
    expect(seenByJava(renamed.bytes, type, 'changeit')).toEqual(sorted);
    const dropped = { name: renamed.name, bytes: renamed.bytes };
    const changed = await opened(dropped, 'change-password', { password: PASSWORD });
    expect(seenByJava(changed.bytes, type)).toEqual(sorted);
  });

  it('turns from JKS into PKCS#12 and back with every alias, key and chain', async () => {
    requireTool('openssl', 'keytool', 'jdk');
    const store = makeStore('from-jks', 'JKS');
    const before = seenByJava(bytesOf(store), 'JKS', 'changeit');
    const pkcs12 = await opened(store, 'keystore-pkcs12');
    expect(pkcs12.name).toBe('from-jks.p12');
    expect(seenByJava(pkcs12.bytes, 'PKCS12', 'changeit')).toEqual(before);
    const jks = await opened({ name: 'again.p12', bytes: pkcs12.bytes }, 'keystore-jks', { password: PASSWORD });
    expect(seenByJava(jks.bytes, 'JKS')).toEqual(before);
  });

  it('becomes one for older systems, secret keys included', async () => {
    requireTool('openssl', 'keytool', 'jdk');
    const store = makeStore('for-older', 'PKCS12');
    const older = await opened(store, 'keystore-pkcs12', { profile: 'older' });
    expect(seenByJava(older.bytes, 'PKCS12', 'changeit')).toEqual(seenByJava(bytesOf(store), 'PKCS12', 'changeit'));
    const open = ['pkcs12', '-in', put(older.bytes), '-passin', 'pass:changeit', '-nodes'];
    expect(
      run('openssl', open)
        .toString()
        .match(/BEGIN PRIVATE KEY/gu),
    ).toHaveLength(2);
  });

  it('is refused as JKS when a secret key would be lost, which is named', async () => {
    requireTool('openssl', 'keytool');
    const store = makeStore('no-jks', 'PKCS12');
    await expect(opened(store, 'keystore-jks')).rejects.toMatchObject({
      code: 'entry-not-keepable',
      message: expect.stringContaining('secret (secret key)') as string,
    });
  });
});
