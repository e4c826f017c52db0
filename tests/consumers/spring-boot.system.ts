import { X509Certificate } from 'node:crypto';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { requireConsumers } from '../../tools/consumers/places.mjs';
import { told } from '../support/keystore-readers';
import { createButton } from '../support/page';
import { toolCommand } from '../support/tools';
import { openAdvanced } from './harness/bring';
import { openPageMaker } from './harness/from-page';
import type { PageBundle, PageMaker } from './harness/from-page';
import { installIntegrationManager } from './harness/integration-manager';
import type { Installation } from './harness/integration-manager';
import { runtime } from './harness/java';
import { expectKnownError } from './harness/known-errors';
import { makeSample } from './harness/sample';
import { startSpringBoot } from './harness/spring-boot';
import { fingerprintOf, getTrusting } from './harness/tls';

requireConsumers();
const id = 'actian-integration-manager';
const other = makeSample('Other');

let maker: PageMaker;
beforeAll(async () => {
  maker = await openPageMaker();
});
afterAll(() => maker.close());

const printable = Array.from({ length: 94 }, (_, index) => String.fromCharCode(0x21 + index));
/** Between them, each with every character of an English keyboard, in an order in which none begins what Spring would replace. */
const passwords = {
  ascending: [...printable.slice(0, 40), ' ', ...printable.slice(40)].join(''),
  descending: [...printable.slice(0, 40), ' ', ...printable.slice(40)].reverse().join(''),
  /** What begins, ends or stands for something in a file of properties, in a shell and in Spring. */
  meaning: String.raw`!#=: \u0041\n\t\\ {cipher}$$ {x} $(id) %PATH% 'a' "b" @c@ =d:e\ `.trim(),
};

const typed = (password: string) => (page: Page) => page.locator('[name="password"]').fill(password);

/** Types what Spring would replace, sees it refused at the field, and goes on with another password. */
const typedAfterRefusal = (password: string) => async (page: Page) => {
  const field = page.locator('[name="password"]');
  for (const [wrong, says] of [
    [`${password}\${user}`, /has \$\{ in it: Spring puts the value of a property in its place/u],
    [`${password}#{1 + 1}`, /has #\{ in it: Spring may take what follows for an expression/u],
  ] as const) {
    await field.fill(wrong);
    await createButton(page).click();
    await page.getByRole('alert').filter({ hasText: says }).waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await field.inputValue()).toBe(wrong);
  }
  await field.fill(password);
};

/** Types an alias with capitals under Advanced and sees what becomes of it. */
const typedAlias = (alias: string) => async (page: Page) => {
  await openAdvanced(page);
  await page.locator('[name="alias"]').fill(alias);
  await page.locator('[name="alias"]').blur();
  await page.getByText(alias.toLowerCase()).first().waitFor();
};

/** A product with our files in it, where the printed lines put them. */
async function installed(bundle: PageBundle): Promise<Installation> {
  const product = installIntegrationManager();
  await product.configure(bundle);
  return product;
}

const rootOf = ({ at }: PageBundle) => new X509Certificate(readFileSync(at('root.cer'))).toString();
const leafOf = ({ at }: PageBundle, alias: string) => ({
  fingerprint: fingerprintOf(readFileSync(at(`${alias}.cer`))),
});

describe('Spring Boot with embedded Tomcat and the files of the page', () => {
  it.each([
    ['skipper', 'a password of every character', {}, typed(passwords.ascending), {}],
    [
      'skipper',
      'an elliptic-curve key for older systems, on a Java that opens nothing newer',
      { key: 'p-256', profile: 'older' },
      typed(passwords.descending),
      { java: runtime('11.0.10').java },
    ],
    ['spring-boot', 'a password that the page made', {}, undefined, {}],
    ['spring-boot', 'a password of every character', { key: 'p-256' }, typedAfterRefusal(passwords.ascending), {}],
    ['spring-boot', 'a password full of meaning', {}, typed(passwords.meaning), {}],
  ] as const)('(%s) serves HTTPS by the alias with %s', async (application, _, answers, inForm, java) => {
    const bundle = await maker.make(id, 'new', answers, inForm);
    const product = await installed(bundle);
    const server = await startSpringBoot(application, product.properties(), product.home, java);
    onTestFinished(server.stop);
    const answer = await getTrusting(rootOf(bundle), server.url);
    expect(answer).toMatchObject(leafOf(bundle, 'integration-manager'));
    const started = { skipper: `port(s): ${server.port} (https)`, 'spring-boot': `port ${server.port} (https)` };
    expect(server.output()).toContain(`Tomcat started on ${started[application]} with context path '`);
    if (application === 'spring-boot') expect(answer.body).toBe('https://im.example.com:443');
    await expect(getTrusting(other.read('root.pem'), server.url)).rejects.toThrow('certificate');
    await expect(fetch(server.url.replace('https', 'http')).then(({ status }) => status)).resolves.toBe(400);
  });

  it('serves by an alias typed with capitals, which becomes lower-case in all files', async () => {
    const bundle = await maker.make(id, 'new', {}, typedAlias('My IM'));
    const product = await installed(bundle);
    expect(product.properties()).toMatch(/^server\.ssl\.key-alias=my im$/mu);
    const server = await startSpringBoot('spring-boot', product.properties(), product.home);
    onTestFinished(server.stop);
    expect(await getTrusting(rootOf(bundle), server.url)).toMatchObject(leafOf(bundle, 'my im'));
  });
});

describe('Spring Boot, in words that the page knows,', () => {
  let bundle: PageBundle;
  beforeAll(async () => {
    bundle = await maker.make(id, 'new', { port: '8443' }, typed(passwords.meaning));
  });
  const keystore = 'conf/ssl/keystore.p12';
  /** What a start that fails prints. */
  const refusal = (product: Installation, properties: string, choice?: { port: number }): Promise<string> =>
    startSpringBoot('spring-boot', properties, product.home, choice).then(
      async ({ stop }) => {
        await stop();
        return 'It started.';
      },
      (error: unknown) => String(error),
    );

  it.each<[string, RegExp, (product: Installation) => (text: string) => string]>([
    [
      'an alias that is not in the keystore',
      /Alias name \[integration-manager\] does not identify a key entry/u,
      ({ at }) => {
        const rename = ['-changealias', '-alias', 'integration-manager', '-destalias', 'other'];
        const store = ['-keystore', at(keystore), '-storepass:env', 'PASSWORD'];
        told(toolCommand('keytool'), [...rename, ...store], { PASSWORD: passwords.meaning });
        return (text) => text;
      },
    ],
    [
      'a password whose backslashes were lost',
      /keystore password was incorrect/u,
      () => (text) => text.replaceAll('\\\\', '\\'),
    ],
    [
      'a password of the key that stands there from before',
      /Get Key failed: Given final block not properly padded/u,
      () => (text) => `${text}server.ssl.key-password=from-before\n`,
    ],
    [
      'a file that is not there',
      /java\.io\.FileNotFoundException/u,
      ({ at }) => (rmSync(at(keystore)), (text) => text),
    ],
    [
      'a certificate as PEM in the place of the keystore',
      /toDerInputStream rejects tag type/u,
      ({ at }) => (writeFileSync(at(keystore), other.read('root.pem')), (text) => text),
    ],
    [
      'our certificate in the place of the keystore',
      /DerValue\.getBigIntegerInternal/u,
      ({ at }) => (copyFileSync(bundle.at('integration-manager.cer'), at(keystore)), (text) => text),
    ],
  ])('does not start with %s', async (_, words, spoil) => {
    const product = await installed(bundle);
    const properties = spoil(product)(product.properties());
    expectKnownError(bundle, await refusal(product, properties), words);
  });

  it('does not start on a port that another program has', async () => {
    const product = await installed(bundle);
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void holder.close());
    const { port } = holder.address() as AddressInfo;
    const said = (await refusal(product, product.properties(), { port })).replaceAll(String(port), '8443');
    expectKnownError(bundle, said, /Web server failed to start\. Port 8443 was already in use\./u);
  });
});
