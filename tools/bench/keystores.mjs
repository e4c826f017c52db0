// The keystore job: bare, as part of a bundle in the built page, and beside other tools.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '../serve.mjs';
import { buildKeystoreJob, buildPage } from './build.mjs';
import { makeOlderKeystore, timeActianCommand, timeKeytool, timeMkcertKeystore } from './keystore-peers.mjs';
import { timeOpensslKeystore } from './keystore-peers.mjs';
import { clickCreate, openPage, storeKeys, unlockKeystore } from './page.mjs';
import { heading, median, ratio, row } from './report.mjs';
import { withTrace } from './trace.mjs';
import { algorithms } from './webcrypto.mjs';

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('./page.mjs').Click} Click */
/** @typedef {import('./trace.mjs').Task} Task */
/** @typedef {Awaited<ReturnType<typeof import('./keystore/job.mjs')['timeKeystore']>>} Values */
/** @typedef {Parameters<typeof import('./keystore/job.mjs')['timeKeystore']>[0]} Job */

/** @type {Job} */
const modern = { profile: 'modern', iterations: 10_000, times: 30 };
/** @type {Job} */
const older = { profile: 'older', iterations: 2048, times: 30 };
const FRESH = 5;

/**
 * Runs the job in a fresh page.
 *
 * @param {Browser} browser
 * @param {string} url
 * @param {Job} job
 */
async function inPage(browser, url, job) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForFunction(() => 'timeKeystore' in globalThis);
    return await page.evaluate((given) => /** @type {any} */ (globalThis).timeKeystore(given), job);
  } finally {
    await context.close();
  }
}

/** @param {string} where @param {Values} values @param {readonly number[]} firsts @param {{ target?: number }} [against] */
function rows(where, { both, write, bare }, firsts, against = {}) {
  const limit = row(`${where}, bare: six derivations by WebCrypto's PBKDF2`, bare);
  row(`${where}, first call`, firsts, against);
  const ours = row(`${where}, warm`, both.slice(1), {
    ...against,
    note: `fastest ${Math.min(...both).toFixed(1)} ms; writing alone ${median(write.slice(1)).toFixed(1)} ms`,
  });
  ratio(`  warm / bare derivations`, ours, limit);
  return ours;
}

/**
 * @param {Browser} browser
 * @returns {Promise<{ modern: number, older: number }>} medians in the page
 */
export async function keystoreAlone(browser) {
  heading('Keystore: key and chain of three as PKCS#12, written and read back, key generation not counted');
  const { folder, job } = await buildKeystoreJob();
  const pageFolder = await buildPage('keystore');
  const site = await serve(pageFolder, { host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${site.port}/`;
  try {
    /** @type {number[]} */
    const firsts = [];
    for (let i = 0; i < FRESH; i += 1) firsts.push((await inPage(browser, url, { ...modern, times: 1 })).both[0]);
    console.log(`  10,000 iterations, AES-256 and SHA-256`);
    const ours = rows('Chromium', await inPage(browser, url, modern), firsts, { target: 40 });
    const node = await job.timeKeystore(modern);
    rows('Node', node, node.both.slice(0, 1));
    console.log(`  2,048 iterations, triple DES and SHA-1, for older systems`);
    const inChromium = await inPage(browser, url, older);
    const theirs = rows('Chromium', inChromium, inChromium.both.slice(0, 1), { target: 40 });
    return { modern: ours, older: theirs };
  } finally {
    await site.close();
    for (const one of [folder, pageFolder]) rmSync(one, { recursive: true, force: true });
  }
}

/**
 * @param {Browser} browser
 * @param {string} address
 * @returns {Promise<Task[]>} the longest task of each click
 */
export async function actianBundle(browser, address) {
  heading('Actian bundle: click → zip in the built page, self-check included, RSA-2048 keys injected');
  const { generate } = algorithms['RSA-2048'];
  /** @type {Click[]} */
  const first = [];
  /** @type {Click[]} */
  const warm = [];
  /** @type {Task[]} */
  const tasks = [];
  for (let i = 0; i < FRESH; i += 1) {
    const page = await openPage(browser, address, { fragment: '#/actian-integration-manager', ready: true });
    await storeKeys(page, generate, 4);
    for (const clicks of [first, warm, warm, warm, warm]) {
      const { result, longest } = await withTrace(browser, page, () => clickCreate(page));
      clicks.push(result);
      tasks.push(longest);
    }
    await page.context().close();
  }
  row(
    'first click',
    first.map(({ zip }) => zip),
  );
  row(
    'warm',
    warm.map(({ zip }) => zip),
  );
  longestOf(tasks);
  return tasks;
}

/**
 * @param {Browser} browser
 * @param {string} address
 * @returns {Promise<Task[]>} the longest task
 */
export async function olderKeystoreRead(browser, address) {
  heading('A brought keystore in the built page: triple DES, SHA-1, 600,000 iterations');
  const folder = mkdtempSync(join(tmpdir(), 'certwright-bench-'));
  try {
    const keystore = makeOlderKeystore(folder, 600_000);
    if (keystore === undefined) {
      console.log('  openssl is not there');
      return [];
    }
    const page = await openPage(browser, address, { fragment: '#/actian-integration-manager?mode=convert' });
    const { result, longest } = await withTrace(browser, page, () => unlockKeystore(page, keystore));
    await page.context().close();
    row('password → certificate shown', [result], { note: 'seven derivations, 4,200,000 rounds' });
    longestOf([longest]);
    return [longest];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {readonly Task[]} tasks */
function longestOf(tasks) {
  row(
    'longest task of the main thread, time on the processor',
    tasks.map(({ processor }) => processor),
    { note: `at most ${Math.max(...tasks.map(({ processor }) => processor)).toFixed(1)} ms` },
  );
}

/** @param {{ modern: number, older: number }} ours @param {number} key median of making an RSA-2048 key in the page */
export function keystorePeers(ours, key) {
  heading('RSA-2048 key and keystore: our job with bare key generation, and others, whole command with process start');
  const { iterations } = modern;
  /** @type {[string, number[] | undefined, number][]} */
  const measured = [
    ['keytool -genkeypair, 10,000 iterations', timeKeytool(iterations, 5), ours.modern],
    ['openssl req and pkcs12 -export, 10,000 iterations', timeOpensslKeystore(iterations, 7), ours.modern],
    ['mkcert -pkcs12, 2,048 iterations, for the MAC 1', timeMkcertKeystore(7), ours.older],
    ['certwright make actian-integration-manager (Node)', timeActianCommand(5), ours.modern],
  ];
  for (const [tool, values, job] of measured) {
    if (values === undefined) console.log(`  ${tool}: is not there`);
    else ratio('  (key + our job of as many iterations) / that', key + job, row(tool, values));
  }
}
