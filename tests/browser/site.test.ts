import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serve } from '../../tools/serve.mjs';
import { scratchFolder } from '../support/bundle';
import { launchChromium, openPage } from '../support/chromium';
import { chooseSse, create, downloadAll, downloaded, hosts } from '../support/page';

const built = fileURLToPath(new URL('../../dist/site/', import.meta.url));

describe('The site', { timeout: 60_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  }, 60_000);
  afterAll(() => browser.close());

  test('works below any path of a plain static host, and asks it for nothing outside its own folder', async () => {
    const folder = scratchFolder();
    const below = 'tools/de/certs-1.0 (new)';
    cpSync(built, join(folder, below), { recursive: true });
    const asked: string[] = [];
    const onRequest = (target: string): void => void asked.push(decodeURIComponent(target));
    const { port, close } = await serve(folder, { host: '127.0.0.1', port: 0, onRequest });
    try {
      const { page, complaints } = await openPage(browser, encodeURI(`http://127.0.0.1:${String(port)}/${below}/`));
      await chooseSse(page);
      await hosts(page).fill('sse.example.com');
      const before = asked.length;
      await create(page);
      await downloaded(page, () => downloadAll(page).click());
      expect(asked.filter((target) => !target.startsWith(`/${below}/`))).toEqual([]);
      expect(asked.length).toBe(before);
      expect(complaints).toEqual([]);
    } finally {
      await close();
    }
  });
});
