import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Finds a Chromium that is there: the one that CHROMIUM names, else one on the PATH or in its usual place, else the one
 * that the test tool downloaded.
 *
 * @returns {Promise<string | undefined>} path of the program
 */
export async function findChromium() {
  const named = process.env['CHROMIUM'];
  if (named !== undefined && existsSync(named)) return named;
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...places].find(existsSync);
  if (found !== undefined) return found;
  const { chromium } = await import('playwright-core');
  const downloaded = chromium.executablePath();
  return existsSync(downloaded) ? downloaded : undefined;
}

const switches = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts a headless Chromium. Its sandbox refuses to run as root, so only then it goes without.
 *
 * @param {{ args?: readonly string[], backForwardCache?: boolean }} [options] backForwardCache: keep pages that were left
 *   in memory, as browsers of users do and the test tool switches off
 */
export async function launchChromium({ args = [], backForwardCache = false } = {}) {
  const executablePath = await findChromium();
  if (executablePath === undefined) throw new Error('There is no Chromium; npm test installs one.');
  const { chromium } = await import('playwright-core');
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({
    executablePath,
    args: [...switches, ...sandbox, ...args],
    ...(backForwardCache ? { ignoreDefaultArgs: ['--disable-back-forward-cache'] } : {}),
  });
}
