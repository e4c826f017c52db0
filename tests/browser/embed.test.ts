import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serve } from '../../tools/serve.mjs';
import { openAllDetails, violations } from '../support/axe';
import { scratchFolder, unpack } from '../support/bundle';
import { launchChromium, openPage } from '../support/chromium';
import { serveSite } from '../support/site';
import type { Site } from '../support/site';
import { requireTool } from '../support/tools';
import { verify } from '../support/verify-sh';

let browser: Browser;
/** Where Certwright is. It sends no header that would let other origins read from it. */
let site: Site;
/** Somebody's documentation, on another origin. */
let docs: { readonly folder: string; readonly port: number; readonly close: () => Promise<void> };

beforeAll(async () => {
  browser = await launchChromium({ args: ['--host-resolver-rules=MAP docs.lan 127.0.0.1'] });
  site = await serveSite();
  const folder = scratchFolder();
  docs = { folder, ...(await serve(folder, { host: '127.0.0.1', port: 0 })) };
}, 60_000);

afterAll(async () => {
  await browser.close();
  await site.close();
  await docs.close();
});

/** Writes a page of the documentation and returns its path. */
function write(name: string, body: string, head = ''): string {
  mkdirSync(docs.folder, { recursive: true });
  const loader = `<script src="${site.url}certwright-embed.js"></script>`;
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,">${head}<title>Docs</title></head><body>${body}${loader}</body></html>`;
  writeFileSync(join(docs.folder, name), html);
  return name;
}

const open = (name: string, host = '127.0.0.1') => openPage(browser, `http://${host}:${String(docs.port)}/${name}`);
const frameIn = (page: Page, index = 0): FrameLocator => page.locator('iframe').nth(index).contentFrame();
const createIn = (frame: FrameLocator) => frame.getByRole('button', { name: 'Create bundle' });
const downloadIn = (frame: FrameLocator) => frame.getByRole('button', { name: /^Download \S+\.zip$/u });

/** Collects what the documentation hears, and everything that is posted to its window. */
async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const heard: unknown[] = [];
    const posted: unknown[] = [];
    Object.assign(globalThis, { heard, posted });
    document.addEventListener('certwright-created', (event) => heard.push((event as CustomEvent).detail));
    addEventListener('message', ({ data }) => posted.push(data));
  });
}
const heard = (page: Page): Promise<{ archive: string; files: string[] }[]> =>
  page.evaluate(() => (globalThis as unknown as { heard: { archive: string; files: string[] }[] }).heard);

const sales =
  '<certwright-recipe recipe="qlik-sse" plugin="sales" hosts="sse.example.com" key="p-256" lock></certwright-recipe>';

describe('An embedded recipe', { timeout: 60_000 }, () => {
  test('makes its bundle in another origin’s page by Enter in a field, and that page hears file names only', async () => {
    requireTool('openssl');
    const policy = `default-src 'self'; img-src data:; script-src ${site.url}; frame-src ${site.url}; require-trusted-types-for 'script'; trusted-types 'none'`;
    const name = write('one.html', sales, `<meta http-equiv="Content-Security-Policy" content="${policy}">`);
    const { page, complaints } = await open(name);
    await listen(page);
    const frame = frameIn(page);
    await createIn(frame).waitFor();
    await frame.getByRole('status').filter({ hasText: 'Ready' }).waitFor();
    await frame.locator('[name="plugin"]').press('Enter');
    await downloadIn(frame).waitFor();
    const title = frame.getByRole('heading', { name: 'Your bundle is ready' });
    const { height = 0 } = page.viewportSize() ?? {};
    await expect.poll(async () => (await title.boundingBox())?.y ?? height).toBeLessThan(height);
    const [download] = await Promise.all([page.waitForEvent('download'), downloadIn(frame).click()]);
    expect(download.suggestedFilename()).toBe('sse_sales_generated_certs.zip');
    const stream = await download.createReadStream();
    const parts: Buffer[] = [];
    for await (const part of stream) parts.push(part as Buffer);
    const { folder } = await unpack(new Uint8Array(Buffer.concat(parts)));
    expect(verify(folder)).toMatchObject({ status: 0, trouble: [] });

    const [event, ...more] = await heard(page);
    expect(more).toEqual([]);
    expect(event?.archive).toBe('sse_sales_generated_certs.zip');
    expect(event?.files).toContain('sse_sales_generated_certs/sse_sales_server_certs/sse_server_key.pem');
    const posted = await page.evaluate(() => (globalThis as unknown as { posted: Record<string, unknown>[] }).posted);
    for (const message of posted)
      expect(Object.keys(message).filter((key) => !['certwright', 'height', 'archive', 'files'].includes(key))).toEqual(
        [],
      );
    expect(JSON.stringify(posted)).not.toContain('BEGIN');
    expect(complaints).toEqual([]);
  });

  test('is framed without the rights of its origin, and shows where it comes from', async () => {
    const { page } = await open(write('two.html', sales));
    const element = page.locator('iframe');
    expect(await element.getAttribute('sandbox')).toBe('allow-scripts allow-downloads allow-forms');
    expect(await element.getAttribute('referrerpolicy')).toBe('no-referrer');
    const frame = frameIn(page);
    await createIn(frame).waitFor();
    expect(await frame.locator('body').evaluate(() => self.origin)).toBe('null');
    expect(await frame.locator('footer').innerText()).toContain(`from ${site.url.slice(0, -1)}`);
  });

  test('locked shows neither other systems nor ways in that take files; unlocked shows the systems', async () => {
    const { page } = await open(
      write('lock.html', `${sales}<certwright-recipe recipe="tls-server"></certwright-recipe>`),
    );
    const [locked, free] = [frameIn(page, 0), frameIn(page, 1)];
    await createIn(locked).waitFor();
    expect(await locked.getByRole('button', { name: 'All systems' }).count()).toBe(0);
    expect(await locked.getByRole('radio', { name: 'Use my CA' }).count()).toBe(0);
    await createIn(free).waitFor();
    await free.getByRole('button', { name: 'All systems' }).click();
    await free.getByRole('searchbox').waitFor();
    expect(await free.getByText('I already have files').count()).toBe(0);
    expect(await free.getByText('Use it offline').count()).toBe(0);
  });

  test('is as high as what stands in it, several on one page apart from each other', async () => {
    const { page } = await open(
      write('several.html', `${sales}<certwright-recipe recipe="mtls" key="p-256"></certwright-recipe>`),
    );
    await listen(page);
    for (const index of [0, 1]) {
      const frame = frameIn(page, index);
      await createIn(frame).waitFor();
      const inside = () => frame.locator('body').evaluate((body) => Math.ceil(body.getBoundingClientRect().height));
      const outside = async () => (await page.locator('iframe').nth(index).boundingBox())?.height;
      await expect.poll(async () => (await outside()) === (await inside())).toBe(true);
    }
    await createIn(frameIn(page, 1)).click();
    await downloadIn(frameIn(page, 1)).waitFor();
    expect(await downloadIn(frameIn(page, 0)).count()).toBe(0);
    expect((await heard(page)).map(({ archive }) => archive)).toEqual(['certwright-mtls-service.zip']);
  });

  test('takes scheme and accent, makes the accent legible, and takes nothing else', async () => {
    const body = '<certwright-recipe recipe="mtls" theme="dark" accent="#ffee00" lock></certwright-recipe>';
    const { page } = await open(write('theme.html', body));
    const frame = frameIn(page);
    await createIn(frame).waitFor();
    const ground = () => frame.locator('body').evaluate((element) => getComputedStyle(element).backgroundColor);
    await expect.poll(ground).toBe('rgb(18, 21, 24)');
    await page.locator('certwright-recipe').evaluate((element) => element.setAttribute('theme', 'light'));
    await expect.poll(ground).toBe('rgb(245, 244, 240)');
    const button = createIn(frame);
    const accentOf = () => button.evaluate((element) => getComputedStyle(element).backgroundColor);
    // The colour takes a moment to get there.
    await expect.poll(accentOf).toMatch(/^rgb\(1?\d{2}, 1?\d{2}, 0\)$/u);
    const accent = await accentOf();
    expect(accent).not.toBe('rgb(255, 238, 0)');

    await page.evaluate(() => {
      const frame = document.querySelector('certwright-recipe')?.shadowRoot?.querySelector('iframe')?.contentWindow;
      for (const message of [
        { certwright: 'theme', scheme: 'light', accent: 'red; background: url(https://evil.example)' },
        { certwright: 'answer', name: 'evil' },
        { certwright: 'created' },
        'create',
        null,
      ])
        frame?.postMessage(message, '*');
    });
    await frame.locator('html:not([data-accent])').waitFor();
    expect(await frame.locator('[name="name"]').inputValue()).toBe('service');
    expect(await frame.locator('html').evaluate((root) => root.style.cssText)).not.toContain('evil');
  });

  test.each(['light', 'dark'])(
    'breaks no rule of accessibility in %s with an accent, in the frame and around it',
    async (scheme) => {
      const element = `<certwright-recipe recipe="mtls" key="p-256" theme="${scheme}" accent="#ff8800" lock></certwright-recipe>`;
      const { page } = await open(write(`axe-${scheme}.html`, `<main><h1>Docs</h1>${element}</main>`));
      await createIn(frameIn(page)).click();
      await downloadIn(frameIn(page)).waitFor();
      const frame = page.frames().find((each) => each !== page.mainFrame());
      if (frame === undefined) throw new Error('There is no frame.');
      await frame.locator(`html[data-scheme="${scheme}"]`).waitFor();
      await openAllDetails(frame);
      expect(await violations(frame)).toEqual([]);
      expect(await violations(page)).toEqual([]);
    },
  );

  test('says so when the page wants a way in that takes files', async () => {
    const { page } = await open(
      write('mode.html', '<certwright-recipe recipe="tls-server" mode="convert"></certwright-recipe>'),
    );
    await frameIn(page).getByRole('alert').filter({ hasText: 'takes files of yours' }).waitFor();
    await createIn(frameIn(page)).waitFor();
  });

  test('hears its own frame only', async () => {
    const { page } = await open(write('forged.html', sales));
    await listen(page);
    await createIn(frameIn(page)).waitFor();
    await page.evaluate(() => {
      for (const message of [
        { certwright: 'height', height: 7 },
        { certwright: 'created', archive: 'forged.zip', files: [] },
      ])
        postMessage(message, '*');
    });
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    expect(await heard(page)).toEqual([]);
    expect((await page.locator('iframe').boundingBox())?.height).toBeGreaterThan(7);
  });

  test('says where a link leads, selected, since a frame may not follow it', async () => {
    const { page } = await open(write('links.html', sales));
    const frame = frameIn(page);
    await createIn(frame).waitFor();
    const link = frame.locator('a[target="_blank"]').first();
    await frame.getByText('Where this comes from').click();
    await link.click();
    await frame.getByRole('status').filter({ hasText: 'address is selected' }).waitFor();
    expect(await link.evaluate(() => getSelection()?.toString())).toBe(await link.innerText());
    expect(page.context().pages()).toHaveLength(1);
  });

  test('offers its own page with the same answers, and the one file, outside the frame', async () => {
    const { page } = await open(write('outside.html', sales));
    const [full, file] = await page.locator('certwright-recipe a').all();
    expect(await full?.getAttribute('href')).toBe(
      `${site.url}index.html#/qlik-sse?plugin=sales&hosts=sse.example.com&key=p-256`,
    );
    expect(await file?.getAttribute('href')).toBe(`${site.url}certwright.html`);
  });
});

describe('Instead of a frame', { timeout: 60_000 }, () => {
  test('without script the link inside the element stands there', async () => {
    const name = write(
      'fallback.html',
      '<certwright-recipe recipe="mtls"><a href="https://example.com/">Make them</a></certwright-recipe>',
    );
    const { page } = await openPage(browser, `http://127.0.0.1:${String(docs.port)}/${name}`, {
      javaScriptEnabled: false,
    });
    await page.getByRole('link', { name: 'Make them' }).waitFor();
  });

  test.each([
    [
      'an unknown recipe',
      '<certwright-recipe recipe="nothing"></certwright-recipe>',
      'There is no recipe “nothing” here',
    ],
    [
      'a lock without recipe',
      '<certwright-recipe lock></certwright-recipe>',
      'takes one of: actian-integration-manager',
    ],
    [
      'a secret attribute',
      '<certwright-recipe recipe="mtls" ca-key-password="hunter2hunter2"></certwright-recipe>',
      'ca-key-password would hold a secret',
    ],
  ])('%s is a card that says so', async (_, body, words) => {
    const { page } = await open(write('card.html', body));
    await page.getByRole('alert').filter({ hasText: words }).waitFor();
    expect(await page.locator('iframe').count()).toBe(0);
    expect(await page.getByRole('alert').innerText()).not.toContain('hunter2');
  });

  test('a page that is not secure offers the own page and the one file', async () => {
    const { page } = await open(write('insecure.html', sales), 'docs.lan');
    const card = page.getByRole('alert').filter({ hasText: 'not opened by https' });
    await card.waitFor();
    expect(await page.locator('iframe').count()).toBe(0);
    await card.getByRole('link', { name: 'own page' }).waitFor();
    await card.getByRole('link', { name: 'one file' }).waitFor();
  });
});
