import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export { launchChromium } from '../../tools/chromium.mjs';

/** A page, and everything that went wrong in it. */
export interface WatchedPage {
  readonly page: Page;
  /** Console errors (violations of the content security policy among them), warnings and uncaught exceptions. */
  readonly complaints: string[];
}

/** Opens a page in a context of its own and listens for complaints. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url);
  return { page, complaints };
}
