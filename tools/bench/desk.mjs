// The desk: the longest task of the main thread while it reads large files, and makes something of them.
import { deskFiles, password } from './desk-files.mjs';
import { heading } from './report.mjs';
import { withTrace } from './trace.mjs';

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./trace.mjs').Task} Task */
/** @typedef {import('./desk-files.mjs').File} File */

const TARGET = 50;

/** Opens the page with a file at hand, not yet dropped. @param {Browser} browser @param {string} url @param {File} file */
async function openWith(browser, url, { name, bytes }) {
  const page = await (await browser.newContext()).newPage();
  await page.goto(url);
  await page.getByText('Ready, works offline now').waitFor();
  // In portions: the browser takes no message of this size.
  const base64 = bytes.toString('base64');
  for (let at = 0; at < base64.length; at += 4_000_000)
    await page.evaluate(
      (part) => {
        const page = /** @type {{ parts?: string[] }} */ (globalThis);
        page.parts = [...(page.parts ?? []), part];
      },
      base64.slice(at, at + 4_000_000),
    );
  await page.evaluate((given) => {
    const all = atob(/** @type {any} */ (globalThis).parts.join(''));
    const dropped = new DataTransfer();
    dropped.items.add(new File([Uint8Array.from(all, (character) => character.charCodeAt(0))], given));
    Object.assign(globalThis, { dropped, parts: [] });
  }, name);
  return page;
}

/** Drops it and waits until it was read. @param {Page} page */
async function drop(page) {
  await page.evaluate(() => {
    const { dropped: dataTransfer } = /** @type {any} */ (globalThis);
    document.querySelector('header')?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }));
  });
  await page
    .getByRole('status')
    .filter({ hasText: /files? (?:read|given)/u })
    .waitFor({ timeout: 600_000 });
}

/** @param {Page} page */
async function unlock(page) {
  await page.getByLabel(/^Password of /u).fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('status').filter({ hasText: '1000 certificates' }).waitFor({ timeout: 600_000 });
}

/** @param {Page} page @param {string} name */
async function open(page, name) {
  await page.getByRole('heading', { name, exact: true }).getByRole('button').click();
  await page.getByRole('form', { name }).waitFor({ timeout: 600_000 });
}

/** @param {Page} page @param {string} name */
async function press(page, name) {
  await page.getByRole('form', { name }).getByRole('button', { name, exact: true }).click();
  await page.getByRole('heading', { name: 'Done: take the files' }).waitFor({ timeout: 600_000 });
}

/**
 * @param {Browser} browser
 * @param {string} url
 * @returns {Promise<void>}
 */
export async function desk(browser, url) {
  heading('The desk: the longest task of the main thread');
  const files = deskFiles();
  if (files === undefined) {
    console.log('  openssl is not there');
    return;
  }
  /** @type {readonly [string, File, readonly ((page: Page) => Promise<void>)[], (page: Page) => Promise<void>][]} */
  const jobs = [
    ['5 MB of base64, read', files.base64, [], drop],
    ['5 MB of base64 in lines, read', files.lines, [], drop],
    ['20 MB that are none of it, refused', files.binary, [], drop],
    ['a zip of 1,000 certificates, read', files.zip, [], drop],
    ['the same, forms of conversion looked for', files.zip, [drop], (page) => open(page, 'Convert')],
    ['a keystore of 1,000 entries, read', files.truststore, [drop], unlock],
    [
      'the same, converted',
      files.truststore,
      [drop, unlock, (page) => open(page, 'Convert')],
      (page) => press(page, 'Convert'),
    ],
    ['an Actian zip, read', files.bundle, [], drop],
    ['the same, converted', files.bundle, [drop, (page) => open(page, 'Convert')], (page) => press(page, 'Convert')],
    ['the same, renewed', files.bundle, [drop, (page) => open(page, 'Renew')], (page) => press(page, 'Renew')],
  ];
  for (const [name, file, before, job] of jobs) {
    const page = await openWith(browser, url, file);
    for (const step of before) await step(page);
    const start = performance.now();
    const { longest } = await withTrace(browser, page, () => job(page));
    const all = performance.now() - start;
    await page.context().close();
    const verdict = `target ≤ ${TARGET} ms: ${longest.processor <= TARGET ? 'met' : 'not met'}`;
    console.log(
      `  ${name.padEnd(44)}${longest.processor.toFixed(1).padStart(8)} ms on the processor, ${longest.wall.toFixed(0)} ms in all, of ${all.toFixed(0)} ms  ${verdict}`,
    );
  }
}
