import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, openPage } from '../support/chromium';
import { create, downloadAll, downloaded, hosts, openSse, plugin, protectCaKey } from '../support/page';
import { serveSite } from '../support/site';
import type { Site } from '../support/site';

let site: Site;
let browser: Browser;

beforeAll(async () => {
  site = await serveSite();
  browser = await launchChromium({ backForwardCache: true });
}, 60_000);

afterAll(async () => {
  await browser.close();
  await site.close();
});

/** Whether the page asks before it lets go: either the question comes, or the page goes. */
async function asksBeforeLeaving(page: Page): Promise<boolean> {
  const asked = page.waitForEvent('dialog').then(async (dialog) => {
    await dialog.dismiss();
    return dialog.type() === 'beforeunload';
  });
  const left = page.waitForEvent('framenavigated').then(() => false);
  // The one that does not come ends with its page.
  for (const never of [asked, left]) never.catch(() => undefined);
  await page.evaluate(() => {
    setTimeout(() => {
      location.href = 'about:blank';
    });
  });
  return Promise.race([asked, left]);
}

const forget = (page: Page) => page.getByRole('button', { name: /^Forget/u });

describe('Secrets', { timeout: 60_000 }, () => {
  test('leaving before a download asks first', async () => {
    const { page } = await openPage(browser, site.url);
    await openSse(page);
    await plugin(page).fill('sales');
    await create(page);
    expect(await asksBeforeLeaving(page)).toBe(true);
    expect(await downloadAll(page).count()).toBe(1);
  });

  test('leaving without files, or after the download, does not ask', async () => {
    const { page } = await openPage(browser, site.url);
    await openSse(page);
    await plugin(page).fill('sales');
    expect(await asksBeforeLeaving(page)).toBe(false);

    const { page: later } = await openPage(browser, site.url);
    await openSse(later);
    await create(later);
    await downloaded(later, () => downloadAll(later).click());
    expect(await asksBeforeLeaving(later)).toBe(false);
  });

  test('one machine’s download does not stand for the others', async () => {
    const { page } = await openPage(browser, site.url);
    await openSse(page, 'sse.example.com');
    await create(page);
    await downloaded(page, () =>
      page
        .getByRole('button', { name: /^Download \S+\.zip only for/u })
        .first()
        .click(),
    );
    expect(await asksBeforeLeaving(page)).toBe(true);
  });

  test('a password that stands only here keeps asking until it is saved', async () => {
    const { page } = await openPage(browser, site.url);
    await openSse(page);
    await protectCaKey(page);
    const password = await page.locator('[name="ca-key-password"]').inputValue();
    await create(page);
    await downloaded(page, () => downloadAll(page).click());
    expect(await page.locator('main').innerText()).not.toContain(password);
    expect(await asksBeforeLeaving(page)).toBe(true);
    await page.getByRole('checkbox', { name: 'I have saved it' }).check();
    expect(await asksBeforeLeaving(page)).toBe(false);
  });

  test('leaving wipes everything, also where the browser keeps the page alive', async () => {
    const { page } = await openPage(browser, site.url);
    await openSse(page);
    await plugin(page).fill('secretplugin');
    await protectCaKey(page);
    const password = page.locator('[name="ca-key-password"]');
    const before = await password.inputValue();
    await create(page);
    await downloaded(page, () => downloadAll(page).click());
    await page.getByRole('checkbox', { name: 'I have saved it' }).check();
    await page.evaluate(() => {
      Object.assign(globalThis, { alive: true });
    });
    await page.goto(`${site.url}favicon.svg`);
    await page.evaluate(() => {
      history.back();
    });
    await page.getByRole('status').filter({ hasText: 'This page was left' }).waitFor();
    expect(await page.evaluate(() => 'alive' in globalThis)).toBe(true);
    expect(await downloadAll(page).count()).toBe(0);
    expect(await page.content()).not.toContain('secretplugin');
    expect(await plugin(page).inputValue()).toBe('myplugin');
    await protectCaKey(page);
    expect(await password.inputValue()).not.toBe(before);
  });

  test('Forget asks first while something is not saved, then wipes everything and says so', async () => {
    const { page, complaints } = await openPage(browser, site.url);
    await openSse(page);
    await plugin(page).fill('secretplugin');
    await create(page);
    await forget(page).click();
    await page.getByRole('button', { name: 'Keep them' }).click();
    expect(await downloadAll(page).count()).toBe(1);
    await forget(page).click();
    await page.getByRole('button', { name: /^Really forget\?/u }).click();
    await page.getByRole('status').filter({ hasText: 'Everything was forgotten' }).waitFor();
    expect(await downloadAll(page).count()).toBe(0);
    expect(await page.content()).not.toContain('secretplugin');
    expect(await asksBeforeLeaving(page)).toBe(false);
    expect(complaints).toEqual([]);
  });

  test('nothing is stored, and two tabs do not disturb each other', async () => {
    const { page } = await openPage(browser, site.url);
    const other = await page.context().newPage();
    await other.goto(site.url);
    await openSse(page);
    await openSse(other);
    await plugin(page).fill('one');
    await plugin(other).fill('two');
    await hosts(other).fill('two.example.com');
    await create(page);
    await create(other);
    const [one, two] = [
      await downloaded(page, () => downloadAll(page).click()),
      await downloaded(other, () => downloadAll(other).click()),
    ];
    expect([one.name, two.name]).toEqual(['sse_one_generated_certs.zip', 'sse_two_generated_certs.zip']);
    const stored = await page.evaluate(async () => [
      localStorage.length,
      sessionStorage.length,
      (await indexedDB.databases()).length,
      (await caches.keys()).length,
      document.cookie,
      history.state as unknown,
    ]);
    // The last one marks a step that the page itself wrote into the history; it is the same for every answer.
    expect(stored).toEqual([0, 0, 0, 0, '', 'visited']);
  });

  test('a download that the browser blocks loses nothing: the page says what to do and the button works again', async () => {
    const { page } = await openPage(browser, site.url);
    await openSse(page);
    await plugin(page).fill('sales');
    await create(page);
    const client = await page.context().newCDPSession(page);
    await client.send('Browser.setDownloadBehavior', { behavior: 'deny' });
    await downloadAll(page).click();
    await page.getByRole('status').filter({ hasText: 'Allow downloads for this page' }).waitFor();
    expect(await downloadAll(page).count()).toBe(1);
    expect(await page.getByRole('button', { name: /^Save /u }).count()).toBeGreaterThan(5);
  });
});
