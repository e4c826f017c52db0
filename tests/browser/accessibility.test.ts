import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { excess, openAllDetails, violations } from '../support/axe';
import { openPage } from '../support/chromium';
import {
  choose,
  create,
  createButton,
  downloadAll,
  hosts,
  openSse,
  plugin,
  untilReady,
  protectCaKey,
} from '../support/page';
import { siteInChromium } from '../support/site-in-chromium';

const here = siteInChromium();

/** Into a form with a refused file, then the guide, then a keystore with its trust steps, one after the other. */
async function throughTheWays(page: Page, look: () => Promise<void>): Promise<void> {
  await choose(page, 'Qlik Sense APIs');
  const files = page.locator('input[type="file"]').first();
  await files.setInputFiles({ name: `${'x'.repeat(80)}.pfx`, mimeType: '', buffer: Buffer.from('no keystore') });
  await page.getByRole('group').getByRole('alert').waitFor();
  await look();
  await page.getByRole('radio', { name: 'I must ask my Qlik administrator' }).check();
  await look();
  await page.getByRole('button', { name: 'All systems' }).click();
  await choose(page, 'Actian Integration Manager');
  await page.getByRole('checkbox', { name: 'There is already a keystore in conf/ssl' }).check();
  await look();
  await page.getByRole('checkbox', { name: 'There is already a keystore in conf/ssl' }).uncheck();
  await create(page);
  await openAllDetails(page);
  await look();
}

describe.each(['light', 'dark'] as const)('In %s colours', (colorScheme) => {
  test('no step breaks a rule of accessibility', { timeout: 90_000 }, async () => {
    const { page } = await openPage(here.browser, here.site.url, { colorScheme });
    await untilReady(page);
    expect(await violations(page)).toEqual([]);

    await openSse(page);
    await page.locator('summary', { hasText: 'Advanced' }).click();
    await protectCaKey(page);
    expect(await violations(page)).toEqual([]);

    await plugin(page).fill('../x');
    await hosts(page).fill('*.com');
    await page.getByRole('radio', { name: 'Use my CA' }).check();
    await createButton(page).click();
    expect(await violations(page)).toEqual([]);

    await page.getByRole('radio').first().check();
    await plugin(page).fill('sales');
    await hosts(page).fill('sse.example.com');
    await create(page);
    await downloadAll(page).click();
    await openAllDetails(page);
    expect(await violations(page)).toEqual([]);
  });

  test('no way in breaks one, with files, guides and keystores', { timeout: 120_000 }, async () => {
    const { page } = await openPage(here.browser, here.site.url, { colorScheme });
    await throughTheWays(page, async () => {
      expect(await violations(page)).toEqual([]);
    });
  });
});

describe.each([320, 390, 1280])('At a width of %i', (width) => {
  test('nothing needs scrolling sideways', { timeout: 60_000 }, async () => {
    const { page } = await openPage(here.browser, here.site.url, { viewport: { width, height: 800 } });
    await untilReady(page);
    expect(await excess(page)).toBe(0);
    await openSse(page);
    await plugin(page).fill('x'.repeat(40));
    await hosts(page).fill(`${'a'.repeat(60)}.example.com, 2001:db8:1111:2222:3333:4444:5555:6666`);
    await page.locator('summary', { hasText: 'Advanced' }).click();
    expect(await excess(page)).toBe(0);
    await page.getByRole('radio', { name: 'Use my CA' }).check();
    await createButton(page).click();
    expect(await excess(page)).toBe(0);
    await page.getByRole('radio').first().check();
    await create(page);
    await openAllDetails(page);
    expect(await excess(page)).toBe(0);
  });

  test('nothing does in any way in, with files, guides and keystores', { timeout: 90_000 }, async () => {
    const { page } = await openPage(here.browser, here.site.url, { viewport: { width, height: 800 } });
    await throughTheWays(page, async () => {
      expect(await excess(page)).toBe(0);
    });
  });
});

describe('For a screen reader', () => {
  test('there are landmarks, one first heading, and headings in order', { timeout: 60_000 }, async () => {
    const { page } = await openPage(here.browser, here.site.url);
    await openSse(page);
    await create(page);
    for (const role of ['banner', 'main', 'contentinfo'] as const) expect(await page.getByRole(role).count()).toBe(1);
    const levels = await page
      .locator('h1, h2, h3, h4')
      .evaluateAll((headings) => headings.map(({ tagName }) => Number(tagName.slice(1))));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.forEach((level, index) => {
      expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
    });
  });

  test('passwords are not printed', { timeout: 60_000 }, async () => {
    const { page } = await openPage(here.browser, here.site.url);
    await openSse(page);
    await protectCaKey(page);
    await create(page);
    const value = page.locator('output').first();
    await page.getByRole('button', { name: /^Show/u }).last().click();
    await page.emulateMedia({ media: 'print' });
    expect(await value.isVisible()).toBe(false);
  });
});
