import { describe, expect, test } from 'vitest';
import { STEADY, shiftsOnTheWay, sumOf } from '../../tools/bench/shifts.mjs';
import { siteInChromium } from '../support/site-in-chromium';

const here = siteInChromium();

describe('Nothing moves under the eye or the finger', { timeout: 60_000 }, () => {
  test.each([
    { width: 1280, height: 800 },
    { width: 390, height: 844 },
  ])('from the catalogue to the files, at $width × $height', async (viewport) => {
    const parts = await shiftsOnTheWay(here.browser, here.site.url, viewport);
    expect(parts.map(([part]) => part)).toContain('creating the bundle');
    const moved = parts.filter(([, shifts]) => sumOf(shifts, false) >= STEADY);
    expect(moved).toEqual([]);
  });
});
