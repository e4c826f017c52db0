// Every screen and state of the page, by name, with the way to it: for pictures (../screens.mjs) and for tests.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../run.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** Path below the folder of files. @type {(name: string) => string} */
let file = (name) => name;

/**
 * Makes the files that the states bring along, by the built command line.
 *
 * @returns {() => void} takes them away
 */
export function prepareFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'certwright-states-'));
  file = (name) => join(folder, name);
  const make = (/** @type {string[]} */ ...args) =>
    execFileSync(process.execPath, [`${root}dist/cli.js`, 'make', ...args, '--set', 'key=p-256'], {
      cwd: folder,
      stdio: 'pipe',
    });
  make('qlik-sse', '--set', 'plugin=sales', '--set', 'hosts=sse.example.com', '--out', 'sales.zip');
  make('qlik-sse', '--set', 'plugin=sales', '--out', 'sse');
  make('actian-integration-manager', '--out', 'actian');
  writeFileSync(file('notes.txt'), 'nothing that belongs here');
  return () => rmSync(folder, { recursive: true, force: true });
}

const server = 'sse/sse_sales_generated_certs/sse_sales_server_certs';

const button = (/** @type {Page} */ page, /** @type {string | RegExp} */ name) =>
  page.getByRole('button', { name }).first();
/** Waits until everything is loaded. */
export const ready = (/** @type {Page} */ page) =>
  page.getByRole('status').filter({ hasText: 'Ready, works offline now' }).waitFor();
/** @param {Page} page @param {string} fragment */
async function go(page, fragment) {
  await page.evaluate((hash) => (location.hash = hash), fragment);
  await page.locator('h1[tabindex="-1"]').waitFor();
}
const create = async (/** @type {Page} */ page) => {
  await button(page, 'Create bundle').click();
  await page.getByRole('heading', { name: 'Your bundle is ready' }).waitFor();
};
/** @param {Page} page @param {string[]} names */
async function bring(page, ...names) {
  await go(page, '#/files');
  await page.locator('input[type="file"]').first().setInputFiles(names.map(file));
  await page
    .getByRole('heading', { name: /read|What|files/iu })
    .first()
    .waitFor();
}
/** @param {Page} page @param {string} name */
async function act(page, name) {
  await bring(page, 'sales.zip');
  await button(page, name).click();
}
const openAll = (/** @type {Page} */ page) =>
  page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));

/**
 * From the page as it has just become ready into each state.
 *
 * @type {Record<string, (page: Page) => Promise<unknown>>}
 */
export const states = {
  choose: async () => undefined,
  'choose-found': (page) => page.getByRole('searchbox').fill('spring boot'),
  'choose-nothing': (page) => page.getByRole('searchbox').fill('toaster'),
  'choose-message': (page) => page.getByRole('searchbox').fill('unable to find valid certification path'),
  'choose-finder': (page) => page.getByText('I don’t know which').click(),
  ...Object.fromEntries(
    [
      'qlik-sse',
      'qlik-qrs',
      'graphex',
      'openmetadata-qlik-sense',
      'actian-integration-manager',
      'mtls',
      'tls-server',
    ].map((id) => [`form-${id}`, (/** @type {Page} */ page) => go(page, `#/${id}`)]),
  ),
  'form-convert': (page) => go(page, '#/qlik-qrs?mode=convert'),
  'form-advanced': async (page) => {
    await go(page, '#/qlik-sse?plugin=sales&hosts=sse.example.com,10.0.0.5');
    await page.locator('summary', { hasText: 'Advanced' }).click();
  },
  'form-refused': async (page) => {
    await go(page, '#/qlik-sse');
    await page.locator('[name="plugin"]').fill('../x');
    await page.locator('[name="hosts"]').fill('*.com, höst');
    await button(page, 'Create bundle').click();
  },
  'form-wrong-file': async (page) => {
    await go(page, '#/qlik-sse?mode=use-ca');
    await page
      .locator('input[type="file"]')
      .first()
      .setInputFiles(file(`${server}/sse_server_cert.pem`));
    await page.getByRole('group').getByRole('alert').first().waitFor();
  },
  'form-own-ca': async (page) => {
    await go(page, '#/qlik-sse?mode=use-ca');
    await page.locator('input[type="file"]').first().setInputFiles(file('sales.zip'));
    await page.waitForTimeout(500);
  },
  running: async (page) => {
    await page.evaluate(() => {
      SubtleCrypto.prototype.generateKey = () => new Promise(() => undefined);
    });
    await go(page, '#/mtls?key=rsa-4096&clients=a,b,c');
    await button(page, 'Create bundle').click();
    await button(page, 'Cancel').waitFor();
  },
  ...Object.fromEntries(
    ['qlik-sse', 'openmetadata-qlik-sense', 'actian-integration-manager', 'tls-server'].map((id) => [
      `result-${id}`,
      async (/** @type {Page} */ page) => {
        await go(page, `#/${id}?key=p-256`);
        await create(page);
      },
    ]),
  ),
  'result-open': async (page) => {
    await go(page, '#/qlik-sse?key=p-256&plugin=sales&hosts=sse.example.com');
    await create(page);
    await page.getByRole('checkbox', { name: /^Done/u }).first().check();
    await openAll(page);
  },
  'desk-empty': (page) => go(page, '#/files'),
  'desk-zip': (page) => bring(page, 'sales.zip'),
  'desk-pieces': (page) => bring(page, `${server}/sse_server_cert.pem`, `${server}/sse_server_key.pem`),
  'desk-locked': (page) => bring(page, 'actian/conf/ssl/keystore.p12', 'notes.txt'),
  'desk-convert': (page) => act(page, 'Convert'),
  'desk-renew': (page) => act(page, 'Renew'),
  'desk-fitness': (page) => act(page, 'Will it work with …?'),
  'desk-revoke': (page) => act(page, 'Revoke'),
};
