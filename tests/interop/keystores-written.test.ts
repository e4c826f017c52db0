import { writeFileSync } from 'node:fs';
import { createServer, connect, createSecureContext } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { issueAuthority } from '../../src/issuance/issue';
import { writeJks } from '../../src/keystores/jks';
import type { KeystoreProfile, PrivateKeyEntry, TrustedCertificateEntry } from '../../src/keystores/types';
import { writePkcs12 } from '../../src/keystores/write-pkcs12';
import { encodePem } from '../../src/pki/pem';
import type { Bytes, KeyPair } from '../../src/pki/types';
import { scratchFolder } from '../support/bundle';
import { keyFor, leafWith, random, rootWith } from '../support/issuing';
import { installedJdks } from '../support/java';
import { javaReader, keystoreFacts, keytoolReader, nativeReaders, sha256, told } from '../support/keystore-readers';
import { requireTool, toolCommand } from '../support/tools';

// Every test starts several programs, and RSA keys take their time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const jdks = installedJdks().map((jdk) => [jdk.version, jdk] as const);
const native = nativeReaders.map((reader) => [reader.name, reader] as const);
const readers = [
  ...native,
  ...jdks.flatMap(([, jdk]) => [javaReader(jdk), keytoolReader(jdk)].map((reader) => [reader.name, reader] as const)),
];

/** U+0021 to U+007E with a space in the middle. */
const allPrintable = Array.from({ length: 94 }, (_, index) => String.fromCharCode(0x21 + index));
const everyCharacter = [...allPrintable.slice(0, 40), ' ', ...allPrintable.slice(40)].join('');

/** A key with a chain of three, leaf first, in one file. */
interface Written {
  readonly file: string;
  readonly bytes: Bytes;
  readonly key: KeyPair;
  readonly chain: readonly [leaf: Bytes, intermediate: Bytes, root: Bytes];
}

interface Wish {
  readonly name: string;
  readonly algorithm: 'rsa-2048' | 'p-256';
  readonly profile: KeystoreProfile;
  readonly alias?: string;
  readonly password: string;
}

const wishes: readonly Wish[] = [
  {
    name: 'an RSA key',
    algorithm: 'rsa-2048',
    profile: 'modern',
    alias: 'integration-manager',
    password: 'changeit',
  },
  {
    name: 'an RSA key for older systems and a password of every printable character',
    algorithm: 'rsa-2048',
    profile: 'older',
    alias: 'unifi',
    password: everyCharacter,
  },
  {
    name: 'an elliptic-curve key, such a password, and an alias with spaces and signs',
    algorithm: 'p-256',
    profile: 'modern',
    alias: 'a b!"#$%&\'()*+,-./;<=>?@[\\]^_`{|}~1',
    password: everyCharacter,
  },
  {
    name: 'an elliptic-curve key for older systems',
    algorithm: 'p-256',
    profile: 'older',
    alias: 'integration-manager',
    password: 'changeit',
  },
  { name: 'no alias', algorithm: 'p-256', profile: 'modern', password: 'changeit' },
];

async function chainOf(algorithm: Wish['algorithm']): Promise<Pick<Written, 'key' | 'chain'>> {
  const root = await rootWith();
  const intermediate = await issueAuthority({
    subject: [{ type: 'CN', value: 'Test intermediate' }],
    key: await keyFor('intermediate'),
    issuer: root,
    days: 1000,
    now: new Date(),
    random,
  });
  const key = await keyFor('leaf', algorithm);
  const { certificate } = await leafWith(intermediate, { key });
  return { key, chain: [certificate.der, intermediate.certificate.der, root.certificate.der] };
}

async function write({ algorithm, profile, alias, password }: Wish): Promise<Written> {
  const { key, chain } = await chainOf(algorithm);
  const entry: PrivateKeyEntry = { kind: 'private-key', friendlyName: alias, pkcs8: key.pkcs8, chain };
  const bytes = await writePkcs12([entry], { password, random, profile });
  return { ...saved(bytes, 'keystore.p12'), bytes, key, chain };
}

function saved(bytes: Bytes, name: string): { file: string } {
  const file = join(scratchFolder(), name);
  writeFileSync(file, bytes);
  return { file };
}

/** What a reader without an alias of its own calls the entry: Java counts, NSS takes the subject. */
const namesWithoutAlias = /^(?:1|Test leaf)?$/u;

describe.each(wishes.map((wish) => [wish.name, wish] as const))('A keystore with %s', (_, wish) => {
  let written: Written;
  beforeAll(async () => {
    written = await write(wish);
  });

  it.each(readers)('shows %s the alias, the key and the chain in order', (name, { tools, shows, read }) => {
    requireTool(...tools);
    const { file, key, chain } = written;
    const facts = read(file, wish.password);
    const expected = chain.map(sha256);
    const inOrder = name === 'NSS' ? facts.certificates.toSorted() : facts.certificates;
    expect(inOrder).toEqual(name === 'NSS' ? expected.toSorted() : expected);
    if (shows === 'key') expect(facts.key).toBe(sha256(key.pkcs8));
    if (shows === 'publicKey') expect(facts.publicKey).toBe(sha256(key.spki));
    if (wish.alias === undefined) expect(facts.alias).toMatch(namesWithoutAlias);
    else expect(facts.alias).toBe(wish.alias);
  });

  it.each(readers)('does not open for %s with another password', (_, { tools, read }) => {
    requireTool(...tools);
    expect(() => read(written.file, `${wish.password.slice(0, -1)}X`)).toThrow(/exit [1-9]/u);
  });

  it('serves TLS in Node, which sends the leaf and its issuer', async () => {
    const { bytes, chain } = written;
    const server = createServer({ pfx: Buffer.from(bytes), passphrase: wish.password }, (socket) => socket.end('ok'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const seen = await new Promise<[Buffer, Buffer | undefined]>((resolve, reject) => {
        const ca = encodePem('CERTIFICATE', chain[2]);
        const client = connect({ port, host: '127.0.0.1', servername: 'svc.example.com', ca }, () => {
          const leaf = client.getPeerCertificate(true);
          resolve([leaf.raw, leaf.issuerCertificate.raw]);
          client.destroy();
        });
        client.on('error', reject);
      });
      expect(seen.map((raw) => raw && sha256(raw))).toEqual(chain.slice(0, 2).map(sha256));
    } finally {
      server.close();
    }
    const other = `${wish.password}X`;
    expect(() => createSecureContext({ pfx: Buffer.from(bytes), passphrase: other })).toThrow(/mac verify failure/u);
  });
});

describe.each(['modern', 'older'] as const)('A truststore, %s', (profile) => {
  let file: string;
  let roots: Bytes[];
  let chainFile: string;
  beforeAll(async () => {
    const root = await rootWith();
    const other = await rootWith({ subject: [{ type: 'CN', value: 'Other root' }], key: await keyFor('other root') });
    const { certificate } = await leafWith(root);
    roots = [root.certificate.der, other.certificate.der];
    const entries = roots.map((der, index): TrustedCertificateEntry => {
      return { kind: 'trusted-certificate', friendlyName: `root-${String(index)}`, certificate: der };
    });
    file = saved(await writePkcs12(entries, { password: 'changeit', random, profile }), 'truststore.p12').file;
    chainFile = join(scratchFolder(), 'leaf.pem');
    writeFileSync(chainFile, encodePem('CERTIFICATE', certificate.der));
  });

  it.each(jdks)('is two trusted certificates to keytool %s', (_, jdk) => {
    const text = told(jdk.keytool, ['-J-Duser.language=en', '-list', '-keystore', file, '-storepass', 'changeit']);
    expect(text).toContain('Your keystore contains 2 entries');
    expect(text.match(/^root-[01], .*trustedCertEntry/gmu)).toHaveLength(2);
    expect(() => told(jdk.keytool, ['-list', '-keystore', file, '-storepass', 'changeit2'])).toThrow(/exit 1/u);
  });

  it.each(jdks)('gives a TrustManager of Java %s its issuers, and it trusts what they issued', (_, jdk) => {
    const lines = keystoreFacts(jdk, 'PKCS12', file, 'changeit', chainFile);
    const hashes = roots.map(sha256);
    expect(lines.slice(0, 2)).toEqual(hashes.map((hash, index) => ['certificate', `root-${String(index)}`, hash]));
    expect(lines.flatMap(([kind, hash]) => (kind === 'issuer' ? hash : [])).toSorted()).toEqual(hashes.toSorted());
    expect(lines.at(-1)).toEqual(['trusted']);
  });

  it.each(native.filter(([name]) => name !== 'NSS'))('shows %s its certificates', (_, { tools, read }) => {
    requireTool(...tools);
    const { alias, certificates, key, publicKey } = read(file, 'changeit');
    expect({ alias, certificates }).toEqual({ alias: 'root-0', certificates: roots.map(sha256) });
    expect(key ?? publicKey).toBeUndefined();
  });

  it('puts its certificates into an NSS database', () => {
    requireTool('certutil', 'pk12util');
    const db = `sql:${scratchFolder()}`;
    told(toolCommand('certutil'), ['-N', '--empty-password', '-d', db]);
    told(toolCommand('pk12util'), ['-i', file, '-d', db, '-W', 'changeit']);
    const listed = told(toolCommand('certutil'), ['-L', '-d', db]);
    expect(listed).toMatch(/root-0|Test root/u);
    expect(listed).toMatch(/root-1|Other root/u);
  });
});

describe.skipIf(jdks.length === 0)('A JKS keystore with a key and a trusted certificate', () => {
  const password = everyCharacter;
  let file: string;
  let expected: string[][];
  beforeAll(async () => {
    const { key, chain } = await chainOf('rsa-2048');
    const entries = [
      { kind: 'private-key', friendlyName: 'Key One', pkcs8: key.pkcs8, chain },
      { kind: 'trusted-certificate', friendlyName: 'root', certificate: chain[2] },
    ] as const;
    file = saved(await writeJks(entries, { password, random, created: new Date() }), 'keystore.jks').file;
    expected = [
      ['key', 'key one', sha256(key.pkcs8), ...chain.map(sha256)],
      ['certificate', 'root', sha256(chain[2])],
    ];
  });

  it.each(jdks)('shows Java %s the same', (_, jdk) => {
    expect(keystoreFacts(jdk, 'JKS', file, password)).toEqual(expected);
    expect(() => keystoreFacts(jdk, 'JKS', file, `${password}X`)).toThrow(/password was incorrect/u);
  });

  it.each(jdks)('is converted by keytool %s, key and all', (_, jdk) => {
    const converted = join(scratchFolder(), 'converted.p12');
    const from = ['-srckeystore', file, '-srcstorepass:env', 'PASSWORD'];
    const to = ['-destkeystore', converted, '-deststoretype', 'PKCS12', '-deststorepass:env', 'PASSWORD', '-noprompt'];
    told(jdk.keytool, ['-importkeystore', ...from, ...to], { PASSWORD: password });
    expect(keystoreFacts(jdk, 'PKCS12', converted, password)).toEqual(expected);
    const dates = told(
      jdk.keytool,
      ['-J-Duser.language=en', '-list', '-keystore', file, '-storepass:env', 'PASSWORD'],
      {
        PASSWORD: password,
      },
    );
    expect(dates).toContain(String(new Date().getFullYear()));
  });
});
