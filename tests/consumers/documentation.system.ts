import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { npmFolder, pythonOf, requireConsumers } from '../../tools/consumers/places.mjs';
import { serve } from '../../tools/serve.mjs';
import { scratchFolder, unpack } from '../support/bundle';
import { launchChromium, openPage } from '../support/chromium';
import { downloaded } from '../support/page';
import { serveSite } from '../support/site';
import type { Site } from '../support/site';
import { verify } from '../support/verify-sh';

const sources = fileURLToPath(new URL('documentation/', import.meta.url));

let browser: Browser;
let site: Site;

beforeAll(async () => {
  requireConsumers();
  browser = await launchChromium();
  site = await serveSite();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

/** A copy of an example site that takes the loader from where Certwright is served now. */
function sourcesOf(name: string): string {
  const folder = join(scratchFolder(), name);
  cpSync(join(sources, name), folder, { recursive: true });
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile())
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll('https://certs.example.com', site.url.slice(0, -1)));
  }
  return folder;
}

/** Runs a generator; it must end with 0. */
function generate(command: string, args: readonly string[], folder: string): void {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
  expect(status, stdout + stderr).toBe(0);
}

/** By generator: makes the pages of a folder and says where they are. */
const generators: Readonly<Record<string, (folder: string) => string>> = {
  html: (folder) => folder,
  mkdocs: (folder) => {
    generate(pythonOf('mkdocs'), ['-m', 'mkdocs', 'build', '--strict', '--quiet'], folder);
    return join(folder, 'site');
  },
  vitepress: (folder) => {
    symlinkSync(`${npmFolder}node_modules`, join(folder, 'node_modules'), 'junction');
    generate(process.execPath, ['node_modules/vitepress/bin/vitepress.js', 'build'], folder);
    return join(folder, '.vitepress/dist');
  },
};

const frameIn = (page: Page) => page.locator('certwright-recipe iframe').contentFrame();

describe.each(Object.keys(generators))('Documentation made with %s', (name) => {
  test('holds a recipe that makes its bundle', async () => {
    const folder = generators[name]?.(sourcesOf(name)) ?? '';
    const { port, close } = await serve(folder, { host: '127.0.0.1', port: 0 });
    try {
      const { page, complaints } = await openPage(browser, `http://127.0.0.1:${String(port)}/`);
      const element = page.locator('certwright-recipe');
      await element.evaluate((node) => {
        node.addEventListener('certwright-created', (event) => {
          node.setAttribute('data-archive', (event as CustomEvent<{ archive: string }>).detail.archive);
        });
      });
      const frame = frameIn(page);
      await frame.getByRole('status').filter({ hasText: 'Ready' }).waitFor();
      await frame.getByRole('button', { name: 'Create bundle' }).click();
      const download = frame.getByRole('button', { name: /^Download \S+\.zip$/u });
      await download.waitFor();
      const { bytes } = await downloaded(page, () => download.click());
      const { folder: bundle } = await unpack(new Uint8Array(bytes));
      expect(verify(bundle)).toMatchObject({ status: 0, trouble: [] });
      expect(await element.getAttribute('data-archive')).toBe('sse_sales_generated_certs.zip');
      expect(complaints.filter((text) => /Content Security|certwright/iu.test(text))).toEqual([]);

      if (name !== 'vitepress') return;
      // Its pages change without being loaded.
      await page.getByRole('main').getByRole('link', { name: 'About' }).click();
      await page.getByRole('heading', { name: 'About' }).waitFor();
      expect(await page.locator('iframe').count()).toBe(0);
      await page.getByRole('link', { name: 'Back to the certificates' }).click();
      await frameIn(page).getByRole('button', { name: 'Create bundle' }).waitFor();
    } finally {
      await close();
    }
  });
});
