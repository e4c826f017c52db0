// Drives the built page as a user does, and measures inside it.

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('playwright-core').Page} Page */

/**
 * What a click led to. `total`: from the click to the download being offered; `keys`: from the first call of generateKey to
 * its last answer; `blocked`: the longest time in which the main thread took no message. Milliseconds.
 *
 * @typedef {{ total: number, keys: number, generated: number, blocked: number }} Click
 */

/**
 * Runs in the page before its own script: counts key generation, answers it from a store of ready keys when asked to, and
 * measures clicks. Nothing of the page is changed.
 *
 * @param {{ ready: boolean }} options ready: take keys from a store that was filled beforehand
 */
function instrument({ ready }) {
  const generate = crypto.subtle.generateKey.bind(crypto.subtle);
  const state = { pending: 0, generated: 0, first: NaN, last: NaN, store: /** @type {unknown[]} */ ([]), mounted: NaN };
  let next = 0;
  const wrapped = async (/** @type {Parameters<typeof generate>} */ ...args) => {
    if (Number.isNaN(state.first)) state.first = performance.now();
    state.pending += 1;
    try {
      if (ready && state.store.length > 0) return state.store[next++ % state.store.length];
      return await generate(...args);
    } finally {
      state.pending -= 1;
      state.generated += 1;
      state.last = performance.now();
    }
  };
  Object.defineProperty(SubtleCrypto.prototype, 'generateKey', { value: wrapped });

  const offered = () =>
    [...document.querySelectorAll('button')].some((button) => /^Download\s+\S+\.zip$/.test(button.innerText.trim()));

  /** @param {boolean} watch whether to send messages all the time, which shows what blocks but costs a little */
  const click = (watch) =>
    new Promise((resolve) => {
      const button = [...document.querySelectorAll('button')].find(
        (one) => one.textContent?.trim() === 'Create bundle',
      );
      let gone = !offered();
      let blocked = 0;
      let beat = performance.now();
      let over = false;
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        const now = performance.now();
        blocked = Math.max(blocked, now - beat);
        beat = now;
        if (!over) port2.postMessage(undefined);
      };
      const observer = new MutationObserver(() => {
        if (!offered()) gone = true;
        else if (gone) {
          const total = performance.now() - start;
          observer.disconnect();
          const keys = state.generated === 0 ? 0 : state.last - state.first;
          setTimeout(() => {
            over = true;
            resolve({ total, keys, generated: state.generated, blocked });
          }, 50);
        }
      });
      observer.observe(document.body, { childList: true, subtree: true });
      Object.assign(state, { generated: 0, first: NaN, last: NaN });
      const start = performance.now();
      beat = start;
      if (watch) port2.postMessage(undefined);
      button?.click();
    });

  const mount = new MutationObserver(() => {
    if (document.querySelector('#app > :not(.before-script)') === null) return;
    mount.disconnect();
    state.mounted = performance.now();
  });
  mount.observe(document, { childList: true, subtree: true });

  Object.assign(globalThis, { bench: { state, click, generate } });
}

/**
 * Opens the page in a browser profile of its own and waits until it says that it is ready.
 *
 * @param {Browser} browser
 * @param {string} url
 * @param {{ ready?: boolean }} [options]
 */
export async function openPage(browser, url, { ready = false } = {}) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(instrument, { ready });
  await page.goto(url);
  await page.getByRole('status').filter({ hasText: 'Ready, works offline now' }).first().waitFor();
  // What the browser itself still does after the load is not the page's.
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  return page;
}

/**
 * @param {Page} page
 * @param {{ watch?: boolean }} [options]
 * @returns {Promise<Click>}
 */
export function clickCreate(page, { watch = false } = {}) {
  return page.evaluate((watching) => /** @type {any} */ (globalThis).bench.click(watching), watch);
}

/**
 * Fills the store of ready keys.
 *
 * @param {Page} page
 * @param {EcKeyGenParams | RsaHashedKeyGenParams} algorithm
 * @param {number} count
 */
export async function storeKeys(page, algorithm, count) {
  const { publicExponent, ...rest } = /** @type {RsaHashedKeyGenParams} */ (algorithm);
  const plain = { ...rest, exponent: publicExponent === undefined ? undefined : [...publicExponent] };
  await page.evaluate(
    async ({ parameters: { exponent, ...others }, number }) => {
      const { state, generate } = /** @type {any} */ (globalThis).bench;
      const full = exponent === undefined ? others : { ...others, publicExponent: new Uint8Array(exponent) };
      for (let i = 0; i < number; i += 1) state.store.push(await generate(full, true, ['sign', 'verify']));
    },
    { parameters: plain, number: count },
  );
}

/**
 * Types another plugin name, as a user does, and waits until the page has made the keys ahead.
 *
 * @param {Page} page
 * @param {string} name
 * @param {number} keys
 */
export async function typeAndWaitForKeys(page, name, keys) {
  await page.evaluate(() => {
    /** @type {any} */ (globalThis).bench.state.generated = 0;
  });
  await page.getByLabel('Plugin name').first().fill(name);
  await page.waitForFunction(
    (wanted) => {
      const { pending, generated } = /** @type {any} */ (globalThis).bench.state;
      return pending === 0 && generated >= wanted;
    },
    keys,
    { polling: 50 },
  );
}

/**
 * Opens a page at 4× CPU throttle in a fresh profile.
 *
 * @param {Browser} browser
 * @param {string} url
 * @returns {Promise<number>} milliseconds from navigation until the app stands in the page
 */
export async function readyThrottled(browser, url) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.addInitScript(instrument, { ready: false });
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await page.goto(url);
    await page.waitForFunction(() => /** @type {any} */ (globalThis).bench.state.mounted > 0);
    return await page.evaluate(() => /** @type {any} */ (globalThis).bench.state.mounted);
  } finally {
    await context.close();
  }
}
