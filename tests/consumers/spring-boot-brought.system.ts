import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { requireConsumers } from '../../tools/consumers/places.mjs';
import { keystoreFacts, sha256 } from '../support/keystore-readers';
import { keytoolStore } from '../support/keytool-store';
import { toolCommand } from '../support/tools';
import { bring } from './harness/bring';
import { openPageMaker } from './harness/from-page';
import type { InForm, PageBundle, PageMaker } from './harness/from-page';
import { installIntegrationManager } from './harness/integration-manager';
import type { Installation } from './harness/integration-manager';
import { allJavas } from './harness/java';
import { makeOpensslCa, replies } from './harness/openssl-ca';
import { keystore, makeSample } from './harness/sample';
import { startSpringBoot } from './harness/spring-boot';
import { fingerprintOf, getTrusting, sentChain } from './harness/tls';

requireConsumers();
const id = 'actian-integration-manager';
const placed = 'conf/ssl/keystore.p12';
const all = allJavas();
const [java] = all;
const javas = all.map((jdk) => [jdk.version, jdk] as const);
const other = makeSample('Other');

let maker: PageMaker;
beforeAll(async () => {
  maker = await openPageMaker();
});
afterAll(() => maker.close());

async function start(product: Installation) {
  const server = await startSpringBoot('spring-boot', product.properties(), product.home);
  onTestFinished(server.stop);
  return server;
}

describe('A keystore whose certificate a CA signs', () => {
  const password = `Q1 "quoted" \\ and $5 = #1!`;
  const alias = 'im-2026';
  const answers = { alias };
  const ca = makeOpensslCa();
  const product = installIntegrationManager();
  let first: PageBundle;
  beforeAll(async () => {
    first = await maker.make(id, 'request', answers, (page) => page.locator('[name="password"]').fill(password));
    await product.configure(first);
    ca.sign(first.at('certificate-signing-request.txt'));
  });

  it('has a request with all names, signed by its own key', () => {
    const about = ['req', '-in', first.at('certificate-signing-request.txt'), '-noout', '-text', '-verify'];
    const text = execFileSync(toolCommand('openssl'), about, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    expect(text).toContain('DNS:im.example.com, DNS:im, DNS:localhost');
    expect(text).toContain('CN = im.example.com');
  });

  it('lets Spring Boot start with a placeholder until the CA replies', async () => {
    const server = await start(product);
    await expect(getTrusting(ca.read('root.pem'), server.url)).rejects.toThrow('certificate');
    await expect(sentChain(ca.at('root.pem'), server.port)).rejects.toThrow(/self-signed certificate in/u);
    expect(keystoreFacts(java, 'PKCS12', first.at(placed), password)).toHaveLength(1);
  });

  it.each(Object.entries(replies))(
    'serves the whole chain after %s, by the same alias and password',
    async (_, files) => {
      // The zip opens its keystore by the password in its own application.properties.
      const brought = bring([first.at('bundle.zip'), ...files.map(ca.at)]);
      const second = await maker.make(id, 'complete', answers, brought);
      const finished = installIntegrationManager();
      await finished.configure(first);
      // Only the keystore changes at the second visit.
      await finished.follow(second, 'Put the keystore in its place');
      const server = await start(finished);
      const chain = ['reply', 'issuing', 'policy', 'root'].map((name) => fingerprintOf(ca.read(`${name}.pem`)));
      expect(await sentChain(ca.at('root.pem'), server.port)).toEqual(chain);
      expect(sha256(readFileSync(second.at('root.cer')))).toBe(chain.at(-1));
      const [[, , key] = []] = keystoreFacts(java, 'PKCS12', first.at(placed), password);
      expect(keystoreFacts(java, 'PKCS12', second.at(placed), password)).toEqual([['key', alias, key, ...chain]]);
    },
  );

  it('needs the first keystore only, when the zip was lost', async () => {
    const brought = bring([first.at(placed), ca.at('der.p7b')], password);
    const second = await maker.make(id, 'complete', {}, brought);
    const finished = installIntegrationManager();
    await finished.configure(first);
    await finished.follow(second, 'Put the keystore in its place');
    const server = await start(finished);
    expect((await getTrusting(ca.read('root.pem'), server.url)).fingerprint).toBe(fingerprintOf(ca.read('reply.pem')));
  });
});

describe.each(['PKCS12', 'JKS'])('A keystore (%s) that keytool made for other things', (format) => {
  const password = 'there-already 1';
  const file = other.at(`there-already-${format}`);
  /** JKS holds no secret keys. */
  const more = { secretKey: format === 'PKCS12' };
  let bundle: PageBundle;
  beforeAll(async () => {
    writeFileSync(file, keytoolStore(format, password, other.read('root.pem'), more));
    const brought = bring([file], password, 'Your keystore');
    bundle = await maker.make(id, 'new', { 'existing-keystore': 'true' }, brought);
  });

  it('gets our alias, by which Spring Boot serves with the password it had', async () => {
    const product = installIntegrationManager();
    await product.configure(bundle);
    const server = await start(product);
    const root = new X509Certificate(readFileSync(bundle.at('root.cer'))).toString();
    const leaf = fingerprintOf(readFileSync(bundle.at('integration-manager.cer')));
    expect((await getTrusting(root, server.url)).fingerprint).toBe(leaf);
  });

  it.each(javas)('still opens every other entry in Java %s, keys and all', (_, jdk) => {
    const before = keystoreFacts(jdk, format, file, password);
    const after = keystoreFacts(jdk, format, bundle.at(placed), password);
    const aliases = ['mine', 'root', ...(more.secretKey ? ['secret'] : [])];
    expect(before.map(([, alias]) => alias)).toEqual(aliases);
    expect(after.filter(([, alias]) => alias !== 'integration-manager')).toEqual(before);
    expect(after).toHaveLength(before.length + 1);
  });
});

describe('A certificate that is there already', () => {
  const pem: InForm = bring(['server.pem', 'server_key.pem', 'root.pem'].map(other.at));
  it.each([
    ['a .p12 of OpenSSL', bring([other.at('keystore.p12')], keystore.password)],
    ['PEM files', pem],
  ])('serves out of the keystore that %s became', async (_, brought) => {
    const bundle = await maker.make(id, 'convert', { alias: 'converted' }, brought);
    const product = installIntegrationManager();
    await product.configure(bundle);
    const server = await start(product);
    const { fingerprint } = await getTrusting(other.read('root.pem'), server.url);
    expect(fingerprint).toBe(fingerprintOf(other.read('server.pem')));
  });
});
