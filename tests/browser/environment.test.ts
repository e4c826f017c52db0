import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withoutBrowser } from '../../src/app/environment';
import { openAllDetails } from '../support/axe';
import { launchChromium, openPage } from '../support/chromium';
import { create, createButton, hosts, openSse, plugin, untilReady } from '../support/page';
import { serveSite } from '../support/site';
import type { Site } from '../support/site';

let site: Site;
let browser: Browser;

beforeAll(async () => {
  site = await serveSite();
  browser = await launchChromium({ args: ['--host-resolver-rules=MAP pki.lan 127.0.0.1'] });
}, 60_000);

afterAll(async () => {
  await browser.close();
  await site.close();
});

describe('Where the page cannot do everything, it says what to do', { timeout: 60_000 }, () => {
  test('on an insecure origin it renders, shows the files, and names the ways out', async () => {
    const { page, complaints } = await openPage(browser, `http://pki.lan:${String(site.port)}/`);
    await page.getByRole('alert').filter({ hasText: 'https' }).waitFor();
    await openSse(page);
    expect(await page.getByRole('alert').filter({ hasText: 'https' }).innerText()).toContain(withoutBrowser.command);
    await plugin(page).fill('sales');
    await page.getByText('sse_sales_server_certs/').first().waitFor();
    expect(await createButton(page).isDisabled()).toBe(true);
    expect(complaints).toEqual([]);
  });

  test('without script a plain message stands there', async () => {
    const { page } = await openPage(browser, site.url, { javaScriptEnabled: false });
    await page.getByRole('heading', { name: 'This page cannot start in this browser' }).waitFor();
    const text = await page.locator('main').innerText();
    expect(text).toContain('Firefox');
    expect(text).toContain('another computer');
    expect(text).toContain('build once with npm start');
    expect(text).toContain(withoutBrowser.command);
  });

  test('with script the plain message is never seen', async () => {
    const { page } = await openPage(browser, site.url);
    await untilReady(page);
    expect(await page.getByText('This page cannot start').count()).toBe(0);
  });

  test('a key algorithm that the browser lacks cannot be chosen, and a link to it says why', async () => {
    const context = await browser.newContext();
    await context.addInitScript(() => {
      const generateKey = crypto.subtle.generateKey.bind(crypto.subtle) as (...given: unknown[]) => Promise<never>;
      crypto.subtle.generateKey = ((algorithm: { name?: string }, ...rest: unknown[]) =>
        algorithm.name === 'Ed25519'
          ? Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError'))
          : generateKey(algorithm, ...rest)) as typeof crypto.subtle.generateKey;
    });
    const page = await context.newPage();
    await page.goto(`${site.url}#/qlik-sse?key=ed25519`);
    await untilReady(page);
    await page.getByRole('alert').filter({ hasText: 'This browser cannot make' }).waitFor();
    const option = page.locator('select[name="key"] option[value="ed25519"]');
    expect(await option.isDisabled()).toBe(true);
    await page.locator('select[name="key"]').selectOption('p-256');
    await create(page);
  });

  test('a clock before this release warns, with the time that the computer believes', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.clock.setFixedTime(new Date('2020-01-03T12:00:00Z'));
    await page.goto(site.url);
    await page.getByRole('alert').filter({ hasText: '2020' }).waitFor();
  });

  test('the footer says what time it is here', async () => {
    const { page } = await openPage(browser, site.url);
    const shown = await page.locator('footer time').getAttribute('datetime');
    expect(Math.abs(Date.parse(shown ?? '') - Date.now())).toBeLessThan(120_000);
  });

  test('every family of keys makes a bundle', async () => {
    const { page, complaints } = await openPage(browser, site.url);
    await openSse(page);
    await hosts(page).fill('sse.example.com');
    await page.locator('summary', { hasText: 'Advanced' }).click();
    for (const key of ['p-384', 'p-521', 'ed25519', 'rsa-2048']) {
      await openAllDetails(page);
      await page.locator('select[name="key"]').selectOption(key);
      await create(page);
    }
    expect(complaints).toEqual([]);
  });
});

describe('The policy of the built page', () => {
  test('stands first in the head and forbids every connection', async () => {
    const { page } = await openPage(browser, site.url);
    const first = page.locator('head > *').first();
    expect(await first.getAttribute('http-equiv')).toBe('Content-Security-Policy');
    expect(await first.getAttribute('content')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'none'; " +
        "form-action 'none'; base-uri 'none'; object-src 'none'; frame-src 'none'; worker-src 'none'; " +
        "require-trusted-types-for 'script'; trusted-types 'none'",
    );
    expect(await page.locator('script:not([src]), style, [style]').count()).toBe(0);
    expect(await page.locator('link[rel="icon"]').getAttribute('href')).toMatch(/^data:image\/svg\+xml,%3Csvg/u);
    const refused = await page.evaluate(() =>
      fetch('/').then(
        () => false,
        () => true,
      ),
    );
    expect(refused).toBe(true);
    const blocked = await page.evaluate(() => {
      try {
        document.createElement('p').innerHTML = '<b>x</b>';
        return false;
      } catch {
        return true;
      }
    });
    expect(blocked).toBe(true);
  });
});
