import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scratchFolder } from '../support/bundle';
import { launchChromium, openPage } from '../support/chromium';
import { choose, create, createButton, downloadAll, downloaded, untilReady } from '../support/page';
import { serveSite } from '../support/site';
import type { Site } from '../support/site';
import { requireTool, toolCommand } from '../support/tools';

let site: Site;
let browser: Browser;
const available = requireTool('openssl');
const folder = scratchFolder();
const at = (name: string): string => join(folder, name);
const password = 'Right one 1';

function openssl(...args: string[]): void {
  execFileSync(toolCommand('openssl'), args, { stdio: 'ignore', cwd: folder });
}

/** A certificate below the root of a Qlik site, for a client or a server. */
function issue(name: string, subject: string, usage: string): void {
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', subject);
  writeFileSync(at('extensions'), `basicConstraints=critical,CA:FALSE\nextendedKeyUsage=${usage}\n`);
  const below = ['-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial', '-extfile', 'extensions', '-days', '400'];
  openssl('x509', '-req', '-in', `${name}.csr`, ...below, '-out', `${name}.pem`);
}

/** What a Qlik administrator exports: root, client and server certificates, and the client's in Windows format. */
function makeExport(): void {
  const root = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'root.key', '-out', 'root.pem', '-days', '900'];
  openssl('req', ...root, '-subj', '/CN=qlik.example.com-CA');
  issue('client', '/CN=QlikClient', 'clientAuth');
  issue('server', '/CN=qlik.example.com', 'serverAuth');
  const pfx = ['pkcs12', '-export', '-certfile', 'root.pem', '-passout', `pass:${password}`];
  openssl(...pfx, '-inkey', 'client.key', '-in', 'client.pem', '-out', 'client.pfx');
  openssl('pkcs12', '-export', '-nokeys', '-in', 'client.pem', '-passout', `pass:${password}`, '-out', 'nokey.pfx');
}

beforeAll(async () => {
  if (available) makeExport();
  site = await serveSite();
  browser = await launchChromium();
}, 60_000);

afterAll(async () => {
  await browser.close();
  await site.close();
});

const zone = (page: Page, name: RegExp) => page.getByRole('group', { name });
const exported = (page: Page) => zone(page, /^The files that Qlik exported$/u);
const filesInto = (page: Page, name: RegExp) => zone(page, name).locator('input[type="file"]').first();
const machine = (page: Page) => page.locator('[name="machine"]');

/** The form for what Qlik exported, with a name typed that must never be lost. */
async function openConvert(): Promise<{ page: Page; complaints: string[] }> {
  const opened = await openPage(browser, site.url);
  await choose(opened.page, 'Qlik Sense APIs');
  await machine(opened.page).fill('sense.example.com');
  return opened;
}

describe.skipIf(!available)('Files that another system exported', { timeout: 60_000 }, () => {
  test('open with their password only, say so at it, and become exactly the files that are wanted', async () => {
    const { page, complaints } = await openConvert();
    await filesInto(page, /exported/u).setInputFiles(at('client.pfx'));
    const field = exported(page).getByLabel('Password of client.pfx');
    await field.waitFor();
    await page.waitForFunction(() => document.activeElement?.matches('[type="password"]'));
    expect(await exported(page).getByRole('alert').count()).toBe(0);

    await field.fill('wrong one');
    await field.press('Enter');
    const alert = exported(page).getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/does not open client\.pfx/u);
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await field.getAttribute('aria-describedby')).toContain(await alert.getAttribute('id'));
    await createButton(page).click();
    expect(await field.evaluate((node) => node === document.activeElement)).toBe(true);
    expect(await downloadAll(page).count()).toBe(0);
    expect(await machine(page).inputValue()).toBe('sense.example.com');
    expect(await exported(page).innerText()).toContain('client.pfx');

    await field.fill(password);
    await exported(page).getByRole('button', { name: 'Open' }).click();
    await exported(page).getByRole('status').filter({ hasText: 'CN=QlikClient' }).waitFor();
    expect(await exported(page).innerText()).toContain('qlik.example.com-CA');
    expect(await field.count()).toBe(0);
    expect(await exported(page).getByRole('button', { name: 'Open' }).count()).toBe(0);
    expect(await exported(page).evaluate((node) => node.contains(document.activeElement))).toBe(true);
    await create(page);
    const { bytes } = await downloaded(page, () => downloadAll(page).click());
    const files = unzipSync(bytes);
    const text = (name: string): string => strFromU8(files[`sense.example.com/${name}`] ?? new Uint8Array());
    const certificate = new X509Certificate(text('client.pem'));
    expect(certificate.fingerprint256).toBe(new X509Certificate(readFileSync(at('client.pem'))).fingerprint256);
    expect(certificate.checkPrivateKey(createPrivateKey(text('client_key.pem')))).toBe(true);
    expect(certificate.verify(createPublicKey(text('root.pem')))).toBe(true);
    expect(await page.locator('main').innerText()).not.toContain(password);
    expect(complaints).toEqual([]);
  });

  test.each([
    ['without a key', ['nokey.pfx'], /key/u],
    ['of a server, where a client is due', ['server.pem', 'server.key', 'root.pem'], /server|client/u],
    ['whose key belongs to another certificate', ['client.pem', 'server.key', 'root.pem'], /key/u],
    ['without their root', ['client.pem', 'client.key'], /qlik\.example\.com-CA/u],
  ])('%s are refused in a sentence, and nothing is lost', async (_, names, sentence) => {
    const { page } = await openConvert();
    await filesInto(page, /exported/u).setInputFiles(names.map(at));
    const field = exported(page).getByLabel('Password of nokey.pfx');
    const alert = exported(page).getByRole('alert');
    await field.or(alert).first().waitFor();
    if (await field.isVisible()) {
      await field.fill(password);
      await field.press('Enter');
    }
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(sentence);
    await createButton(page).click();
    expect(await downloadAll(page).count()).toBe(0);
    expect(await machine(page).inputValue()).toBe('sense.example.com');
    for (const name of names) expect(await exported(page).innerText()).toContain(name);
  });

  test('that are empty or have 100 MB are named and left out, and those that were there stay', async () => {
    const { page, complaints } = await openConvert();
    await filesInto(page, /exported/u).setInputFiles(['client.pem', 'client.key', 'root.pem'].map(at));
    await exported(page).getByRole('status').filter({ hasText: 'CN=QlikClient' }).waitFor();
    const transfer = await page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File([], 'empty.pfx'));
      data.items.add(new File([new Uint8Array(100 * 1024 * 1024)], 'disk.img'));
      return data;
    });
    await filesInto(page, /exported/u).dispatchEvent('drop', { dataTransfer: transfer });
    await exported(page).getByText('empty.pfx is empty').waitFor();
    expect(await exported(page).innerText()).toMatch(/disk\.img has 100 MB/u);
    expect(await exported(page).innerText()).toContain('CN=QlikClient');
    await create(page);
    expect(complaints).toEqual([]);
  });
});

describe.skipIf(!available)('Values that quote a file', { timeout: 60_000 }, () => {
  test('are folded until they are wanted, and never show a key unasked', async () => {
    const { page, complaints } = await openPage(browser, site.url, {
      permissions: ['clipboard-read', 'clipboard-write'],
      viewport: { width: 390, height: 800 },
    });
    await choose(page, 'OpenMetadata');
    const own = page.locator('form [role="group"]').first();
    await own.locator('input[type="file"]').first().setInputFiles(['client.pem', 'client.key', 'root.pem'].map(at));
    await own.getByRole('status').filter({ hasText: 'CN=QlikClient' }).waitFor();
    await create(page);
    // There is one machine only.
    expect(await page.getByText(/only for:|every machine/u).count()).toBe(0);
    const values = page.getByRole('region', { name: 'What to do with the files' }).locator('dl');
    const all = async (): Promise<string> => (await values.allInnerTexts()).join('\n');
    expect(await all()).not.toMatch(/END (?:CERTIFICATE|PRIVATE KEY)/u);
    expect(await page.getByRole('button', { name: 'Copy CA Certificate', exact: true }).count()).toBe(0);
    await page.getByText(/^By value \(/u).click();
    await page.getByRole('button', { name: 'Copy CA Certificate', exact: true }).click();
    await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.trim()).toBe(readFileSync(at('root.pem'), 'utf8').trim());
    await page.getByRole('button', { name: 'Show CA Certificate', exact: true }).click();
    expect(await all()).toContain('END CERTIFICATE');
    expect(await all()).not.toContain('PRIVATE KEY');
    expect(complaints).toEqual([]);
  });
});

describe.skipIf(!available)('A keystore that is there already', { timeout: 60_000 }, () => {
  test('keeps its password: one is asked for, under its name, and none is made', async () => {
    const { page } = await openPage(browser, site.url);
    await choose(page, 'Actian Integration Manager');
    expect(await page.locator('[name="password"]').count()).toBe(1);
    await page.getByRole('checkbox', { name: 'There is already a keystore in conf/ssl' }).check();
    expect(await page.locator('[name="password"]').count()).toBe(0);
    await filesInto(page, /^Your keystore$/u).setInputFiles(at('client.pfx'));
    const field = page.getByLabel('Password of client.pfx');
    await field.fill(password);
    await field.press('Enter');
    await zone(page, /^Your keystore$/u)
      .getByText('Holds', { exact: true })
      .waitFor();
    expect(await page.locator('[name="password"], form [type="password"]').count()).toBe(0);
  });

  test('is asked for in one short sentence', async () => {
    const { page } = await openPage(browser, site.url);
    await choose(page, 'Actian Integration Manager');
    await page.getByRole('checkbox', { name: 'There is already a keystore in conf/ssl' }).check();
    await createButton(page).click();
    const alert = zone(page, /^Your keystore$/u).getByRole('alert');
    expect(await alert.innerText()).toBe('Choose or drop the files first.');
  });
});

describe.skipIf(!available)('A certificate that a CA signed elsewhere', { timeout: 120_000 }, () => {
  test('completes the keystore of the first visit, with its names, alias and password', async () => {
    const { page: first } = await openPage(browser, site.url);
    await untilReady(first);
    await first.evaluate(() => {
      location.hash = '#/actian-integration-manager?mode=request&host=im.example.com&alias=tomcat';
    });
    await create(first);
    const keep = first.locator('[name="password"]');
    const keystorePassword = await keep.inputValue();
    const { name, bytes } = await downloaded(first, () => downloadAll(first).click());
    writeFileSync(at(name), bytes);
    const files = unzipSync(bytes);
    const request = Object.keys(files).find((path) => path.endsWith('certificate-signing-request.txt')) ?? '';
    mkdirSync(dirname(at(request)), { recursive: true });
    writeFileSync(at(request), files[request] ?? '');
    writeFileSync(at('extensions'), 'basicConstraints=CA:FALSE\nsubjectAltName=DNS:im.example.com\n');
    const below = ['-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial', '-days', '300'];
    openssl('x509', '-req', '-in', request, ...below, '-extfile', 'extensions', '-out', 'reply.cer');

    const { page, complaints } = await openPage(browser, site.url);
    await choose(page, 'Actian Integration Manager');
    await page.getByRole('radio', { name: 'The CA has replied' }).check();
    const reply = /^Your first zip/u;
    await filesInto(page, reply).setInputFiles([name, 'reply.cer', 'root.pem'].map(at));
    // The zip opens its keystore by the password in its own application.properties.
    await zone(page, reply).getByRole('status').filter({ hasText: 'im.example.com' }).waitFor();
    await expect.poll(() => page.locator('[name="alias"]').inputValue()).toBe('tomcat');
    await expect.poll(() => page.locator('[name="password"]').count()).toBe(0);
    await create(page);
    expect(await page.getByRole('region', { name: 'Your bundle is ready' }).innerText()).not.toContain('Show');
    const finished = unzipSync((await downloaded(page, () => downloadAll(page).click())).bytes);
    const keystore = Object.keys(finished).find((path) => path.endsWith('keystore.p12')) ?? '';
    writeFileSync(at('finished.p12'), finished[keystore] ?? '');
    openssl('pkcs12', '-in', 'finished.p12', '-passin', `pass:${keystorePassword}`, '-nodes', '-out', 'finished.txt');
    expect(readFileSync(at('finished.txt'), 'utf8')).toMatch(/friendlyName: tomcat/u);
    expect(complaints).toEqual([]);
  });
});
