import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { prepareFiles, ready, states } from '../../tools/screens/states.mjs';
import { colourRules, excess, violations } from '../support/axe';
import { launchChromium, openPage } from '../support/chromium';
import { cutParts, lostInForcedColours, smallTargets } from '../support/looks';
import { serveSite } from '../support/site';
import type { Site } from '../support/site';

let site: Site;
let browser: Browser;
let removeFiles: () => void;

beforeAll(async () => {
  removeFiles = prepareFiles();
  site = await serveSite();
  browser = await launchChromium();
});

afterAll(async () => {
  await browser.close();
  await site.close();
  removeFiles();
});

const height = 900;
/** As wide as a phone; as wide as 1280 pixels are at 200 %. */
const narrow = [320, 640];

// One page for everything that is asked of a state, since reaching it takes longest.
describe('Every state of the page', { timeout: 120_000 }, () => {
  test.concurrent.for(Object.entries(states))('%s is for everybody', async ([, reach], { expect }) => {
    const { page } = await openPage(browser, site.url, {
      viewport: { width: 1280, height },
      colorScheme: 'light',
      reducedMotion: 'reduce',
    });
    await ready(page);
    await reach(page);

    expect.soft(await violations(page), 'in light colours').toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect.soft(await violations(page, colourRules), 'in dark colours').toEqual([]);
    expect.soft(await lostInForcedColours(page), 'in forced colours').toEqual([]);
    for (const width of narrow) {
      await page.setViewportSize({ width, height });
      expect.soft(await excess(page), `sideways at ${width}`).toBe(0);
      expect.soft(await cutParts(page), `at ${width}`).toEqual([]);
      expect.soft(await smallTargets(page), `at ${width}`).toEqual([]);
    }
    await page.setViewportSize({ width: 1280, height });
    expect.soft(await smallTargets(page), 'at 1280').toEqual([]);
    await page.evaluate(() => {
      document.documentElement.style.fontSize = '200%';
    });
    expect.soft(await excess(page), 'sideways with texts of 200 %').toBe(0);
    expect.soft(await cutParts(page), 'with texts of 200 %').toEqual([]);
    await page.context().close();
  });
});
