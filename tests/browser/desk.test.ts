import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync, zipSync } from 'fflate';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { excess, openAllDetails, violations } from '../support/axe';
import { scratchFolder } from '../support/bundle';
import { launchChromium, openPage } from '../support/chromium';
import { keytoolStore } from '../support/keytool-store';
import { choose, create, downloadAll, downloaded, plugin, untilReady } from '../support/page';
import { serveSite } from '../support/site';
import type { Site } from '../support/site';
import { requireTool, toolCommand } from '../support/tools';

let site: Site;
let browser: Browser;
const available = requireTool('openssl', 'keytool');
const folder = scratchFolder();
const at = (name: string): string => join(folder, name);
const password = 'Right one 1';
const hostileName = '<img src=x onerror=alert(1)>\u202Etxt';

function openssl(...args: string[]): string {
  return execFileSync(toolCommand('openssl'), args, {
    stdio: ['ignore', 'pipe', 'ignore'],
    cwd: folder,
    encoding: 'utf8',
  });
}

/** A root, a server's certificate below it, and both in other forms; a request; a stranger; a hostile name; garbage. */
function makeFiles(): void {
  const selfSigned = ['req', '-x509', '-utf8', '-newkey', 'rsa:2048', '-nodes', '-days', '900'];
  openssl(...selfSigned, '-keyout', 'root.key', '-out', 'root.pem', '-subj', '/O=Example/CN=example.com root');
  openssl(...selfSigned, '-keyout', 'hostile.key', '-out', 'hostile.pem', '-subj', `/CN=${hostileName}`);
  openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'server.key',
    '-out',
    'server.csr',
    '-subj',
    '/CN=sse.example.com',
  );
  writeFileSync(
    at('extensions'),
    'basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:sse.example.com,IP:10.0.0.5\n',
  );
  const below = ['-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial', '-extfile', 'extensions', '-days', '400'];
  openssl('x509', '-req', '-in', 'server.csr', ...below, '-out', 'server.pem');
  const p12 = ['pkcs12', '-export', '-inkey', 'server.key', '-in', 'server.pem', '-passout', `pass:${password}`];
  openssl(...p12, '-certfile', 'root.pem', '-name', 'my alias', '-out', 'server.p12');
  openssl('pkey', '-in', 'server.key', '-aes256', '-passout', 'pass:another', '-out', 'locked.key');
  writeFileSync(at('files.zip'), zipSync({ 'inner/root.pem': readFileSync(at('root.pem')) }));
  writeFileSync(at('store.jks'), keytoolStore('JKS', password, readFileSync(at('root.pem'), 'utf8')));
  writeFileSync(at('garbage.txt'), 'flour, eggs, milk');
}

beforeAll(async () => {
  if (available) makeFiles();
  site = await serveSite();
  browser = await launchChromium();
}, 60_000);

afterAll(async () => {
  await browser.close();
  await site.close();
});

const region = (page: Page, name: string | RegExp) => page.getByRole('region', { name });
const files = (page: Page) => region(page, /^Files$/u);
const card = (page: Page, name: string | RegExp) => page.getByRole('article', { name });
const passwordOf = (page: Page, name: string) => page.getByLabel(`Password of ${name}`);
const status = (page: Page, text: string | RegExp) => page.getByRole('status').filter({ hasText: text });

/** Drops files somewhere on the page, as a user does with the mouse. */
async function drop(page: Page, selector: string, names: readonly string[], megabytes = 0): Promise<void> {
  const contents = names.map((name) => ({ name, base64: readFileSync(at(name)).toString('base64') }));
  const transfer = await page.evaluateHandle(
    ([given, size]) => {
      const data = new DataTransfer();
      for (const { name, base64 } of given)
        data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
      if (size > 0) data.items.add(new File([new Uint8Array(size * 1024 * 1024)], 'disk.img'));
      return data;
    },
    [contents, megabytes] as const,
  );
  await page.locator(selector).first().dispatchEvent('drop', { dataTransfer: transfer });
}

/** Pastes a text outside of every field. */
const paste = (page: Page, text: string): Promise<void> =>
  page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);

const upper = (hex: string): string => hex.trim().replace(/^.*=/u, '');

describe.skipIf(!available)('Files that are dropped anywhere on the page', { timeout: 90_000 }, () => {
  test('open the desk, several kinds at once, and are shown with the facts that openssl gives', async () => {
    const { page, complaints } = await openPage(browser, site.url);
    await untilReady(page);
    const asked = site.requests.length;
    await drop(page, 'header', ['root.pem', 'server.pem', 'server.key', 'server.csr', 'files.zip', 'garbage.txt'], 100);
    await status(page, /^6 of 7 files read: 3 certificates, 1 private key, 1 certificate request\./u).waitFor();
    expect(new URL(page.url()).hash).toBe('#/files');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');

    const server = card(page, 'sse.example.com').first();
    const text = await server.innerText();
    expect(text).toContain('CN=sse.example.com');
    expect(text).toContain('CN=example.com root,O=Example');
    expect(text).toContain('DNS:sse.example.com, IP:10.0.0.5');
    expect(text).toMatch(/servers/u);
    expect(text).toContain('RSA, 2048 bits');
    expect(text).toContain('399 days left');
    const until = new Date(upper(openssl('x509', '-in', 'server.pem', '-noout', '-enddate')));
    expect(text).toContain(until.toISOString().slice(0, 10));
    expect(text).toContain(upper(openssl('x509', '-in', 'server.pem', '-noout', '-fingerprint', '-sha256')));
    await server.getByText('More').click();
    const more = await server.innerText();
    expect(more).toContain(upper(openssl('x509', '-in', 'server.pem', '-noout', '-fingerprint', '-sha1')));
    expect(more.toLowerCase()).toContain(
      upper(openssl('x509', '-in', 'server.pem', '-noout', '-serial')).toLowerCase(),
    );
    expect(more).toContain('basicConstraints');

    expect(await card(page, 'example.com root').count()).toBe(1);
    expect(await card(page, 'example.com root').innerText()).toContain('root.pem, root.pem\u00a0(files.zip!/inner)');
    const fit = await region(page, 'How the pieces fit').innerText();
    expect(fit).toMatch(/server\.key belongs to certificate sse\.example\.com, certificate request sse\.example\.com/u);
    expect(fit).toMatch(
      /example\.com root\s+in root\.pem\s+until [\d-]+, \d+ days left\s+sse\.example\.com\s+in server\.pem\s+until [\d-]+, \d+ days left/u,
    );

    expect(await files(page).innerText()).toMatch(/garbage\.txt[\s\S]*No certificate, key, request or keystore/u);
    expect(await files(page).getByRole('alert').innerText()).toMatch(/disk\.img has 100 MB/u);
    expect(site.requests.length).toBe(asked);
    expect(complaints).toEqual([]);
  });

  test('ask for each password once, say why one is refused, and go on where the focus is', async () => {
    const { page, complaints } = await openPage(browser, site.url);
    await untilReady(page);
    await drop(page, 'main', ['server.p12', 'store.jks', 'locked.key']);
    await passwordOf(page, 'server.p12').waitFor();
    await page.waitForFunction(() => document.activeElement?.matches('[type="password"]'));
    expect(await page.getByRole('alert').count()).toBe(0);
    await passwordOf(page, 'server.p12').fill('wrong one');
    await passwordOf(page, 'server.p12').press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').innerText()).toMatch(/does not open server\.p12/u);
    expect(await page.getByRole('alert').count()).toBe(1);

    await passwordOf(page, 'server.p12').fill(password);
    await passwordOf(page, 'server.p12').press('Enter');
    await status(page, '1 password to type').waitFor();
    expect(await passwordOf(page, 'store.jks').count()).toBe(0);
    expect(await passwordOf(page, 'locked.key').count()).toBe(1);
    expect(await page.evaluate(() => document.activeElement !== document.body)).toBe(true);
    expect(await card(page, 'PKCS#12').innerText()).toContain('my alias (private key)');
    for (const entry of ['mine (private key)', 'root (trusted certificate)'])
      expect(await card(page, 'JKS').innerText()).toContain(entry);
    expect(await page.locator('main').innerText()).not.toContain(password);
    expect(complaints).toEqual([]);
  });

  test('are taken away one by one or all, and with them what was known of them', async () => {
    const { page } = await openPage(browser, site.url);
    await untilReady(page);
    await drop(page, 'main', ['root.pem', 'server.pem', 'garbage.txt'], 9);
    await status(page, '3 of 4 files read').waitFor();
    await page.getByRole('button', { name: 'Remove root.pem' }).click();
    await status(page, '2 of 3 files read').waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Files');
    expect(await region(page, 'How the pieces fit').innerText()).toMatch(
      /CN=example\.com root,O=Example\s+is missing/u,
    );
    await page.getByRole('button', { name: /^Remove\s+disk\.img/u }).click();
    expect(await page.getByText('disk.img').count()).toBe(0);
    await page.getByRole('button', { name: 'Forget all files' }).click();
    await status(page, 'The files were forgotten').waitFor();
    expect(await page.locator('main').innerText()).not.toContain('example.com root');
    expect(await page.evaluate(() => document.activeElement?.matches('input[type="file"]'))).toBe(true);
  });

  test('are wiped when the page is left, and by Forget', async () => {
    const { page } = await openPage(browser, site.url);
    await untilReady(page);
    await drop(page, 'main', ['root.pem']);
    await status(page, '1 file read').waitFor();
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide')));
    expect(await page.locator('main').innerText()).not.toContain('root.pem');
    await drop(page, 'main', ['root.pem']);
    await status(page, '1 file read').waitFor();
    await page.getByRole('button', { name: 'Forget everything' }).click();
    expect(await page.locator('main').innerText()).not.toContain('root.pem');
  });

  test('do not disturb a form: its own field takes its files, and Back leads to it as it was', async () => {
    const { page } = await openPage(browser, site.url);
    await choose(page, 'Qlik SSE plugin');
    await plugin(page).fill('sales');
    await page.getByRole('radio', { name: 'Use my CA' }).check();
    await drop(page, '[role="group"] input[type="file"]', ['root.pem', 'root.key']);
    await status(page, 'example.com root').waitFor();
    expect(new URL(page.url()).hash).toBe('#/qlik-sse');
    await drop(page, 'h1', ['server.pem']);
    await status(page, '1 file read').waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Qlik SSE plugin' }).waitFor();
    expect(await plugin(page).inputValue()).toBe('sales');
    expect(await page.getByRole('group', { name: 'Your CA' }).innerText()).toContain('root.key');
    await page.goForward();
    await card(page, 'sse.example.com').waitFor();
  });
});

describe.skipIf(!available)('Text that is pasted', { timeout: 60_000 }, () => {
  test('outside of every field is looked into where it holds objects, and left alone where it does not', async () => {
    const { page } = await openPage(browser, site.url);
    await untilReady(page);
    await paste(page, 'a shopping list');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain('Which system');
    const pem = readFileSync(at('root.pem'), 'utf8');
    await paste(page, pem);
    await card(page, 'example.com root').waitFor();
    await page.getByRole('button', { name: 'Forget all files' }).click();
    await page.getByLabel(/^Or paste text/u).fill(pem.replaceAll('\n', '\\n'));
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Read this text');
    await page.keyboard.press('Enter');
    await card(page, 'example.com root').waitFor();
  });
});

describe.skipIf(!available)('Names in files', { timeout: 60_000 }, () => {
  test('that hold markup or direction characters are text, wherever they are shown', async () => {
    const { page, complaints } = await openPage(browser, site.url);
    await untilReady(page);
    await page
      .locator('input[type="file"]')
      .first()
      .setInputFiles([
        { name: `<b>\u202Egnp.${'x'.repeat(100)}`, mimeType: '', buffer: readFileSync(at('hostile.pem')) },
        {
          name: 'nul\u0000.pem',
          mimeType: '',
          buffer: Buffer.from('-----BEGIN CERTIFICATE-----\n\u0000<i>\n-----END CERTIFICATE-----\n'),
        },
      ]);
    await status(page, '2 files read').waitFor();
    await openAllDetails(page);
    const main = page.locator('main');
    expect(await main.locator('img, main b, main i').count()).toBe(0);
    const shown = await main.innerText();
    expect(shown).toContain('<img src=x onerror=alert(1)');
    expect(shown).toContain('<b>\\u{202e}gnp');
    expect(shown).not.toMatch(/[\0\u202E]/u);
    expect(await excess(page)).toBe(0);
    expect(complaints).toEqual([]);
  });
});

describe.skipIf(!available)('Files on the desk', { timeout: 90_000 }, () => {
  test('go straight into a system, with their password, and become its bundle', async () => {
    const { page, complaints } = await openPage(browser, site.url);
    await untilReady(page);
    await drop(page, 'main', ['server.p12']);
    await passwordOf(page, 'server.p12').fill(password);
    await passwordOf(page, 'server.p12').press('Enter');
    await page.getByRole('button', { name: 'Use these files in GraphEx: I already have a certificate' }).click();
    await page.getByRole('heading', { level: 1, name: 'GraphEx' }).waitFor();
    await page.getByRole('group', { name: 'Your certificate and its key' }).getByText('CN=sse.example.com').waitFor();
    await create(page);
    const made = unzipSync((await downloaded(page, () => downloadAll(page).click())).bytes);
    const text = (name: string): string => strFromU8(made[`graphex_ssl_certificates/${name}`] ?? new Uint8Array());
    const certificate = new X509Certificate(text('cert.pem'));
    expect(certificate.fingerprint256).toBe(new X509Certificate(readFileSync(at('server.pem'))).fingerprint256);
    expect(certificate.checkPrivateKey(createPrivateKey(text('key.pem')))).toBe(true);
    await page.goBack();
    await card(page, 'sse.example.com').waitFor();
    expect(complaints).toEqual([]);
  });

  test('as a CA go into every recipe that takes one, and do not replace a bundle that was not downloaded', async () => {
    const { page } = await openPage(browser, site.url);
    await choose(page, 'Mutual TLS (any)');
    await page.locator('[name="key"] >> nth=0').waitFor({ state: 'attached' });
    await create(page);
    await drop(page, 'h1', ['root.pem', 'root.key']);
    await page.getByRole('button', { name: 'Use these files in Mutual TLS (any): Use my CA' }).click();
    await page.getByText('The files were not taken over').waitFor();
    expect(await downloadAll(page).count()).toBe(1);
    await page.goBack();
    await page.getByRole('button', { name: 'Use these files in Qlik SSE plugin: Use my CA' }).click();
    await page.getByRole('group', { name: 'Your CA' }).getByText('example.com root').waitFor();
  });

  test.each(['light', 'dark'] as const)('break no rule of accessibility in %s colours', async (colorScheme) => {
    const { page } = await openPage(browser, site.url, { colorScheme, viewport: { width: 390, height: 800 } });
    await untilReady(page);
    await page.getByRole('link', { name: 'Choose a folder, or paste text' }).click();
    expect(await violations(page)).toEqual([]);
    await drop(page, 'main', ['root.pem', 'server.pem', 'server.key', 'server.p12', 'garbage.txt', 'hostile.pem'], 9);
    await passwordOf(page, 'server.p12').fill('wrong one');
    await passwordOf(page, 'server.p12').press('Enter');
    await page.getByRole('alert').filter({ hasText: 'does not open' }).waitFor();
    await openAllDetails(page);
    expect(await violations(page)).toEqual([]);
    expect(await excess(page)).toBe(0);
  });

  test('can be reached, read and removed by keyboard alone', async () => {
    const { page } = await openPage(browser, site.url);
    await untilReady(page);
    await page.getByRole('link', { name: 'Choose a folder, or paste text' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
    const chosen = page.waitForEvent('filechooser');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await (await chosen).setFiles(['root.pem', 'server.pem'].map(at));
    await status(page, '2 files read').waitFor();
    const seen: string[] = [];
    for (let step = 0; step < 40 && !seen.at(-1)?.startsWith('Remove server'); step++) {
      await page.keyboard.press('Tab');
      seen.push(await page.evaluate(() => document.activeElement?.textContent.replaceAll('\u00a0', ' ').trim() ?? ''));
    }
    expect(seen.at(-1)).toBe('Remove server.pem');
    await page.keyboard.press('Enter');
    await status(page, '1 file read').waitFor();
  });

  test('are shown in portions where they are many, and the focus goes on at the next', async () => {
    const made = Array.from({ length: 30 }, (_, index) => {
      const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'many.key'];
      return openssl('req', '-x509', ...ec, '-subj', `/CN=number ${String(index)}`);
    });
    writeFileSync(at('many.pem'), made.join(''));
    const { page } = await openPage(browser, site.url);
    await untilReady(page);
    await drop(page, 'main', ['many.pem']);
    await status(page, '30 certificates').waitFor();
    const shown = await page.getByRole('article').count();
    expect(shown).toBeLessThan(30);
    await page.getByRole('button', { name: 'Show more' }).click();
    expect(await page.getByRole('article').count()).toBe(30);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain(`number ${String(shown)}`);
  });
});
