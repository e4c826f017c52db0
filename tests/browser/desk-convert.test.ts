import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { utf8 } from '../../src/pki/bytes';
import { encodePem } from '../../src/pki/pem';
import { scratchFolder } from '../support/bundle';
import { launchChromium, openPage } from '../support/chromium';
import { keyFor, leafWith, rootWith } from '../support/issuing';
import { oddAuthority, oddLeaf } from '../support/odd-certificate';
import { downloaded, untilReady } from '../support/page';
import { serveSite } from '../support/site';
import type { Site } from '../support/site';
import { requireTool, toolCommand } from '../support/tools';

let site: Site;
let browser: Browser;
let files: { name: string; bytes: Uint8Array }[];

beforeAll(async () => {
  site = await serveSite();
  browser = await launchChromium();
  const root = await rootWith();
  const { certificate } = await leafWith(root);
  files = [
    { name: 'svc.key', bytes: utf8(encodePem('PRIVATE KEY', (await keyFor('leaf')).pkcs8)) },
    { name: 'svc.pem', bytes: utf8(encodePem('CERTIFICATE', certificate.der)) },
    { name: 'root.pem', bytes: utf8(encodePem('CERTIFICATE', root.certificate.der)) },
  ];
}, 60_000);

afterAll(async () => {
  await browser.close();
  await site.close();
});

/** Drops files and opens the panel, whose title is a button. */
async function openPanel(page: Page, given: readonly { name: string; bytes: Uint8Array }[]): Promise<void> {
  await untilReady(page);
  await page.evaluate(
    (dropped) => {
      const dataTransfer = new DataTransfer();
      for (const { name, base64 } of dropped)
        dataTransfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
      document.querySelector('header')?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }));
    },
    given.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') })),
  );
  await page.getByRole('heading', { name: 'Convert', exact: true }).getByRole('button').click();
  await form(page).waitFor();
}

const form = (page: Page) => page.getByRole('form', { name: 'Convert' });
const field = (page: Page, name: string) => form(page).locator(`[name="${name}"]`);
const press = (page: Page) => form(page).getByRole('button', { name: 'Convert', exact: true }).click();

async function saved(page: Page, name: string): Promise<string> {
  const save = page.getByRole('button', { name: `Save ${name}`, exact: true });
  await save.waitFor();
  const download = await downloaded(page, () => save.click());
  const path = join(scratchFolder(), name);
  writeFileSync(path, download.bytes);
  return path;
}

const openssl = (...args: string[]): string => execFileSync(toolCommand('openssl'), args, { encoding: 'utf8' });

describe.skipIf(!requireTool('openssl'))('Dropped files in another form', { timeout: 60_000 }, () => {
  test('a keystore with the chosen alias and a generated password, which openssl opens, without a request', async () => {
    const { page, complaints } = await openPage(browser, site.url);
    await openPanel(page, files);
    const asked = site.requests.length;
    await field(page, 'format').selectOption('pkcs12');
    await field(page, 'aliases').fill('web');
    await press(page);
    const path = await saved(page, 'Test-leaf.p12');
    await page.getByRole('button', { name: /^Show .*password/u }).click();
    const password = await page.locator('output').innerText();
    expect(password).toMatch(/^\w{24}$/u);
    const contents = openssl('pkcs12', '-in', path, '-passin', `pass:${password}`, '-nodes');
    expect(contents).toContain('friendlyName: web');
    expect(contents.match(/BEGIN CERTIFICATE/gu)).toHaveLength(2);
    await page.getByText(/^Its alias is web\./u).waitFor();
    await field(page, 'format').selectOption('jks');
    await page.getByText('Made before your last change').waitFor();
    await press(page);
    await page.getByRole('alert').filter({ hasText: 'is not ticked' }).waitFor();
    expect(await page.locator('output').innerText()).toBe(password);
    await press(page);
    await saved(page, 'Test-leaf.jks');
    expect(await page.locator('output').innerText()).not.toBe(password);
    expect(site.requests.length).toBe(asked);
    expect(complaints).toEqual([]);
  });

  test('the alias of a dropped keystore, under a name beside its own', async () => {
    const folder = scratchFolder();
    for (const { name, bytes } of files) writeFileSync(join(folder, name), bytes);
    const store = join(folder, 'old.p12');
    const parts = ['-inkey', join(folder, 'svc.key'), '-in', join(folder, 'svc.pem'), '-name', 'old'];
    openssl('pkcs12', '-export', ...parts, '-passout', 'pass:', '-out', store);
    const { page } = await openPage(browser, site.url);
    const exported = readFileSync(store);
    await openPanel(page, [{ name: 'old.p12', bytes: exported }]);
    await field(page, 'format').selectOption('change-alias');
    await field(page, 'aliases').fill('tomcat');
    await press(page);
    const contents = openssl('pkcs12', '-in', await saved(page, 'old-changed.p12'), '-passin', 'pass:', '-nodes');
    expect(contents.match(/friendlyName: .*/gu)).toEqual(['friendlyName: tomcat', 'friendlyName: tomcat']);
  });

  test('each form keeps its own answers, under headings; what was made of an expired certificate says so', async () => {
    const now = new Date('2020-01-01');
    const { certificate } = await leafWith(await rootWith({ now }), { now, days: 30 });
    const old = { name: 'old.pem', bytes: utf8(encodePem('CERTIFICATE', certificate.der)) };
    const { page, complaints } = await openPage(browser, site.url);
    await openPanel(
      page,
      [files[0], old].flatMap((file) => file ?? []),
    );
    await field(page, 'format').selectOption('pkcs12');
    await field(page, 'password').fill('for the keystore');
    await field(page, 'format').selectOption('key-encrypted-pem');
    expect(await field(page, 'password').inputValue()).toBe('');
    await field(page, 'format').selectOption('pkcs12');
    expect(await field(page, 'password').inputValue()).toBe('for the keystore');
    const headings = await field(page, 'format')
      .locator('optgroup')
      .evaluateAll((groups) => groups.map((group) => (group as HTMLOptGroupElement).label));
    expect(headings.slice(0, 4)).toEqual(['Certificate', 'Key', 'Certificate and key', 'Truststore']);
    await press(page);
    await page.getByText('CN=Test leaf (2020-01-29)').waitFor();
    const contents = openssl(
      'pkcs12',
      '-in',
      await saved(page, 'Test-leaf.p12'),
      '-passin',
      'pass:for the keystore',
      '-nodes',
    );
    expect(contents).toContain('BEGIN CERTIFICATE');
    expect(complaints).toEqual([]);
  });

  test('a choice among certificates fits a narrow window', async () => {
    const { page } = await openPage(browser, site.url, { viewport: { width: 390, height: 800 } });
    await openPanel(page, files);
    await field(page, 'format').selectOption('truststore-pkcs12');
    // The roots are ticked at first, as they are what a truststore is made of.
    expect(await page.getByRole('checkbox', { name: /CN=Test root/u }).isChecked()).toBe(true);
    expect(await page.getByRole('checkbox', { name: /CN=Test leaf/u }).isChecked()).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });

  test('a finding that Convert mends leads to it, with the form chosen, and a message’s cause does too', async () => {
    const root = await oddAuthority();
    const below = await oddAuthority({ name: 'Below', issuer: root, to: 3000 });
    const apart = Object.entries({ leaf: await oddLeaf(below), below, root });
    const { page, complaints } = await openPage(browser, site.url);
    const given = apart.map(([name, { der }]) => ({
      name: `${name}.pem`,
      bytes: utf8(encodePem('CERTIFICATE', der)),
    }));
    await openPanel(page, given);
    await field(page, 'format').selectOption('certificate-der');
    const found = page.getByRole('region', { name: 'What is wrong or worth knowing' });
    await found.getByRole('button', { name: 'Open Convert' }).click();
    expect(await field(page, 'format').inputValue()).toBe('fullchain-pem');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Convert');
    await page.getByRole('heading', { name: 'Will it work' }).getByRole('button').click();
    await page.getByLabel('Error message').fill('Your connection is not private');
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await page.getByRole('region', { name: 'The message' }).getByRole('button', { name: 'Open Convert' }).click();
    await press(page);
    const chain = openssl('storeutl', '-noout', '-certs', await saved(page, 'svc.example.com-fullchain.pem'));
    expect(chain).toContain('Total found: 2');
    expect(complaints).toEqual([]);
  });

  test('a refusal stands at its field, and what cannot be made is explained', async () => {
    const { page } = await openPage(browser, site.url);
    await openPanel(page, files.slice(1));
    await page.getByText('What cannot be made of these files, and why').click();
    const why = page.getByRole('group').filter({ hasText: 'What cannot be made' });
    const reasons = await why.getByRole('definition').allInnerTexts();
    expect(reasons).toContain(
      'In svc.pem there is no private key. Add the key file, or export the certificate again together with its private key.',
    );
    expect(new Set(reasons).size).toBe(reasons.length);
    await field(page, 'format').selectOption('truststore-pkcs12');
    await field(page, 'password').fill('abc');
    await press(page);
    expect(await form(page).getByRole('alert').innerText()).toContain('fewer than 6');
    expect(await field(page, 'password').getAttribute('aria-invalid')).toBe('true');
  });
});
