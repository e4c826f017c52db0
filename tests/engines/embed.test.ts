import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serve } from '../../tools/serve.mjs';
import { scratchFolder, unpack } from '../support/bundle';
import { engines } from '../support/engines';
import type { Driver } from '../support/engines/driver';
import { listen, ofTheBrowser } from '../support/engines/listener';
import type { Listener } from '../support/engines/listener';
import { until } from '../support/engines/waiting';
import { serveSite } from '../support/site';
import type { Site } from '../support/site';
import { requireTool } from '../support/tools';
import { verify } from '../support/verify-sh';

const available = requireTool('openssl');

/** What the documentation around the frame heard, by kind of message. */
interface Heard {
  readonly kinds: readonly string[];
  readonly height: number;
  readonly archive: string;
}

/**
 * A frame of another origin is closed to remote control as to the page around it, so that everything is done by keys, and
 * what comes out of it is what the documentation hears.
 */
describe.skipIf(!available).each(engines)('%s', { timeout: 120_000 }, (_, start) => {
  let site: Site;
  let docs: Awaited<ReturnType<typeof serve>>;
  let driver: Driver;
  let proxy: Listener;

  beforeAll(async () => {
    site = await serveSite();
    const folder = scratchFolder();
    const element =
      '<certwright-recipe recipe="qlik-sse" plugin="sales" hosts="sse.example.com" key="p-256" lock theme="dark" accent="#3366ff"></certwright-recipe>';
    const script = `<script>
      window.heard = { kinds: [], height: 0, archive: '' };
      addEventListener('message', ({ data }) => heard.kinds.push(data.certwright));
      addEventListener('certwright-created', ({ detail }) => (heard.archive = detail.archive));
    </script>`;
    writeFileSync(
      join(folder, 'index.html'),
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Docs</title>${script}</head><body><textarea></textarea>${element}<script src="${site.url}certwright-embed.js"></script></body></html>`,
    );
    docs = await serve(folder, { host: '127.0.0.1', port: 0 });
    proxy = await listen();
    driver = await start({ proxy: proxy.port });
  }, 120_000);
  afterAll(async () => {
    await driver.close();
    await site.close();
    await docs.close();
    await proxy.close();
  });

  const heard = (): Promise<Heard> =>
    driver.evaluate(() => {
      const frame = document.querySelector('certwright-recipe')?.shadowRoot?.querySelector('iframe');
      const { heard } = window as unknown as { heard: { kinds: string[]; archive: string } };
      return { ...heard, height: frame?.getBoundingClientRect().height ?? 0 };
    });

  const focus = (inFrame: boolean): Promise<void> =>
    driver.evaluate((inside) => {
      const frame = document.querySelector('certwright-recipe')?.shadowRoot?.querySelector('iframe');
      (inside ? frame : document.querySelector('textarea'))?.focus();
    }, inFrame);

  test('copies what its user asks for, into the page around it', async () => {
    await driver.goto(`http://127.0.0.1:${String(docs.port)}/`);
    await expect.poll(async () => (await heard()).kinds, { timeout: 30_000 }).toContain('ready');
    await focus(true);
    // Where the Tab key reaches links, Copy link stands behind the way to the content; before every field in any case.
    for (let presses = 0; presses < 2; presses += 1) {
      await driver.press('Tab');
      await driver.press('Enter');
      await driver.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
    }
    await focus(false);
    await driver.press('Control+v');
    await expect
      .poll(() => driver.evaluate(() => document.querySelector('textarea')?.value))
      .toMatch(/#\/qlik-sse\?.*plugin=sales/u);
  });

  test('makes a bundle in a frame of another origin by keys alone, and hands it to the downloads, without a request', async () => {
    await driver.goto(`http://127.0.0.1:${String(docs.port)}/`);
    await expect.poll(async () => (await heard()).kinds, { timeout: 30_000 }).toContain('ready');
    await expect.poll(async () => (await heard()).height, { timeout: 30_000 }).toBeGreaterThan(1000);
    const loaded = site.requests.length;
    proxy.heard.length = 0;
    await focus(true);
    // Which controls the Tab key reaches is up to the engine; Enter in any field creates.
    const created = () => until('a bundle', async () => (await heard()).archive !== '', 5000).catch(() => false);
    for (let presses = 0; presses < 6; presses += 1) {
      await driver.press('Tab');
      await driver.press('Enter');
      if (await created()) break;
    }
    expect((await heard()).archive).toBe('sse_sales_generated_certs.zip');
    const { name, bytes } = await driver.downloaded(async () => {
      await driver.press('Tab');
      await driver.press('Enter');
    });
    expect(name).toBe('sse_sales_generated_certs.zip');
    const { folder } = await unpack(new Uint8Array(bytes));
    expect(verify(folder)).toMatchObject({ status: 0, trouble: [] });
    expect(site.requests.slice(loaded)).toEqual([]);
    expect(proxy.heard.filter((target) => !ofTheBrowser.test(target))).toEqual([]);
    expect([...new Set((await heard()).kinds)].sort()).toEqual(['created', 'height', 'ready']);
  });
});
