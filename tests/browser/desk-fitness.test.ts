import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { createFor } from '../support/bundle';
import { openPage } from '../support/chromium';
import { untilReady } from '../support/page';
import { siteInChromium } from '../support/site-in-chromium';

vi.setConfig({ testTimeout: 60_000 });

const here = siteInChromium();

/** A page with the zip of a plugin on its desk and the panel open. */
async function openPanel(): Promise<Page> {
  const { archive } = await createFor(
    'qlik-sse',
    { plugin: 'sales', hosts: 'sse.example.com', key: 'p-256' },
    { secrets: { 'ca-key-password': 'a password for the CA key' } },
  );
  const { page } = await openPage(here.browser, here.site.url);
  await untilReady(page);
  await page.evaluate((base64) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], 'sales.zip'));
    document.querySelector('header')?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }));
  }, Buffer.from(archive).toString('base64'));
  await page.getByRole('heading', { name: 'Will it work with …?', exact: true }).getByRole('button').click();
  return page;
}

const check = (page: Page): Promise<void> => page.getByRole('button', { name: 'Check', exact: true }).click();

test('The files are held against a system, and other hosts than theirs do not fit', async () => {
  const page = await openPanel();
  await page.getByRole('combobox', { name: 'System' }).selectOption('qlik-sse');
  await check(page);
  await page.getByText('Qlik SSE plugin: It fits.').waitFor();
  await page.getByRole('textbox', { name: 'Names and addresses that clients use' }).fill('other.example.com');
  expect(await page.getByText('It fits.').count()).toBe(0);
  await check(page);
  await page.getByText('Qlik SSE plugin: It does not fit.').waitFor();
  const fitness = page.getByRole('region', { name: 'Fitness' });
  expect(await fitness.getByRole('listitem').first().textContent()).toMatch(
    /is for DNS:sse\.example\.com, not for DNS:other\.example\.com/u,
  );
});

test('A pasted message is explained by its cause in the files; what cannot be is refused at its field', async () => {
  const page = await openPanel();
  await check(page);
  await page.getByText('Choose a system, or paste a message.').waitFor();
  await page
    .getByRole('textbox', { name: 'Error message' })
    .fill("Error [ERR_TLS_CERT_ALTNAME_INVALID]: Host: plugin.example.com. is not in the cert's altnames: DNS:x");
  await check(page);
  const answer = page.getByRole('region', { name: 'The message' });
  await answer.getByText('Found in these files').waitFor();
  expect(await answer.getByRole('listitem').first().textContent()).toMatch(/not for DNS:plugin\.example\.com/u);
  await page.getByRole('combobox', { name: 'System' }).selectOption('qlik-sse');
  await page.getByRole('textbox', { name: 'Names and addresses that clients use' }).fill('not a host!');
  await check(page);
  expect(await page.getByRole('alert').first().textContent()).toMatch(/host/u);
});
