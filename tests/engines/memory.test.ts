import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { launchChromium, openPage } from '../support/chromium';
import { create, downloadAll, downloaded, openSse, protectCaKey } from '../support/page';
import { serveSite } from '../support/site';

/** Every string and object that scripts of the page can still reach, after what they cannot was cleared away. */
async function heapOf(page: Page): Promise<string> {
  const client = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  client.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await client.send('HeapProfiler.enable');
  for (let time = 0; time < 3; time++) await client.send('HeapProfiler.collectGarbage');
  await client.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await client.detach();
  return chunks.join('');
}

test('No variable of a page that was left holds a password any more, where Chromium keeps it alive', async () => {
  const site = await serveSite();
  const browser = await launchChromium({ backForwardCache: true });
  try {
    const { page } = await openPage(browser, site.url);
    await openSse(page);
    await protectCaKey(page);
    const password = await page.locator('[name="ca-key-password"]').inputValue();
    await create(page);
    await downloaded(page, () => downloadAll(page).click());
    await page.getByRole('checkbox', { name: 'I have saved it' }).check();
    expect((await heapOf(page)).includes(password)).toBe(true);
    await page.goto(`${site.url}favicon.svg`);
    await page.evaluate(() => {
      history.back();
    });
    await page.getByRole('status').filter({ hasText: 'This page was left' }).waitFor();
    expect((await heapOf(page)).includes(password)).toBe(false);
  } finally {
    await browser.close();
    await site.close();
  }
}, 180_000);
