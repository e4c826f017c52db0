import { describe, expect, test } from 'vitest';
import { openPage } from '../support/chromium';
import {
  choose,
  create,
  createButton,
  downloadAll,
  hosts,
  chooseSse,
  openSse,
  plugin,
  untilReady,
  protectCaKey,
} from '../support/page';
import { siteInChromium } from '../support/site-in-chromium';

const here = siteInChromium();

describe('Back, Forward and Reload', { timeout: 60_000 }, () => {
  test('lead to the catalogue and to the system again, with every answer kept and none in the address', async () => {
    const { page, complaints } = await openPage(here.browser, here.site.url);
    const search = page.getByRole('searchbox', { name: 'Which system needs certificates?' });
    await chooseSse(page);
    await plugin(page).fill('sales');
    expect(page.url()).toBe(`${here.site.url}#/qlik-sse`);
    await create(page);
    await page.goBack();
    await search.waitFor();
    expect(page.url()).toBe(here.site.url);
    await page.goForward();
    expect(await plugin(page).inputValue()).toBe('sales');
    await downloadAll(page).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.getByRole('button', { name: 'All systems' }).click();
    await search.waitFor();
    expect(page.url()).toBe(here.site.url);
    expect(complaints).toEqual([]);
  });

  test('open the same system after a reload, in the way in that it proposes', async () => {
    const { page } = await openPage(here.browser, here.site.url);
    await choose(page, 'Qlik Sense APIs');
    const chosen = page.getByRole('radio', { checked: true }).first();
    const proposed = await chosen.getAttribute('value');
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Qlik Sense APIs' }).waitFor();
    expect(await chosen.getAttribute('value')).toBe(proposed);
  });

  test('open a bookmarked system in the way in that its card opens', async () => {
    const { page } = await openPage(here.browser, `${here.site.url}#/qlik-qrs`);
    await page.getByRole('radio', { name: 'I have the files that Qlik exported', checked: true }).waitFor();
  });
});

describe('A link', { timeout: 60_000 }, () => {
  test('fills in the form and leaves the address', async () => {
    const { page, complaints } = await openPage(
      here.browser,
      `${here.site.url}#/qlik-sse?plugin=sales&hosts=a.example.com,10.0.0.5&key=p-256`,
    );
    await createButton(page).waitFor();
    expect(await plugin(page).inputValue()).toBe('sales');
    expect(await hosts(page).inputValue()).toBe('a.example.com,10.0.0.5');
    expect(page.url()).toBe(`${here.site.url}#/qlik-sse`);
    expect(await page.evaluate(() => history.length)).toBe(2);
    await create(page);
    expect(complaints).toEqual([]);
  });

  test('to an unknown system leads to the catalogue with a message', async () => {
    const { page } = await openPage(here.browser, `${here.site.url}#/no-such-system?x=1`);
    await page.getByRole('alert').filter({ hasText: 'no-such-system' }).waitFor();
    await page.getByRole('searchbox', { name: 'Which system needs certificates?' }).waitFor();
    expect(page.url()).toBe(here.site.url);
  });

  test.each([
    ['an unknown field', 'colour=blue', 'colour'],
    ['a prototype', '__proto__=x&constructor=y', '__proto__'],
    ['markup', 'plugin=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E', '<img'],
    ['shell metacharacters', 'plugin=%24(id)%3B%60x%60', '$(id)'],
    ['ini metacharacters', 'hosts=%5BSettings%207%5D%0D%0ASSEPlugin%3D1', 'Settings'],
    ['an unknown way in', 'mode=steal', 'steal'],
    ['a secret', 'ca-key-password=hunter2hunter2hunter2', 'ca-key-password'],
  ])('with %s says so, ignores it, and the page works', async (_, query, shown) => {
    const { page, complaints } = await openPage(here.browser, `${here.site.url}#/qlik-sse?key=p-256&${query}`);
    await page.getByRole('alert').filter({ hasText: shown }).waitFor();
    expect(await plugin(page).inputValue()).toBe('myplugin');
    expect(await page.locator('main img').count()).toBe(0);
    await create(page);
    expect(await page.content()).not.toContain('hunter2');
    expect(complaints).toEqual([]);
  });

  test('with one megabyte in it does no harm', async () => {
    const { page, complaints } = await openPage(here.browser, here.site.url);
    await untilReady(page);
    await page.evaluate(() => {
      location.hash = `#/qlik-sse?plugin=${'x'.repeat(1_000_000)}`;
    });
    await page.getByRole('alert').filter({ hasText: 'too long' }).waitFor();
    expect(await plugin(page).inputValue()).toBe('myplugin');
    expect(complaints).toEqual([]);
  });

  test('is written by Copy link, with what differs from the defaults and nothing secret', async () => {
    const { page } = await openPage(here.browser, here.site.url, {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await chooseSse(page);
    await plugin(page).fill('sales');
    await hosts(page).fill('sse.example.com');
    await protectCaKey(page);
    await page.getByRole('button', { name: /^Copy link/u }).click();
    await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toBe(`${here.site.url}#/qlik-sse?plugin=sales&hosts=sse.example.com&ca-key=protected`);
    expect(page.url()).toBe(`${here.site.url}#/qlik-sse`);
  });

  test('appears selected where the browser refuses to copy', async () => {
    const { page } = await openPage(here.browser, here.site.url);
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    });
    await chooseSse(page);
    await page.getByRole('button', { name: /^Copy link/u }).click();
    await page.getByRole('status').filter({ hasText: 'The text is selected' }).waitFor();
    expect(await page.evaluate(() => getSelection()?.toString())).toBe(`${here.site.url}#/qlik-sse`);
  });

  test('does not wipe files that were not downloaded yet', async () => {
    const { page } = await openPage(here.browser, here.site.url);
    await openSse(page);
    await create(page);
    await page.evaluate(() => {
      location.hash = '#/qlik-sse?plugin=other';
    });
    await page.getByRole('alert').filter({ hasText: 'not saved yet' }).waitFor();
    expect(await downloadAll(page).count()).toBe(1);
  });
});
