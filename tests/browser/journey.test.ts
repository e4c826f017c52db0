import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { openAllDetails } from '../support/axe';
import { openPage } from '../support/chromium';
import {
  create,
  createButton,
  downloadAll,
  downloaded,
  hosts,
  chooseSse,
  openSse,
  plugin,
  untilReady,
} from '../support/page';
import { siteInChromium } from '../support/site-in-chromium';

const here = siteInChromium();

describe('The way from the catalogue to the files', { timeout: 60_000 }, () => {
  test('goes by clicks, without a complaint and without a request after Ready', async () => {
    const { page, complaints } = await openPage(here.browser, here.site.url);
    await untilReady(page);
    const asked = here.site.requests.length;
    const sent: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith('blob:')) sent.push(request.url());
    });

    await chooseSse(page);
    await plugin(page).fill('sales');
    await hosts(page).fill('https://sse.example.com:50052/x, 10.0.0.5');
    await create(page);
    const all = await downloaded(page, () => downloadAll(page).click());
    expect(all.name).toBe('sse_sales_generated_certs.zip');
    expect(Object.keys(unzipSync(all.bytes))).toEqual(
      expect.arrayContaining(['README.txt', 'sse_sales_generated_certs/sse_sales_server_certs/sse_server_cert.pem']),
    );
    expect(sent).toEqual([]);
    expect(here.site.requests.length).toBe(asked);
    expect(complaints).toEqual([]);
  });

  test('goes by keyboard alone', async () => {
    const { page, complaints } = await openPage(here.browser, here.site.url);
    await untilReady(page);
    const tabTo = async (name: string): Promise<void> => {
      for (let pressed = 0; pressed < 80; pressed++) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(() => {
          const active = document.activeElement;
          return active?.getAttribute('name') ?? active?.textContent.trim() ?? '';
        });
        if (at.startsWith(name)) return;
      }
      throw new Error(`Tab never reached ${name}`);
    };

    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('grpc');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /Qlik/u }).waitFor();
    await tabTo('plugin');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('sales');
    await tabTo('hosts');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('sse.example.com');
    await tabTo('Create bundle');
    await page.keyboard.press('Enter');
    await downloadAll(page).waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Your bundle is ready');
    await tabTo('Download sse_sales_generated_certs.zip');
    const all = await downloaded(page, () => page.keyboard.press('Enter'));
    expect(all.name).toBe('sse_sales_generated_certs.zip');
    expect(complaints).toEqual([]);
  });

  test('shows the tree and the steps with the typed values before any key exists', async () => {
    const { page } = await openPage(here.browser, here.site.url);
    await openSse(page);
    await plugin(page).fill('sales');
    const tree = page.getByRole('region', { name: 'What you will get' });
    await expect.poll(() => tree.innerText()).toContain('sse_sales_server_certs/');
    expect(await tree.innerText()).toContain('secret');
    // Far below the fold the browser lays no text out, so innerText would not see it.
    expect(await page.getByRole('region', { name: 'What to do with the files' }).textContent()).toContain('sales');
    await plugin(page).fill('stock');
    await expect.poll(() => tree.innerText()).toContain('sse_stock_server_certs/');
    expect(await downloadAll(page).count()).toBe(0);
  });

  test.each([390, 1280])('shows Create above the tree or beside it, at a width of %i', async (width) => {
    const { page } = await openPage(here.browser, here.site.url, { viewport: { width, height: 800 } });
    await openSse(page);
    const tree = await page.getByRole('region', { name: 'What you will get' }).boundingBox();
    const button = await createButton(page).boundingBox();
    if (tree === null || button === null) throw new Error('They are not drawn.');
    expect(width < 960 ? button.y < tree.y : button.x + button.width < tree.x).toBe(true);
  });

  test('tells of a file that is pointed at what it is, its encoding, and who reads it', async () => {
    const { page } = await openPage(here.browser, here.site.url);
    await openSse(page, 'sse.example.com');
    const tree = page.getByRole('region', { name: 'What you will get' });
    const told = () =>
      page.evaluate(() => {
        const ids = document.activeElement?.getAttribute('aria-describedby') ?? '';
        return document.getElementById(ids)?.textContent ?? '';
      });
    expect(await tree.locator('button[tabindex="0"]').count()).toBe(1);
    await tree.locator('button[tabindex="0"]').focus();
    expect(await told()).toContain('X.509 certificate, PEM (text)');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await told()).toMatch(
      /^\s*sse_server_key\.pem\s.*PKCS#8 in PEM.*Goes to: The plugin's computer.*Secret: readable by/su,
    );
    await tree.getByRole('button', { name: 'README.txt' }).hover();
    await expect.poll(() => tree.getByText('Part of every download.').count()).toBe(1);
  });

  test('shows what Advanced holds while it is closed', async () => {
    const { page } = await openPage(here.browser, here.site.url);
    await openSse(page);
    expect(await page.locator('summary', { hasText: 'Advanced' }).innerText()).toMatch(
      /Key: ECDSA P-256 · .*825 days/su,
    );
  });

  test('draws who signed whom, and lets the steps be ticked off', async () => {
    const { page } = await openPage(here.browser, here.site.url);
    await openSse(page, 'sse.example.com');
    await create(page);
    const signed = page.getByRole('list', { name: 'Signed by Root certificate' });
    expect(await signed.getByRole('article').count()).toBe(2);
    const machine = page.getByRole('region', { name: "The plugin's computer" });
    await machine
      .getByRole('checkbox', { name: /^Done:/u })
      .first()
      .check();
    await machine
      .getByRole('status')
      .filter({ hasText: /^1 of \d+ steps done$/u })
      .waitFor();
    await plugin(page).fill('stock');
    expect(await page.getByRole('checkbox', { name: /^Done:/u }).count()).toBe(0);
  });

  test('does not make another bundle by Enter in a field, but by the button', async () => {
    const { page } = await openPage(here.browser, here.site.url);
    await openSse(page);
    await create(page);
    const made = (): Promise<number> => page.evaluate(() => performance.getEntriesByName('certwright:bundle').length);
    expect(await made()).toBe(1);
    await plugin(page).press('Enter');
    const title = page.getByRole('heading', { name: 'Your bundle is ready' });
    await expect.poll(() => title.evaluate((node) => node === document.activeElement)).toBe(true);
    expect(await made()).toBe(1);
    await createButton(page).click();
    await expect.poll(made).toBe(2);
  });

  test('shows values in the step that enters them', async () => {
    const { page } = await openPage(here.browser, here.site.url);
    await openSse(page, 'sse.example.com');
    const steps = page.getByRole('region', { name: 'The Qlik server' }).getByRole('listitem');
    const step = steps.filter({ hasText: 'enter the connection in the QMC' });
    expect(await step.locator('dt').allTextContents()).toContain('Certificate file path');
    expect(await page.locator('dt', { hasText: 'Certificate file path' }).count()).toBe(1);
  });

  test('leads from the download to each machine, whose commands are for its own system', async () => {
    const { page } = await openPage(here.browser, here.site.url);
    await openSse(page, 'sse.example.com');
    await create(page);
    const result = page.getByRole('region', { name: 'Download' });
    await result.getByRole('button', { name: 'The Qlik server' }).click();
    const heading = page.getByRole('heading', { name: 'The Qlik server' });
    expect(await heading.evaluate((node) => node === document.activeElement)).toBe(true);

    const of = (name: string) => page.getByRole('region', { name }).getByRole('group', { name: 'The system there' });
    const plugins = of("The plugin's computer");
    await plugins.getByRole('button', { name: 'Windows' }).click();
    expect(await plugins.getByRole('button', { pressed: true }).allInnerTexts()).toEqual(['Windows']);
    expect(await of('A safe place').count()).toBe(0);
  });

  test('begins with the commands of the system that a machine must run', async () => {
    const { page } = await openPage(here.browser, here.site.url);
    await openSse(page);
    const pressed = page.getByRole('group', { name: 'The system there' }).getByRole('button', { pressed: true });
    await expect.poll(() => pressed.allTextContents()).toEqual(['Windows']);
    await hosts(page).fill('sse.example.com');
    // Here the browser’s own, which is what most tests run on.
    await expect.poll(() => pressed.allTextContents()).toEqual(['Linux']);
  });

  test('numbers only the steps that lead to a running system', async () => {
    const { page } = await openPage(here.browser, here.site.url);
    await openSse(page, 'sse.example.com');
    await create(page);
    const machine = page.getByRole('region', { name: "The plugin's computer" });
    const steps = machine.getByRole('heading', { level: 4 });
    expect(await steps.filter({ hasText: 'Go back' }).count()).toBe(0);
    const back = machine.getByText('If it does not work: Go back to what worked');
    const lines = machine.getByText('.failed').first();
    expect(await lines.count()).toBe(0);
    await back.click();
    await lines.waitFor();
    await machine.getByText('Later: Renew before the certificates end').waitFor();
  });

  test('folds what only some need in its place, without a number', async () => {
    const { page } = await openPage(here.browser, here.site.url);
    await openSse(page, 'sse.example.com');
    await create(page);
    const machine = page.getByRole('region', { name: "The plugin's computer" });
    const rows = await machine.getByRole('list').filter({ hasText: 'Start the plugin' }).getByRole('listitem').all();
    const heads = await Promise.all(
      rows.map((row) => row.evaluate((item) => item.querySelector('h4, summary')?.textContent.trim() ?? '')),
    );
    expect(heads).toEqual([
      'Only if certificates are in use already: keep them',
      expect.stringMatching(/^1Put the folder/u),
      'Only if a firewall keeps Qlik from port 50052: open it',
      expect.stringMatching(/^2Start the plugin/u),
      "To be sure: does it answer only to Qlik's certificate?",
    ]);
    expect(await machine.getByRole('checkbox').count()).toBe(2);
    const check = machine.getByText('verify.sh --connect sse.example.com:50052');
    expect(await check.count()).toBe(0);
    await machine.getByText('To be sure').press('Enter');
    await check.first().waitFor();
    await machine.getByText('By hand, in the folder').click();
    await machine.getByText('-alpn h2').first().waitFor();
  });

  test('prints one sheet for whoever runs a machine, without what others need', async () => {
    const { page } = await openPage(here.browser, here.site.url);
    await openSse(page, 'sse.example.com');
    await create(page);
    await page.evaluate(() => {
      window.print = () => undefined;
    });
    const machine = page.getByRole('region', { name: "The plugin's computer" });
    await machine.getByRole('button', { name: "Print the sheet: The plugin's computer" }).click();
    await page.emulateMedia({ media: 'print' });
    expect(
      await machine
        .getByText(/^From sse_\S+\.zip, made .*Root certificate, SHA-256: (?:[0-9A-F]{2}:){31}/su)
        .isVisible(),
    ).toBe(true);
    expect(await machine.getByText('.failed').first().isVisible()).toBe(true);
    for (const name of ['The Qlik server (Windows, as administrator)', 'Your bundle is ready', 'Good to know'])
      expect(await page.getByRole('region', { name, exact: true }).isVisible(), name).toBe(false);
    expect(await createButton(page).isVisible()).toBe(false);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    expect(await page.getByRole('region', { name: 'Good to know' }).isVisible()).toBe(true);
    expect(await page.getByRole('region', { name: 'What you will get' }).isVisible()).toBe(false);
  });

  test('offers each machine only its own files, and single files', async () => {
    const { page } = await openPage(here.browser, here.site.url);
    await openSse(page, 'sse.example.com');
    await plugin(page).fill('sales');
    await create(page);
    const machines = page.getByRole('button', { name: /^Download \S+\.zip only for/u });
    expect(await machines.count()).toBeGreaterThanOrEqual(3);
    const first = await downloaded(page, () => machines.first().click());
    const paths = Object.keys(unzipSync(first.bytes));
    expect(paths).toContain('README.txt');
    const folders = new Set(paths.filter((path) => path.includes('/')).map((path) => path.split('/')[1]));
    expect(folders.size).toBe(1);

    const key = await downloaded(page, () =>
      page.getByRole('button', { name: /Save .*sse_server_key\.pem$/u }).click(),
    );
    expect(key.name).toBe('sse_server_key.pem');
    expect(strFromU8(key.bytes)).toMatch(/^-----BEGIN PRIVATE KEY-----\n/u);
  });

  test('says what was made: certificates, fingerprints, validity, checks', async () => {
    const { page } = await openPage(here.browser, here.site.url);
    await openSse(page);
    await hosts(page).fill('sse.example.com');
    await create(page);
    const result = page.getByRole('region', { name: 'Your bundle is ready' });
    await openAllDetails(page);
    const text = await result.innerText();
    expect(text).toMatch(/([0-9A-F]{2}:){31}[0-9A-F]{2}/u);
    expect(text).toMatch(/Valid until\s+\d{4}-\d\d-\d\d/u);
    expect(text).toContain('sse.example.com');
    expect(text).toMatch(/\d+ checks of the finished files passed/u);
    expect(text).toContain('Contains the CA key: keep it');
  });

  test('can be cancelled, and the answers stay', async () => {
    const { page, complaints } = await openPage(here.browser, here.site.url);
    await openSse(page);
    await plugin(page).fill('sales');
    await page.locator('summary', { hasText: 'Advanced' }).click();
    await page.locator('select[name="key"]').selectOption('rsa-4096');
    await createButton(page).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('status').filter({ hasText: 'Cancelled' }).waitFor();
    expect(await plugin(page).inputValue()).toBe('sales');
    expect(await downloadAll(page).count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});
