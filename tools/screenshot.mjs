// node tools/screenshot.mjs: takes the pictures of the three faces in README and docs anew. npm run build first.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchChromium } from './chromium.mjs';
import { root } from './run.mjs';
import { serve } from './serve.mjs';

const site = await serve(`${root}dist/site`, { host: '127.0.0.1', port: 0 });
const address = `http://127.0.0.1:${site.port}`;
const folder = mkdtempSync(join(tmpdir(), 'certwright-picture-'));
const example = readFileSync(`${root}tests/consumers/documentation/html/index.html`, 'utf8');
writeFileSync(join(folder, 'index.html'), example.replaceAll('https://certs.example.com', address));
const docs = await serve(folder, { host: '127.0.0.1', port: 0 });
const browser = await launchChromium();

/**
 * @param {string} name
 * @param {string} url
 * @param {(page: import('playwright-core').Page) => import('playwright-core').Page | import('playwright-core').FrameLocator} [inside]
 * @param {(page: import('playwright-core').Page) => Promise<void>} [reach] from the page as it is ready to what is shown
 */
async function picture(name, url, inside = (page) => page, reach = (page) => page.evaluate(() => scrollTo(0, 0))) {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 900 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  await page.goto(url);
  await inside(page).getByRole('status').filter({ hasText: 'Ready' }).waitFor();
  await reach(page);
  await page.screenshot({ path: `${root}docs/images/${name}.png` });
  await page.close();
}

/** @param {import('playwright-core').Page} page */
async function created(page) {
  await page.getByRole('button', { name: 'Create bundle' }).click();
  await page.getByRole('heading', { name: 'Your bundle is ready' }).waitFor();
}

try {
  await picture('page', `${address}/#/qlik-sse?plugin=sales&hosts=sse.example.com,%2010.0.0.5`);
  await picture(
    'result',
    `${address}/#/qlik-sse?plugin=sales&hosts=sse.example.com,%2010.0.0.5`,
    (page) => page,
    created,
  );
  await picture('offline', pathToFileURL(`${root}dist/site/certwright.html`).href);
  await picture('embed', `http://127.0.0.1:${docs.port}/`, (page) => page.locator('iframe').contentFrame());
} finally {
  await browser.close();
  await Promise.all([site.close(), docs.close()]);
  rmSync(folder, { recursive: true, force: true });
}
