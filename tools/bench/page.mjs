// Drives the built page as a user does, and measures inside it.

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('playwright-core').Page} Page */

/**
 * What a click led to. `zip`: from the click until the finished zip has passed its check, as the page marks it; `shown`:
 * until the download is offered; `keys`: from the first call of generateKey to
 * its last answer; `longest`: the longest task of the main thread as the browser reports it, which is 0 when none took 50 ms
 * or more. Milliseconds.
 *
 * @typedef {{ zip: number, shown: number, keys: number, generated: number, longest: number }} Click
 */

/**
 * Runs in the page before its own script: counts key generation, answers it from a store of ready keys when asked to, and
 * measures clicks. Nothing of the page is changed.
 *
 * @param {{ ready: boolean }} options ready: take keys from a store that was filled beforehand
 */
function instrument({ ready }) {
  const generate = crypto.subtle.generateKey.bind(crypto.subtle);
  const state = {
    pending: 0,
    generated: 0,
    rsa: 0,
    first: NaN,
    last: NaN,
    store: /** @type {unknown[]} */ ([]),
    mounted: NaN,
  };
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
      if (typeof args[0] === 'object' && 'modulusLength' in args[0]) state.rsa += 1;
      state.last = performance.now();
    }
  };
  Object.defineProperty(SubtleCrypto.prototype, 'generateKey', { value: wrapped });

  // textContent, because innerText would make the browser lay out the page each time it is asked.
  const offered = () =>
    [...document.querySelectorAll('button')].some((button) => /^\s*Download\s+\S+\.zip\s*$/.test(button.textContent));

  let longest = 0;
  const tasks = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  });
  tasks.observe({ type: 'longtask' });

  const click = () =>
    new Promise((resolve) => {
      const button = [...document.querySelectorAll('button')].find((one) => one.textContent.trim() === 'Create bundle');
      let gone = !offered();
      const observer = new MutationObserver(() => {
        if (!offered()) gone = true;
        else if (gone) {
          const shown = performance.now() - start;
          const zip = (performance.getEntriesByName('certwright:bundle').at(-1)?.startTime ?? NaN) - start;
          observer.disconnect();
          const keys = state.generated === 0 ? 0 : state.last - state.first;
          // Long tasks are reported a little later.
          setTimeout(() => resolve({ zip, shown, keys, generated: state.generated, longest }), 100);
        }
      });
      observer.observe(document.body, { childList: true, subtree: true, attributes: true, characterData: true });
      Object.assign(state, { generated: 0, first: NaN, last: NaN });
      tasks.takeRecords();
      longest = 0;
      const start = performance.now();
      // As a person's click does: Enter in a field makes nothing anew.
      button?.focus();
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
 * Opens the page in a browser profile of its own, chooses the system, and waits until the page says that it is ready.
 *
 * @param {Browser} browser
 * @param {string} url
 * @param {{ fragment?: string, ready?: boolean }} [options] fragment: answers by link; without it, the system is chosen by
 *   hand, answers keep their defaults, and no key is made before the click
 */
export async function openPage(browser, url, { fragment, ready = false } = {}) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(instrument, { ready });
  await page.goto(url + (fragment ?? ''));
  if (fragment === undefined) await page.getByRole('link', { name: 'Qlik SSE' }).click();
  await page.getByRole('button', { name: 'Create bundle' }).waitFor();
  await page.getByRole('status').filter({ hasText: 'Ready, works offline now' }).first().waitFor();
  // What the browser itself still does after the load is not the page's.
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  return page;
}

/**
 * @param {Page} page
 * @returns {Promise<Click>}
 */
export function clickCreate(page) {
  return page.evaluate(() => /** @type {any} */ (globalThis).bench.click());
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
 * Types a plugin name, as a user does, and waits until the page has made its RSA keys ahead.
 *
 * @param {Page} page
 * @param {string} name
 * @param {number} keys
 */
export async function typeAndWaitForKeys(page, name, keys) {
  const before = await page.evaluate(() => /** @type {any} */ (globalThis).bench.state.rsa);
  await page.getByLabel('Plugin name').first().fill(name);
  await page.waitForFunction(
    (wanted) => {
      const { pending, rsa } = /** @type {any} */ (globalThis).bench.state;
      return pending === 0 && rsa >= wanted;
    },
    before + keys,
    { polling: 50 },
  );
}

/**
 * Drops a keystore that asks for its password, and types it.
 *
 * @param {Page} page the form in a mode that converts
 * @param {{ file: string, password: string }} keystore
 * @returns {Promise<number>} milliseconds from Enter until the certificate is shown
 */
export async function unlockKeystore(page, { file, password }) {
  const zone = page
    .getByRole('group')
    .filter({ has: page.locator('input[type="file"]') })
    .first();
  await zone.locator('input[type="file"]').first().setInputFiles(file);
  const field = zone.getByLabel(/^Password/);
  await field.fill(password);
  const start = performance.now();
  await field.press('Enter');
  await zone.getByRole('status').filter({ hasText: 'im.example.com' }).waitFor();
  return performance.now() - start;
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
