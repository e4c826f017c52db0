// What a user feels while typing: how soon a key shows its effect, and how soon Create bundle answers right after it.
import { openPage } from './page.mjs';
import { heading, row } from './report.mjs';

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('playwright-core').Page} Page */

/** Milliseconds within which an answer counts as given at once. */
const AT_ONCE = 50;

/** Milliseconds between the last key and the click. */
const BEFORE_CLICK = 30;

/** Runs in the loaded page: notes for each key how long it took until a frame with its effect was drawn. */
function watchKeys() {
  /** Resolves once the next frame is drawn: a message sent from its callback arrives after it. */
  const drawn = () =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now());
      requestAnimationFrame(() => port2.postMessage(undefined));
    });
  const keys = /** @type {number[]} */ ([]);
  addEventListener('input', (event) => void drawn().then((at) => keys.push(at - event.timeStamp)), true);

  const answers = () =>
    document.querySelector('progress') !== null ||
    [...document.querySelectorAll('button')].some((button) => /^\s*Download\s+\S+\.zip\s*$/.test(button.textContent));

  /** Clicks so many milliseconds after the next key, and resolves with the time from then until something answers. */
  const clickAfterKey = (/** @type {number} */ wait) =>
    new Promise((resolve) => {
      const button = [...document.querySelectorAll('button')].find((one) => one.textContent.trim() === 'Create bundle');
      const once = (/** @type {Event} */ { timeStamp }) => {
        setTimeout(() => {
          const observer = new MutationObserver(() => {
            if (!answers()) return;
            observer.disconnect();
            void drawn().then((at) => resolve(at - timeStamp - wait));
          });
          observer.observe(document.body, { childList: true, subtree: true });
          button?.click();
        }, wait);
      };
      addEventListener('input', once, { capture: true, once: true });
    });
  Object.assign(globalThis, { typing: { keys, clickAfterKey } });
}

/** @param {Page} page @param {number} hosts */
async function keystrokes(page, hosts) {
  const names = Array.from({ length: hosts }, (_, index) => `node-${index + 1}.example.com`);
  const field = page.locator('[name="hosts"]');
  await field.fill(`${names.slice(1).join(', ')} a`);
  await page.waitForTimeout(300);
  await page.evaluate(() => /** @type {any} */ (globalThis).typing.keys.splice(0));
  await field.press('End');
  await field.pressSequentially('nother-one.example.com', { delay: 60 });
  await page.waitForTimeout(100);
  return page.evaluate(() => /** @type {number[]} */ (/** @type {any} */ (globalThis).typing.keys.splice(0)));
}

/** @param {Page} page @param {number} times */
async function clicksAfterKeys(page, times) {
  const waits = [];
  for (let i = 0; i < times; i += 1) {
    const answered = page.evaluate((wait) => /** @type {any} */ (globalThis).typing.clickAfterKey(wait), BEFORE_CLICK);
    await page.locator('[name="plugin"]').press('s');
    waits.push(/** @type {number} */ (await answered));
    await page.getByRole('button', { name: /^Download \S+\.zip$/u }).waitFor();
  }
  return waits;
}

/**
 * @param {Browser} browser
 * @param {string} url
 */
export async function typing(browser, url) {
  heading('Typing: from the key until a frame with its effect is drawn (a frame every 17 ms)');
  const page = await openPage(browser, url);
  await page.evaluate(watchKeys);
  for (const hosts of [1, 20, 100])
    row(`one key, ${hosts} ${hosts === 1 ? 'host' : 'hosts'}`, await keystrokes(page, hosts), { target: AT_ONCE });
  await page.locator('[name="hosts"]').fill('sse.example.com');
  row(`Create, clicked ${BEFORE_CLICK} ms after a key: progress or download drawn`, await clicksAfterKeys(page, 20), {
    target: AT_ONCE,
  });
  await page.context().close();
}
