import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { violations } from '../support/axe';
import { launchChromium, openPage } from '../support/chromium';
import { untilReady } from '../support/page';
import { serveSite } from '../support/site';
import type { Site } from '../support/site';

vi.setConfig({ testTimeout: 60_000 });

let site: Site;
let browser: Browser;
const pkix =
  'PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target';

beforeAll(async () => {
  site = await serveSite();
  browser = await launchChromium();
}, 60_000);

afterAll(async () => {
  await browser.close();
  await site.close();
});

async function start(): Promise<Page> {
  const { page } = await openPage(browser, site.url);
  await untilReady(page);
  return page;
}

const answer = (page: Page) => page.getByRole('region', { name: 'The message' });
const asked = (page: Page) => page.getByRole('textbox', { name: 'Error message' });

describe('An error message', () => {
  test('typed into the text box is explained without any file, and stands in the field of its panel', async () => {
    const page = await start();
    await page.getByRole('link', { name: 'Choose a folder, or paste text' }).click();
    await page.getByLabel(/^Or paste text/u).fill(`  ${pkix}\n`);
    await page.getByRole('button', { name: 'Read this text' }).click();
    await answer(page).getByText('PKIX path building failed').first().waitFor();
    expect(await answer(page).getByRole('listitem').count()).toBeGreaterThan(1);
    expect(await asked(page).inputValue()).toBe(pkix);
    expect(await page.getByText('pasted text').count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('desk-actions');
    expect(await violations(page)).toEqual([]);
  });

  test('typed into the search for systems is explained by Enter', async () => {
    const page = await start();
    await page.getByRole('searchbox').fill('PKIX path building failed');
    await page.getByRole('button', { name: /^Is it an error message/u }).waitFor();
    await page.getByRole('searchbox').press('Enter');
    await answer(page).getByText('PKIX path building failed').first().waitFor();
    expect(await asked(page).inputValue()).toBe('PKIX path building failed');
  });

  test('that nobody knows is said to be unknown', async () => {
    const page = await start();
    await page.getByRole('link', { name: 'Choose a folder, or paste text' }).click();
    await page.getByLabel(/^Or paste text/u).fill('the toaster is not happy today');
    await page.getByRole('button', { name: 'Read this text' }).click();
    await answer(page).getByText('This message is not known here.').waitFor();
  });
});

describe('A search for systems', () => {
  test('for something that is done with files offers the files', async () => {
    const page = await start();
    const offer = page.getByRole('button', { name: 'I already have files: check, convert, renew' });
    await page.getByRole('searchbox').fill('qlik');
    await page.getByRole('status').filter({ hasText: 'Enter opens the first' }).waitFor();
    expect(await offer.count()).toBe(0);
    await page.getByRole('searchbox').fill('convert pfx');
    await offer.click();
    await page.getByRole('heading', { level: 1, name: /^Your files/u }).waitFor();
  });
});
