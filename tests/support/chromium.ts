import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { findChromium } from '../../tools/chromium.mjs';

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface LaunchOptions {
  /** Further switches. */
  readonly args?: readonly string[];
  /** Keep pages alive in the back-forward cache, as browsers of users do; the driver switches it off else. */
  readonly backForwardCache?: boolean;
}

/** Starts the first Chromium that is there. */
export async function launchChromium({
  args: more = [],
  backForwardCache = false,
}: LaunchOptions = {}): Promise<Browser> {
  const executablePath = await findChromium();
  if (executablePath === undefined) throw new Error('No Chromium is there; npm test installs one.');
  return chromium.launch({
    executablePath,
    args: [...args, ...more],
    ...(backForwardCache ? { ignoreDefaultArgs: ['--disable-back-forward-cache'] } : {}),
  });
}

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
