import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchChromium } from './chromium';
import { serveSite } from './site';
import type { Site } from './site';

/** The built page and a Chromium for the tests of a file. Both are there from the first test to the last. */
export function siteInChromium(): { readonly site: Site; readonly browser: Browser } {
  const here = {} as { site: Site; browser: Browser };

  beforeAll(async () => {
    here.site = await serveSite();
    here.browser = await launchChromium();
  }, 60_000);

  afterAll(async () => {
    await here.browser.close();
    await here.site.close();
  });

  return here;
}
