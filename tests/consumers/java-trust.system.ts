import { X509Certificate } from 'node:crypto';
import { copyFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { javaHome, requireConsumers } from '../../tools/consumers/places.mjs';
import { scratchFolder } from '../support/bundle';
import type { Jdk } from '../support/java';
import { keystoreFacts, told } from '../support/keystore-readers';
import { bring, openAdvanced } from './harness/bring';
import { openPageMaker } from './harness/from-page';
import type { PageBundle, PageMaker } from './harness/from-page';
import { installIntegrationManager } from './harness/integration-manager';
import { allJavas, copyRuntime, fetchWithJava, runtime } from './harness/java';
import { expectKnownError } from './harness/known-errors';
import { startSpringBoot } from './harness/spring-boot';
import type { SpringBoot } from './harness/spring-boot';
import { fingerprintOf } from './harness/tls';

requireConsumers();
const id = 'actian-integration-manager';
const entry = 'integration-manager-root';
const cacerts = 'lib/security/cacerts';

let maker: PageMaker;
let bundle: PageBundle;
let server: SpringBoot;
async function serve(made: PageBundle): Promise<SpringBoot> {
  const product = installIntegrationManager();
  await product.configure(made);
  return startSpringBoot('spring-boot', product.properties(), product.home);
}
beforeAll(async () => {
  maker = await openPageMaker();
  bundle = await maker.make(id, 'new');
  server = await serve(bundle);
});
afterAll(async () => {
  await server.stop();
  await maker.close();
});

const rootOf = ({ at }: PageBundle): string => fingerprintOf(readFileSync(at('root.cer')));
const pemOf = (name: string) => (made: PageBundle) => new X509Certificate(readFileSync(made.at(name))).toString();

describe.each(['11', '25'] as const)('The cacerts of Java %s after the printed lines', (release) => {
  it('let a client connect that refused before, keep every other root, and may be run again', async () => {
    const product = installIntegrationManager();
    await product.configure(bundle);
    const java = copyRuntime(release, product.at('jre'));
    const before = keystoreFacts(java, 'JKS', product.at(`jre/${cacerts}`), 'changeit');
    expect(before.length).toBeGreaterThan(50);
    const refused = await fetchWithJava(java, server.url);
    expect(refused).toMatch(/^refused: /u);
    expectKnownError(bundle, refused, /PKIX path building failed/u);
    for (let turn = 0; turn < 2; turn++) {
      const { status, text } = await product.follow(bundle, 'Let the server’s own Java trust the root');
      expect([status, text]).toEqual([0, expect.stringMatching(`${entry}, .*trustedCertEntry`)]);
      const after = keystoreFacts(java, 'JKS', product.at(`jre/${cacerts}`), 'changeit');
      expect(after).toHaveLength(before.length + 1);
      expect(after.filter(([, alias]) => alias !== entry)).toEqual(before);
    }
    expect(await fetchWithJava(java, server.url)).toBe('answered 200');
    const copies = readdirSync(product.at('jre/lib/security')).filter((name) => /^cacerts\.\d{8}-\d{6}$/u.test(name));
    expect(copies).not.toEqual([]);
  });
});

/** As OpenJDK builds it since Java 18: PKCS#12 without encryption and MAC, which Java opens without a password. */
function withoutPassword({ keytool }: Jdk): string {
  const file = `${scratchFolder()}/cacerts`;
  const from = ['-srckeystore', javaHome('25') + cacerts, '-srcstorepass', 'changeit'];
  const to = ['-destkeystore', file, '-deststoretype', 'PKCS12', '-deststorepass', 'changeit'];
  const none = ['certProtectionAlgorithm', 'macAlgorithm'].map((name) => `-J-Dkeystore.pkcs12.${name}=NONE`);
  told(keytool, ['-importkeystore', '-noprompt', ...from, ...to, ...none]);
  return file;
}

describe('A cacerts that went through the page', () => {
  it.each([
    ['11', 'as it was delivered', 'JKS', javaHome('11') + cacerts],
    ['25', 'as it was delivered', 'JKS', javaHome('25') + cacerts],
    ['25', 'without password', 'PKCS12', withoutPassword(runtime('25'))],
  ] as const)('of Java %s, %s, has the root too and is read as before', async (release, _, format, delivered) => {
    const made = await maker.make(id, 'new', { 'existing-cacerts': 'true' }, async (page) => {
      await openAdvanced(page);
      await bring([delivered], undefined, 'The cacerts of the server’s Java')(page);
    });
    const { stop, url } = await serve(made);
    onTestFinished(stop);
    const java = copyRuntime(release, `${scratchFolder()}/jre`);
    const before = keystoreFacts(java, format, delivered, 'changeit');
    expect(before.length).toBeGreaterThan(50);
    const file = made.at(`jre/${cacerts}`);
    const after = keystoreFacts(java, format, file, 'changeit');
    expect(after.filter(([, alias]) => alias === entry)).toEqual([['certificate', entry, rootOf(made)]]);
    expect(after.filter(([, alias]) => alias !== entry)).toEqual(before);
    const place = `${java.java.replace(/bin\/java$/u, '')}${cacerts}`;
    copyFileSync(delivered, place);
    expect(await fetchWithJava(java, url)).toMatch(/^refused: .*unable to find valid certification path/u);
    copyFileSync(file, place);
    expect(await fetchWithJava(java, url)).toBe('answered 200');
  });
});

describe('The truststore', () => {
  const trusting = (made: PageBundle) => [
    `-Djavax.net.ssl.trustStore=${made.at('truststore.p12')}`,
    '-Djavax.net.ssl.trustStorePassword=changeit',
  ];
  /** What keytool and a TrustManager see in it. */
  function facts(made: PageBundle, jdk: Jdk): void {
    const chain = `${scratchFolder()}/chain.pem`;
    writeFileSync(chain, ['integration-manager.cer', 'root.cer'].map((name) => pemOf(name)(made)).join(''));
    expect(keystoreFacts(jdk, 'PKCS12', made.at('truststore.p12'), 'changeit', chain)).toEqual([
      ['certificate', entry, rootOf(made)],
      ['issuer', rootOf(made)],
      ['trusted'],
    ]);
    const listed = told(jdk.keytool, ['-list', '-keystore', made.at('truststore.p12'), '-storepass', 'changeit']);
    expect(listed.match(/^.*trustedCertEntry/gmu)).toEqual([expect.stringContaining(entry)]);
  }

  it.each(allJavas().map((jdk) => [jdk.version, jdk] as const))(
    'is what a client of Java %s trusts',
    async (_, jdk) => {
      facts(bundle, jdk);
      expect(await fetchWithJava(jdk, server.url)).toMatch(/^refused: .*PKIX path building failed/u);
      expect(await fetchWithJava(jdk, server.url, ...trusting(bundle))).toBe('answered 200');
    },
  );

  it('for older systems is read by a Java that opens nothing newer', async () => {
    const old = runtime('11.0.10');
    expect(() => {
      facts(bundle, old);
    }).toThrow('keystore password was incorrect');
    const older = await maker.make(id, 'new', { profile: 'older' });
    const { stop, url } = await serve(older);
    onTestFinished(stop);
    facts(older, old);
    expect(await fetchWithJava(old, url, ...trusting(older))).toBe('answered 200');
  });
});
