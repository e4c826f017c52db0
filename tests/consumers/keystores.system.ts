import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { requireConsumers } from '../../tools/consumers/places.mjs';
import { scratchFolder } from '../support/bundle';
import type { Jdk } from '../support/java';
import { javaReader, keystoreFacts, keytoolReader, nativeReaders, sha256, told } from '../support/keystore-readers';
import type { KeystoreReader } from '../support/keystore-readers';
import { toolCommand } from '../support/tools';
import { openPageMaker } from './harness/from-page';
import type { PageBundle, PageMaker } from './harness/from-page';
import { allJavas, runtime } from './harness/java';
import { getTrusting } from './harness/tls';

requireConsumers();
const alias = 'integration-manager';
const old = runtime('11.0.10');
const javas = allJavas();
const readersOf = (jdks: readonly Jdk[]): readonly KeystoreReader[] =>
  jdks.flatMap((jdk) => [javaReader(jdk), keytoolReader(jdk)]);
const named = (readers: readonly KeystoreReader[]) => readers.map((reader) => [reader.name, reader] as const);
const today = [...nativeReaders, ...readersOf(javas)];

let maker: PageMaker;
beforeAll(async () => {
  maker = await openPageMaker();
});
afterAll(() => maker.close());

const derOf = ({ at }: PageBundle) =>
  [`${alias}.cer`, 'root.cer'].map((name) => new X509Certificate(readFileSync(at(name))));
const passwordOf = ({ at }: PageBundle): string =>
  /^server\.ssl\.key-store-password=(\w+)$/mu.exec(readFileSync(at('application.properties'), 'utf8'))?.[1] ?? '';

const profiles: readonly (readonly [string, Record<string, string>, readonly KeystoreReader[]])[] = [
  ['The files of the page', {}, today],
  ['The files of the page for older systems', { profile: 'older', key: 'p-256' }, [...today, ...readersOf([old])]],
];

describe.each(profiles)('%s', (_, answers, readers) => {
  let bundle: PageBundle;
  let leaf: X509Certificate;
  let root: X509Certificate;
  let password: string;
  beforeAll(async () => {
    bundle = await maker.make('actian-integration-manager', 'new', answers);
    [leaf, root] = derOf(bundle) as [X509Certificate, X509Certificate];
    password = passwordOf(bundle);
  });
  const keystore = () => bundle.at('conf/ssl/keystore.p12');

  /** The key as OpenSSL takes it out, which must be the certificate's. */
  function keyInside(): string {
    const take = ['pkcs12', '-in', keystore(), '-passin', 'env:PASSWORD', '-nodes', '-nocerts'];
    const key = createPrivateKey(told(toolCommand('openssl'), take, { PASSWORD: password }));
    expect(createPublicKey(key).equals(leaf.publicKey)).toBe(true);
    return sha256(key.export({ type: 'pkcs8', format: 'der' }));
  }

  it.each(named(readers))('show %s the alias, the key and the chain of the keystore', (name, { shows, read }) => {
    const facts = read(keystore(), password);
    const chain = [leaf, root].map(({ raw }) => sha256(raw));
    // NSS orders them anew.
    expect(name === 'NSS' ? facts.certificates.toSorted() : facts.certificates).toEqual(
      name === 'NSS' ? chain.toSorted() : chain,
    );
    expect(facts.alias).toBe(alias);
    if (shows === 'key') expect(facts.key).toBe(keyInside());
    if (shows === 'publicKey')
      expect(facts.publicKey).toBe(sha256(leaf.publicKey.export({ type: 'spki', format: 'der' })));
  });

  it.each(named(readers))('do not open for %s with another password', (__, { read }) => {
    expect(() => read(keystore(), `${password.slice(0, -1)}!`)).toThrow(/exit [1-9]/u);
  });

  it('let Node serve with the keystore', async () => {
    const options = { pfx: readFileSync(keystore()), passphrase: password };
    const server = createServer(options, (request, response) => response.end(request.url));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const { fingerprint } = await getTrusting(root.toString(), `https://localhost:${port}/`);
    expect(fingerprint).toBe(sha256(leaf.raw));
    expect(() => createServer({ ...options, passphrase: `${password}!` })).toThrow(/mac verify failure/u);
  });

  it.each(named(nativeReaders.filter(({ name }) => name !== 'NSS')))('show %s the truststore', (__, { read }) => {
    const { alias: name, certificates, key, publicKey } = read(bundle.at('truststore.p12'), 'changeit');
    expect({ name, certificates }).toEqual({ name: `${alias}-root`, certificates: [sha256(root.raw)] });
    expect(key ?? publicKey).toBeUndefined();
  });

  it('put the root of the truststore into an NSS database', () => {
    const db = `sql:${scratchFolder()}`;
    told(toolCommand('certutil'), ['-N', '--empty-password', '-d', db]);
    told(toolCommand('pk12util'), ['-i', bundle.at('truststore.p12'), '-d', db, '-W', 'changeit']);
    const listed = told(toolCommand('certutil'), ['-L', '-d', db]);
    const nickname = /^(\S.*\S) +,,/mu.exec(listed)?.[1] ?? '';
    const pem = told(toolCommand('certutil'), ['-L', '-a', '-n', nickname, '-d', db]);
    expect(sha256(new X509Certificate(pem).raw), listed).toBe(sha256(root.raw));
  });
});

describe('A file for today', () => {
  it('does not open in a Java from before, which takes its password for wrong', async () => {
    const bundle = await maker.make('actian-integration-manager', 'new', { key: 'p-256' });
    for (const { read } of readersOf([old]))
      expect(() => read(bundle.at('conf/ssl/keystore.p12'), passwordOf(bundle))).toThrow(
        'keystore password was incorrect',
      );
  });
});

describe('A JKS keystore of the page', () => {
  let bundle: PageBundle;
  beforeAll(async () => {
    bundle = await maker.make('tls-server', 'new', { hosts: 'localhost', keystore: 'jks', alias: 'web' });
  });

  it.each([...javas, old].map((jdk) => [jdk.version, jdk] as const))('shows Java %s the same', (_, jdk) => {
    const { at } = bundle;
    const text = (path: string): string => readFileSync(at(path), 'utf8');
    const password = /^keystore: (.+)$/mu.exec(text('passwords_at_safe_location/passwords.txt'))?.[1] ?? '';
    const key = createPrivateKey(text('localhost/key.pem')).export({ type: 'pkcs8', format: 'der' });
    const chain = ['localhost/cert.pem', 'trust_this_root/root.pem'].map((path) => new X509Certificate(text(path)).raw);
    const entry = ['key', 'web', sha256(key), ...chain.map(sha256)];
    expect(keystoreFacts(jdk, 'JKS', at('localhost/keystore.jks'), password)).toEqual([entry]);
    expect(() => keystoreFacts(jdk, 'JKS', at('localhost/keystore.jks'), `${password}!`)).toThrow(
      'password was incorrect',
    );
  });
});
