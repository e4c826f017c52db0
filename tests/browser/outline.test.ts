import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFor } from '../support/bundle';
import { launchChromium, openPage } from '../support/chromium';
import { outlineOf } from '../support/outline';
import { create, createButton, hosts, openSse, plugin, untilReady } from '../support/page';
import { serveSite } from '../support/site';
import type { Site } from '../support/site';

const update = process.env['UPDATE_GOLDEN'] === '1';
/** Commands are shown for the visitor's own system, which must be the same wherever the tests run. */
const userAgent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';

let site: Site;
let browser: Browser;

beforeAll(async () => {
  site = await serveSite();
  browser = await launchChromium();
});

afterAll(async () => {
  await browser.close();
  await site.close();
});

/** A certificate and its key, each in a file of its own. */
async function pair(): Promise<{ name: string; mimeType: string; buffer: Buffer }[]> {
  const { entries } = await createFor('graphex', { hosts: 'host.example.com', key: 'p-256' });
  return entries
    .filter(({ path }) => /\/(?:cert|key)\.pem$/u.test(path))
    .map(({ path, bytes }) => ({
      name: path.slice(path.lastIndexOf('/') + 1),
      mimeType: '',
      buffer: Buffer.from(bytes),
    }));
}

const guide = 'What to do with the files';
const tree = 'What you will get';

/** From the page as it has just become ready to each step, and the regions that another step tells of. */
const steps: readonly (readonly [name: string, reach: (page: Page) => Promise<unknown>, folded: readonly string[]])[] =
  [
    ['chooser', () => Promise.resolve(), []],
    ['form', openSse, [guide]],
    [
      'form-refused',
      async (page) => {
        await openSse(page);
        await plugin(page).fill('../x');
        await hosts(page).fill('*.com');
        await page.getByRole('radio', { name: 'Use my CA' }).check();
        await createButton(page).click();
      },
      [guide, tree],
    ],
    [
      'result',
      async (page) => {
        await openSse(page);
        await plugin(page).fill('sales');
        await hosts(page).fill('sse.example.com');
        await create(page);
      },
      [tree],
    ],
    [
      'desk',
      async (page) => {
        await page.evaluate(() => {
          location.hash = '#/files';
        });
        await page
          .locator('input[type="file"]')
          .first()
          .setInputFiles(await pair());
        await page.getByRole('article').first().waitFor();
      },
      [],
    ],
  ];

describe('What assistive technology is told', { timeout: 60_000 }, () => {
  test.each(steps)('at the step "%s" is what was read and found good', async (name, reach, folded) => {
    const golden = new URL(`../golden/outline/${name}.txt`, import.meta.url);
    const { page } = await openPage(browser, site.url, { userAgent });
    await untilReady(page);
    await reach(page);
    const outline = await outlineOf(page.getByRole('main'), folded);
    if (update) writeFileSync(golden, outline);
    expect(existsSync(golden), `tests/golden/outline/${name}.txt is missing; UPDATE_GOLDEN=1 writes it`).toBe(true);
    expect(outline).toBe(readFileSync(golden, 'utf8'));
  });
});
