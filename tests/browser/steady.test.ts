import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STEADY, shiftsOnTheWay, sumOf } from '../../tools/bench/shifts.mjs';
import { launchChromium } from '../support/chromium';
import { serveSite } from '../support/site';
import type { Site } from '../support/site';

let site: Site;
let browser: Browser;

beforeAll(async () => {
  site = await serveSite();
  browser = await launchChromium();
}, 60_000);

afterAll(async () => {
  await browser.close();
  await site.close();
});

describe('Nothing moves under the eye or the finger', { timeout: 60_000 }, () => {
  test.each([
    { width: 1280, height: 800 },
    { width: 390, height: 844 },
  ])('from the catalogue to the files, at $width × $height', async (viewport) => {
    const parts = await shiftsOnTheWay(browser, site.url, viewport);
    expect(parts.map(([part]) => part)).toContain('creating the bundle');
    const moved = parts.filter(([, shifts]) => sumOf(shifts, false) >= STEADY);
    expect(moved).toEqual([]);
  });
});
