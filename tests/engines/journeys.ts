import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cards } from '../../src/recipes/cards';
import { findRecipe } from '../../src/recipes/catalogue';
import { createFor, scratchFolder } from '../support/bundle';
import { engines } from '../support/engines';
import type { Driver } from '../support/engines/driver';
import { judgeBundle } from '../support/engines/judge';
import { listen, ofTheBrowser } from '../support/engines/listener';
import type { Listener } from '../support/engines/listener';
import {
  button,
  click,
  createAndDownload,
  drop,
  fill,
  find,
  follow,
  open,
  select,
  textOf,
  valueOf,
} from '../support/engines/page';
import { keytoolStore } from '../support/keytool-store';
import { told } from '../support/keystore-readers';
import { serveSite } from '../support/site';
import type { Site } from '../support/site';
import { requireTool, toolCommand } from '../support/tools';

const password = 'correct horse';
const singleFile = fileURLToPath(new URL('../../dist/site/certwright.html', import.meta.url));

/** Keystores that people bring: Java's own, and one with the ciphers of older programs, which no browser has. */
function foreignKeystores(): readonly { name: string; bytes: Uint8Array }[] {
  const folder = scratchFolder();
  const at = (name: string): string => `${folder}/${name}`;
  const openssl = (...args: string[]): string => told(toolCommand('openssl'), args);
  const subject = ['-subj', '/CN=old.example.com', '-days', '300'];
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', at('key.pem'), '-out', at('old.pem'), ...subject);
  const older = ['-legacy', '-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-RC2-40', '-macalg', 'sha1'];
  const parts = ['-inkey', at('key.pem'), '-in', at('old.pem'), '-passout', `pass:${password}`];
  openssl('pkcs12', '-export', ...older, ...parts, '-out', at('old.pfx'));
  const jks = keytoolStore('JKS', password, readFileSync(at('old.pem'), 'utf8'));
  return [
    { name: 'old.pfx', bytes: readFileSync(at('old.pfx')) },
    { name: 'store.jks', bytes: jks },
  ];
}

const available = requireTool('openssl', 'keytool');

/** What users do, in the three engines, with the page as it is served or with the one file as it is opened from a disk. */
export function describeJourneys(face: 'site' | 'file'): void {
  describe.skipIf(!available).each(engines)(`%s with the ${face}`, { timeout: 120_000 }, (engine, start) => {
    let site: Site;
    let proxy: Listener;
    let driver: Driver;
    let asked: number;

    beforeAll(async () => {
      site = await serveSite();
      proxy = await listen();
      driver = await start({ proxy: proxy.port });
      await open(driver, face === 'site' ? site.url : pathToFileURL(singleFile).href);
      asked = site.requests.length;
      proxy.heard.length = 0;
    }, 120_000);

    afterAll(async () => {
      await (driver as Driver | undefined)?.close();
      await proxy.close();
      await site.close();
    });

    test.each(cards.map(({ title, id }) => [title, id]))(
      'makes, checks and saves what OpenSSL and keytool accept: %s',
      async (_title, id) => {
        await follow(driver, `#/${id}?mode=${findRecipe(id)?.modes[0].id ?? ''}`);
        await find(driver, button(/^Create bundle/u));
        const hosts = findRecipe(id)?.fields.find(({ kind }) => kind === 'hosts');
        await fill(driver, `[name="${hosts?.id ?? 'machine'}"]`, 'host.example.com');
        const wanted = findRecipe(id)?.modes[0].id === 'new' && id.startsWith('actian');
        const passwords = wanted ? { 'keystore.p12': await valueOf(driver, '[name="password"]') } : {};
        const { name, bytes } = await createAndDownload(driver);
        expect(name).toMatch(/\.zip$/u);
        expect(await textOf(driver, { role: 'region', name: /^Your bundle is ready/u })).toMatch(
          /\d+ checks of the finished files passed/u,
        );
        const paths = await judgeBundle(bytes, { ...passwords, 'truststore.p12': 'changeit' });
        expect(paths).toEqual(
          expect.arrayContaining(['README.txt', 'verify.sh', 'verify.ps1', 'certwright.json', 'renew-by.ics']),
        );
      },
    );

    test('reads keystores of others with their password', async () => {
      await follow(driver, '#/files');
      await drop(driver, foreignKeystores());
      await fill(driver, { role: 'password', name: /^Password of old\.pfx/u }, password);
      await driver.press('Enter');
      await find(driver, { role: 'article', name: /old\.example\.com/u });
      const jks = await textOf(driver, { role: 'article', name: /^JKS/u });
      expect(jks).toContain('mine (private key)');
      expect(jks).toContain('root (trusted certificate)');
      expect(await textOf(driver, { role: 'article', name: /^PKCS#12/u })).toContain('private key');
    });

    test('makes a truststore of them', async () => {
      await click(driver, button(/^Convert$/u));
      await select(driver, '[name="format"]', 'truststore-pkcs12');
      await click(driver, { role: 'submit', name: /^Convert$/u });
      const { bytes } = await driver.downloaded(() => click(driver, button(/^Save \S+\.p12$/u)));
      const file = join(scratchFolder(), 'truststore.p12');
      writeFileSync(file, bytes);
      await click(driver, button(/^Show password of/u));
      const shown = await textOf(driver, 'output');
      expect(told(toolCommand('keytool'), ['-list', '-keystore', file, '-storepass', shown])).toMatch(
        /trustedCertEntry/u,
      );
      await click(driver, button(/^Forget all files/u));
    });

    test('renews an earlier bundle', async () => {
      await follow(driver, '#/files');
      const before = await createFor('mtls', { clients: 'alice', key: 'p-256' });
      await drop(driver, [{ name: before.plan.archiveName, bytes: before.archive }]);
      await click(driver, button(/^Renew$/u));
      await click(driver, { role: 'submit', name: /^Renew$/u });
      const save = await find(driver, button(/^Save certwright-mtls\S*\.zip$/u));
      const { bytes } = await driver.downloaded(() => driver.click(save));
      await judgeBundle(bytes);
      await click(driver, button(/^Forget all files/u));
    });

    test('has asked nobody for anything since it was ready', () => {
      expect(site.requests.slice(asked)).toEqual([]);
      expect(proxy.heard.filter((target) => !ofTheBrowser.test(target))).toEqual([]);
    });

    // WebKit's remote control does not tell what stands there.
    if (engine !== 'WebKitGTK')
      test('has nothing to say in the console', () => {
        expect(driver.console?.()).toEqual([]);
      });
  });
}
