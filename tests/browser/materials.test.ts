import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { basic, makeCa, refused as refusedCas } from '../support/brought-ca';
import { launchChromium, openPage } from '../support/chromium';
import { create, createButton, downloadAll, downloaded, hosts, openSse } from '../support/page';
import { serveSite } from '../support/site';
import type { Site } from '../support/site';
import { requireTool, toolCommand } from '../support/tools';

let site: Site;
let browser: Browser;
let folder: string;
const at = (name: string): string => join(folder, name);

/** A CA as people have it: made by openssl, its key plain and protected, and things that are no CA. */
function makeMaterials(): void {
  const openssl = (...args: string[]): void => {
    execFileSync(toolCommand('openssl'), args, { stdio: 'ignore' });
  };
  const self = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout'];
  openssl(...self, at('root_key.pem'), '-out', at('root_cert.pem'), '-subj', '/CN=Plant CA', '-days', '900');
  openssl(...self, at('other_key.pem'), '-out', at('other_cert.pem'), '-subj', '/CN=Other', '-days', '30');
  openssl('pkcs8', '-topk8', '-in', at('root_key.pem'), '-out', at('locked_key.pem'), '-passout', 'pass:correct horse');
  const leaf = ['-addext', 'basicConstraints=critical,CA:FALSE', '-subj', '/CN=leaf', '-days', '30'];
  openssl(...self, at('leaf_key.pem'), '-out', at('leaf_cert.pem'), ...leaf);
  writeFileSync(at('notes.txt'), 'no certificate in here');
}

const available = requireTool('openssl');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'certwright-'));
  if (available) makeMaterials();
  site = await serveSite();
  browser = await launchChromium();
}, 60_000);

afterAll(async () => {
  await browser.close();
  await site.close();
  rmSync(folder, { recursive: true });
});

async function openUseCa(): Promise<{ page: Page; complaints: string[] }> {
  const opened = await openPage(browser, site.url);
  await openSse(opened.page);
  await opened.page.getByRole('radio', { name: 'Use my CA' }).check();
  await hosts(opened.page).fill('sse.example.com');
  return opened;
}

const files = (page: Page) => page.locator('input[type="file"][multiple]:not([webkitdirectory])');

describe.skipIf(!available)('A CA that the user brings', { timeout: 60_000 }, () => {
  test('is named at once, and issues the certificates', async () => {
    const { page, complaints } = await openUseCa();
    await files(page).setInputFiles([at('root_cert.pem'), at('root_key.pem')]);
    await page.getByRole('status').filter({ hasText: 'Plant CA' }).waitFor();
    await create(page);
    const { bytes } = await downloaded(page, () => downloadAll(page).click());
    const roots = Object.entries(unzipSync(bytes)).filter(([path]) => path.endsWith('root_cert.pem'));
    expect(roots.length).toBeGreaterThan(0);
    const pem = (text: string): string => text.replaceAll(/\s/gu, '');
    for (const [, root] of roots)
      expect(pem(Buffer.from(root).toString())).toBe(pem(readFileSync(at('root_cert.pem'), 'utf8')));
    expect(complaints).toEqual([]);
  });

  test('may come one file after the other, and as pasted text', async () => {
    const { page } = await openUseCa();
    await files(page).setInputFiles([at('root_cert.pem')]);
    await page.getByRole('alert').filter({ hasText: 'key' }).waitFor();
    await page.getByRole('textbox', { name: /paste/iu }).fill(readFileSync(at('root_key.pem'), 'utf8'));
    await page.getByRole('textbox', { name: /paste/iu }).blur();
    await page.getByRole('status').filter({ hasText: 'Plant CA' }).waitFor();
    expect(await page.getByRole('textbox', { name: /paste/iu }).inputValue()).toBe('');

    await page.getByRole('button', { name: 'Remove these files' }).click();
    expect(await page.getByText('Plant CA').count()).toBe(0);
  });

  test('may be dropped', async () => {
    const { page } = await openUseCa();
    const texts = ['root_cert.pem', 'root_key.pem'].map((name) => [name, readFileSync(at(name), 'utf8')] as const);
    const transfer = await page.evaluateHandle((given) => {
      const data = new DataTransfer();
      for (const [name, text] of given) data.items.add(new File([text], name));
      return data;
    }, texts);
    await files(page).dispatchEvent('drop', { dataTransfer: transfer });
    await page.getByRole('status').filter({ hasText: 'Plant CA' }).waitFor();
  });

  test('with a protected key asks for its password', async () => {
    const { page } = await openUseCa();
    await files(page).setInputFiles([at('root_cert.pem'), at('locked_key.pem')]);
    await page
      .getByRole('status')
      .filter({ hasText: /password/iu })
      .waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await createButton(page).click();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('password');
    const password = page.getByLabel('Password of the CA’s key');
    await password.fill('wrong');
    await password.blur();
    await page
      .getByRole('alert')
      .filter({ hasText: /does not open/iu })
      .waitFor();
    await password.fill('correct horse');
    await password.blur();
    await page.getByRole('status').filter({ hasText: 'Plant CA' }).waitFor();
    await create(page);
  });

  test.each([
    ['another key', ['root_cert.pem', 'other_key.pem']],
    ['a certificate that is no CA', ['leaf_cert.pem', 'leaf_key.pem']],
    ['a file without certificates', ['notes.txt']],
  ])('with %s is refused at once, and nothing is made', async (_, names) => {
    const { page } = await openUseCa();
    await files(page).setInputFiles(names.map(at));
    const alert = page.getByRole('group').getByRole('alert');
    await alert.waitFor();
    expect((await alert.innerText()).length).toBeGreaterThan(20);
    await createButton(page).click();
    expect(await downloadAll(page).count()).toBe(0);
  });

  test.each(refusedCas)(
    'that %s is refused at once, and what was typed stays',
    async (_, ca, sentence, field = 'ca') => {
      const { page } = await openUseCa();
      const made = makeCa(ca);
      const names = ['ca.pem', 'ca.key', ...(ca.belowRoot === true ? ['root.pem'] : [])];
      await files(page).setInputFiles(names.map((name) => join(made, name)));
      await page.getByRole('alert').filter({ hasText: sentence }).waitFor();
      const mended = field === 'hosts' ? hosts(page) : files(page);
      expect(await mended.getAttribute('aria-invalid')).toBe('true');
      await createButton(page).click();
      expect(await downloadAll(page).count()).toBe(0);
      expect(await hosts(page).inputValue()).toBe('sse.example.com');
    },
  );

  test('may come as the folder that a script wrote', async () => {
    const { page } = await openUseCa();
    const made = makeCa({ extensions: [basic] });
    await page.locator('input[webkitdirectory]').setInputFiles(made);
    await page.getByRole('status').filter({ hasText: 'Company CA' }).waitFor();
    await create(page);
  });

  test('is asked for by Create when it is missing', async () => {
    const { page } = await openUseCa();
    expect(await files(page).getAttribute('aria-invalid')).toBeNull();
    await createButton(page).click();
    expect(await files(page).getAttribute('aria-invalid')).toBe('true');
    expect(await files(page).evaluate((node) => node === document.activeElement)).toBe(true);
  });
});
