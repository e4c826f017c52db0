// What moves on the page without being asked to.
import { heading } from './report.mjs';

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('playwright-core').Page} Page */

/**
 * A layout shift as the browser scores it (https://web.dev/articles/cls). `asked`: within 500 ms of a click or key, so that
 * somebody expects it.
 *
 * @typedef {{ value: number, asked: boolean, what: string }} Shift
 */

/** A page is steady below this: a quarter of it is one line of text moving by its own height. */
export const STEADY = 0.01;

/** Runs in the page before its own script. Keys take a while, so that the bundle comes when nobody counts it to the click any more. */
function watch() {
  const generate = crypto.subtle.generateKey.bind(crypto.subtle);
  const later = async (/** @type {Parameters<typeof generate>} */ ...wanted) => {
    await new Promise((resolve) => setTimeout(resolve, 700));
    return generate(...wanted);
  };
  Object.defineProperty(SubtleCrypto.prototype, 'generateKey', { value: later });

  /** @type {Shift[]} */
  const shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput: asked, sources } of /** @type {any[]} */ (list.getEntries()))
      shifts.push({
        value,
        asked,
        what: sources.map((/** @type {any} */ { node }) => node?.outerHTML?.slice(0, 80)).join(' | '),
      });
  }).observe({ type: 'layout-shift', buffered: true });
  Object.assign(globalThis, { shifts });
}

/**
 * The way from the catalogue to the files, with what moved in each part of it.
 *
 * @param {Browser} browser
 * @param {string} url
 * @param {{ width: number, height: number }} viewport
 * @returns {Promise<[part: string, shifts: Shift[]][]>}
 */
export async function shiftsOnTheWay(browser, url, viewport) {
  const context = await browser.newContext({ viewport });
  try {
    const page = await context.newPage();
    await page.addInitScript(watch);
    /** @type {[string, () => Promise<unknown>][]} */
    const parts = [
      [
        'load to Ready',
        async () => {
          await page.goto(url);
          await page.getByText('Ready, works offline now').waitFor();
        },
      ],
      [
        'opening a system',
        async () => {
          await page.getByRole('link', { name: 'Qlik SSE' }).click();
          await page.getByRole('button', { name: 'Create bundle' }).waitFor();
        },
      ],
      ['typing', () => page.getByLabel('Plugin name').first().pressSequentially('sales', { delay: 50 })],
      [
        'creating the bundle',
        async () => {
          await page.getByRole('button', { name: 'Create bundle' }).click();
          await page.getByRole('button', { name: /^Download \S+\.zip$/u }).waitFor();
        },
      ],
    ];
    /** @type {[string, Shift[]][]} */
    const found = [];
    for (const [part, act] of parts) {
      await act();
      // What comes late belongs to it, and what follows is no answer to its click.
      await page.waitForTimeout(700);
      found.push([part, await page.evaluate(() => /** @type {any} */ (globalThis).shifts.splice(0))]);
    }
    return found;
  } finally {
    await context.close();
  }
}

/** @param {readonly Shift[]} shifts @param {boolean} asked */
export const sumOf = (shifts, asked) =>
  shifts.reduce((sum, shift) => (shift.asked === asked ? sum + shift.value : sum), 0);

/** @param {Browser} browser @param {string} url */
export async function steadiness(browser, url) {
  for (const viewport of [
    { width: 1280, height: 800 },
    { width: 390, height: 844 },
  ]) {
    heading(`Layout shift, ${viewport.width} × ${viewport.height}`);
    for (const [part, shifts] of await shiftsOnTheWay(browser, url, viewport)) {
      const [unasked, asked] = [sumOf(shifts, false), sumOf(shifts, true)];
      const verdict = `target < ${STEADY}: ${unasked < STEADY ? 'met' : 'not met'}`;
      console.log(
        `  ${part.padEnd(58)}${unasked.toFixed(4).padStart(8)}  within 500 ms of input ${asked.toFixed(4)}  ${verdict}`,
      );
    }
  }
}
