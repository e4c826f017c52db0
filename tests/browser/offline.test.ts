import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unpack } from '../support/bundle';
import { launchChromium, openPage } from '../support/chromium';
import { choose, create, createButton, downloadAll, downloaded, hosts, plugin, untilReady } from '../support/page';
import { serveSite } from '../support/site';
import type { Site } from '../support/site';
import { requireTool } from '../support/tools';
import { verify } from '../support/verify-sh';

const built = fileURLToPath(new URL('../../dist/site/certwright.html', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

let browser: Browser;
let site: Site;
let folder = '';
/** Address of the one file, alone in a folder whose name needs quoting. */
let file = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'certwright-offline-'));
  mkdirSync(join(folder, 'from a stick #1'));
  copyFileSync(built, join(folder, 'from a stick #1/certwright.html'));
  file = pathToFileURL(join(folder, 'from a stick #1/certwright.html')).href;
  browser = await launchChromium();
  site = await serveSite();
}, 60_000);

afterAll(async () => {
  await browser.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('The one file, opened from a disk', { timeout: 60_000 }, () => {
  test('makes a bundle that verify.sh accepts with OpenSSL', async () => {
    requireTool('openssl');
    const { page, complaints } = await openPage(browser, file);
    await choose(page, 'Qlik SSE plugin');
    await plugin(page).fill('sales');
    await hosts(page).fill('sse.example.com');
    await create(page);
    const { name, bytes } = await downloaded(page, () => downloadAll(page).click());
    expect(name).toBe('sse_sales_generated_certs.zip');
    const { folder: bundle } = await unpack(new Uint8Array(bytes));
    expect(verify(bundle)).toMatchObject({ status: 0, trouble: [] });
    await page.goBack();
    await page.getByRole('searchbox').waitFor();
    expect(complaints).toEqual([]);
  });

  test('reads an earlier bundle that is given to it', async () => {
    const { page, complaints } = await openPage(browser, `${file}#/qlik-sse?key=p-256`);
    await createButton(page).waitFor();
    await create(page);
    const { bytes } = await downloaded(page, () => downloadAll(page).click());
    await page.getByRole('button', { name: 'All systems' }).click();
    const choice = page.locator('input[type="file"]').first();
    await choice.setInputFiles({ name: 'earlier.zip', mimeType: 'application/zip', buffer: bytes });
    await page
      .getByRole('heading', { name: /renew|earlier/iu })
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
  });

  test('says what it is, its version, and carries the licences', async () => {
    const { page } = await openPage(browser, file);
    await untilReady(page);
    expect(await page.locator('footer').innerText()).toContain(`Certwright ${version}`);
    expect(await page.locator('footer').innerText()).toContain('one file, opened from this computer');
    await page.getByText('this page is one file on this computer').waitFor();
    await page.getByText('Licences').click();
    const text = await page.getByRole('complementary', { name: 'Licences' }).innerText();
    for (const name of ['Certwright', 'svelte']) expect(text).toMatch(new RegExp(`^${name} \\d`, 'mu'));
  });

  test('needs no other file, and its policy allows exactly its own script and style', async () => {
    const { page } = await openPage(browser, file);
    expect(await page.locator('[src], link[href]:not([href^="data:"])').count()).toBe(0);
    const first = page.locator('head > *').first();
    expect(await first.getAttribute('http-equiv')).toBe('Content-Security-Policy');
    const policy = (await first.getAttribute('content')) ?? '';
    const html = readFileSync(built, 'utf8');
    for (const element of ['script', 'style']) {
      const [, text = ''] = new RegExp(`<${element}[^>]*>([\\s\\S]*?)</${element}>`, 'u').exec(html) ?? [];
      const digest = createHash('sha256').update(text).digest('base64');
      expect(policy).toContain(`${element}-src 'sha256-${digest}';`);
    }
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'; trusted-types 'none'");
    expect(policy).not.toMatch(/'self'|unsafe|https?:/u);
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      try {
        script.textContent = 'document.title = "injected"';
      } catch {
        return 'refused by Trusted Types';
      }
      document.head.append(script);
      return document.title;
    });
    expect(ran).toBe('refused by Trusted Types');
  });
});

describe('The site', { timeout: 60_000 }, () => {
  test('offers the one file, with the digest of what then arrives and the commands that show it', async () => {
    const { page, complaints } = await openPage(browser, site.url);
    await untilReady(page);
    const { name, bytes } = await downloaded(page, () =>
      page.getByRole('link', { name: 'Download certwright.html' }).click(),
    );
    expect(name).toBe('certwright.html');
    await page.getByText('Check that it arrived unchanged').click();
    const panel = await page.getByRole('region', { name: 'Use it offline' }).innerText();
    expect(panel).toContain(createHash('sha256').update(bytes).digest('hex'));
    for (const command of ['Get-FileHash', 'certutil -hashfile', 'shasum -a 256', 'sha256sum'])
      expect(panel).toContain(command);
    expect(complaints).toEqual([]);
  });
});
