// npm run bench: one run of everything that time is claimed for, with the targets beside the figures. Never fails by time.
import { rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { ensureInstalled } from './install.mjs';
import { root, run } from './run.mjs';

await ensureInstalled();
if ((await run(process.execPath, [`${root}tools/build.mjs`])) !== 0) process.exit(1);

const { launchChromium } = await import('./chromium.mjs');
const { serve } = await import('./serve.mjs');
const { buildPage } = await import('./bench/build.mjs');
const { actianBundle, keystoreAlone, keystorePeers, olderKeystoreRead } = await import('./bench/keystores.mjs');
const { desk } = await import('./bench/desk.mjs');
const { clickCreate, openPage, readyThrottled, storeKeys, typeAndWaitForKeys } = await import('./bench/page.mjs');
const { timeCommandLine, timeMkcert, timeOpenssl } = await import('./bench/peers.mjs');
const { heading, median, ratio, row } = await import('./bench/report.mjs');
const { steadiness } = await import('./bench/shifts.mjs');
const { typing } = await import('./bench/typing.mjs');
const { algorithms, timeWebCrypto } = await import('./bench/webcrypto.mjs');

/** @typedef {import('./bench/page.mjs').Click} Click */

/** Every click that was made. @type {Click[]} */
const longest = [];

/** The bundle has a CA, a server and a client. */
const KEYS = 3;

/** @typedef {import('./bench/webcrypto.mjs').AlgorithmName} AlgorithmName */
const names = /** @type {AlgorithmName[]} */ (Object.keys(algorithms));

const site = await serve(`${root}dist/site`, { host: '127.0.0.1', port: 0 });
const bareFolder = await buildPage('bare');
const bareSite = await serve(bareFolder, { host: '127.0.0.1', port: 0 });
const browser = await launchChromium();
const address = `http://127.0.0.1:${site.port}/`;

/** P-256 is not the default, so it comes by link; its keys take no time, made ahead or not. */
const fragments = { 'P-256': { fragment: '#/qlik-sse?key=p-256' }, 'RSA-2048': {} };

console.log(
  `${cpus()[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} threads, load ${loadavg()[0]?.toFixed(1)}; Node ${process.versions.node}, Chromium ${browser.version()}`,
);
console.log('Medians. Other load on the computer makes every figure larger.');

/**
 * @param {AlgorithmName} name
 * @returns {Promise<{ key: number, all: number }>} milliseconds in the page: one key; the keys and signatures of a bundle, one after the other
 */
async function limit(name) {
  heading(`${name}: the limit, bare WebCrypto`);
  const blank = await browser.newPage();
  await blank.goto(`${address}favicon.svg`);
  const { generate, sign } = algorithms[name];
  const exponent = 'publicExponent' in generate ? [...generate.publicExponent] : [];
  // A typed array does not cross into the page, and a function only as its text.
  const text = `(${timeWebCrypto})({...${JSON.stringify({ ...algorithms[name] })}, generate: {...${JSON.stringify(generate)}, publicExponent: new Uint8Array(${JSON.stringify(exponent)})}})`;
  const inPage = await blank.evaluate(text);
  await blank.close();
  const inNode = await timeWebCrypto(algorithms[name]);
  const key = row('Chromium, one key', inPage.generate);
  const signature = row(`Chromium, one signature (${sign.name})`, inPage.sign);
  row('Node, one key', inNode.generate);
  row('Node, one signature', inNode.sign);
  return { key, all: KEYS * (key + signature) };
}

/** @param {readonly Click[]} list */
const zips = (list) => list.map(({ zip }) => zip);

/** @param {readonly Click[]} list */
const shown = (list) => `download offered at ${median(list.map((click) => click.shown)).toFixed(1)} ms`;

/**
 * First clicks, each in a fresh profile, and further clicks in one page.
 *
 * @param {AlgorithmName} name
 * @param {{ firsts: number, warms: number, bare: number }} counts bare: what the limit of the same keys and signatures was
 */
async function clicks(name, { firsts, warms, bare }) {
  heading(`${name}: click → zip in the built page, self-check included, keys made after the click`);
  const first = [];
  for (let i = 0; i < firsts; i += 1) {
    const page = await openPage(browser, address, fragments[name]);
    first.push(await clickCreate(page));
    await page.context().close();
  }
  const page = await openPage(browser, address, fragments[name]);
  await clickCreate(page);
  /** @type {Click[]} */
  const warm = [];
  for (let i = 0; i < warms; i += 1) warm.push(await clickCreate(page));
  await page.context().close();
  const targets = name === 'P-256' ? { first: { target: 90 }, warm: { target: 25 } } : { first: {}, warm: {} };
  row('first click', zips(first), { ...targets.first, note: shown(first) });
  const ours = row('warm', zips(warm), { ...targets.warm, note: shown(warm) });
  row(
    'warm, of which key generation',
    warm.map(({ keys }) => keys),
  );
  ratio(`warm / bare WebCrypto, ${KEYS} keys and ${KEYS} signatures in a row`, ours, bare);
  longest.push(...first, ...warm);
  return ours;
}

/** @param {AlgorithmName} name @param {number} times */
async function injected(name, times) {
  const page = await openPage(browser, address, { ...fragments[name], ready: true });
  await storeKeys(page, algorithms[name].generate, 2 * KEYS);
  const first = await clickCreate(page);
  const warm = [];
  for (let i = 0; i < times; i += 1) warm.push(await clickCreate(page));
  await page.context().close();
  longest.push(first, ...warm);
  row('everything but key generation (keys injected), warm', zips(warm), {
    target: 25,
    note: `${shown(warm)}; first click ${first.zip.toFixed(1)} ms`,
  });
}

/**
 * What a user meets who types before clicking: the first click of a page, then clicks after further typing.
 *
 * @param {AlgorithmName} name
 * @param {{ firsts: number, warms: number }} counts
 */
async function madeAhead(name, { firsts, warms }) {
  /** @type {Click[]} */
  const first = [];
  /** @type {Click[]} */
  const warm = [];
  for (let i = 0; i < firsts; i += 1) {
    const page = await openPage(browser, address, fragments[name]);
    await typeAndWaitForKeys(page, 'bench', KEYS);
    first.push(await clickCreate(page));
    for (let j = 0; j < warms; j += 1) {
      await typeAndWaitForKeys(page, `bench${j}`, KEYS);
      warm.push(await clickCreate(page));
    }
    await page.context().close();
  }
  longest.push(...first, ...warm);
  const late = [...first, ...warm].filter(({ generated }) => generated > 0).length;
  const note = `${late} of ${first.length + warm.length} made a key after the click`;
  row('keys made ahead while typing, first click of a page', zips(first), { note: shown(first) });
  row('keys made ahead while typing, further clicks', zips(warm), { target: 40, note: `${shown(warm)}; ${note}` });
}

/** @param {AlgorithmName} name @param {number} ours */
function peers(name, ours) {
  heading(`${name}: the same job, whole command with process start`);
  const times = name === 'P-256' ? 9 : 7;
  /** @type {[string, number[] | undefined][]} */
  const measured = [
    ['openssl script', timeOpenssl(name, times)],
    ['mkcert (no zip, no check)', timeMkcert(name, times)],
    ['certwright make (Node)', timeCommandLine(name, times)],
  ];
  for (const [tool, values] of measured) {
    if (values === undefined) console.log(`  ${tool} is not there`);
    else ratio(`  our warm click / ${tool}`, ours, row(tool, values));
  }
}

/** @param {readonly import('./bench/trace.mjs').Task[]} traced the longest of each job with keystores */
function mainThread(traced) {
  heading('The main thread');
  const verdict = (/** @type {number} */ worst) => `target ≤ 50 ms: ${worst <= 50 ? 'met' : 'not met'}`;
  const worst = Math.max(...longest.map((click) => click.longest));
  const over = longest.filter((click) => click.longest > 50).length;
  const text = worst === 0 ? 'none of 50 ms or more' : `${worst.toFixed(0)} ms, over 50 ms in ${over} clicks`;
  console.log(
    `  longest task of ${longest.length} clicks, waiting for other programs included: ${text}  ${verdict(worst)}`,
  );
  const busiest = Math.max(...traced.map(({ processor }) => processor));
  console.log(
    `  of ${traced.length} jobs with keystores, time on the processor: ${busiest.toFixed(1)} ms  ${verdict(busiest)}`,
  );
}

async function ready() {
  heading('Opening the page at 4× CPU throttle, fresh profile, until the app stands');
  const ours = [];
  const theirs = [];
  for (let i = 0; i < 11; i += 1) {
    theirs.push(await readyThrottled(browser, `http://127.0.0.1:${bareSite.port}/`));
    ours.push(await readyThrottled(browser, address));
  }
  row('bare Svelte page', theirs);
  row('Certwright', ours);
  ratio('Certwright / bare Svelte page', median(ours), median(theirs), 1.3);
}

try {
  const bareP256 = await limit('P-256');
  const bareRsa = await limit('RSA-2048');
  const p256 = await clicks('P-256', { firsts: 15, warms: 50, bare: bareP256.all });
  const rsa = await clicks('RSA-2048', { firsts: 10, warms: 25, bare: bareRsa.all });
  await injected('RSA-2048', 50);
  await madeAhead('RSA-2048', { firsts: 5, warms: 10 });
  const keystores = await keystoreAlone(browser);
  mainThread([...(await actianBundle(browser, address)), ...(await olderKeystoreRead(browser, address))]);
  await desk(browser, address);
  await typing(browser, address);
  await steadiness(browser, address);
  await ready();
  for (const name of names) peers(name, name === 'P-256' ? p256 : rsa);
  keystorePeers(keystores, bareRsa.key);
} finally {
  await browser.close();
  await Promise.all([site.close(), bareSite.close()]);
  rmSync(bareFolder, { recursive: true, force: true });
}
