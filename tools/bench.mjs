// npm run bench: one run of everything that time is claimed for, with the targets beside the figures. Never fails by time.
import { rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { ensureInstalled } from './install.mjs';
import { root, run } from './run.mjs';

await ensureInstalled();
if ((await run(process.execPath, [`${root}tools/build.mjs`])) !== 0) process.exit(1);

const { launchChromium } = await import('./chromium.mjs');
const { serve } = await import('./serve.mjs');
const { buildBarePage } = await import('./bench/bare-page.mjs');
const { clickCreate, openPage, readyThrottled, storeKeys, typeAndWaitForKeys } = await import('./bench/page.mjs');
const { timeCommandLine, timeMkcert, timeOpenssl } = await import('./bench/peers.mjs');
const { heading, median, ratio, row } = await import('./bench/report.mjs');
const { algorithms, timeWebCrypto } = await import('./bench/webcrypto.mjs');

/** The bundle has a CA, a server and a client. */
const KEYS = 3;

/** @typedef {import('./bench/webcrypto.mjs').AlgorithmName} AlgorithmName */
const names = /** @type {AlgorithmName[]} */ (Object.keys(algorithms));

const site = await serve(`${root}dist/site`, { host: '127.0.0.1', port: 0 });
const bareFolder = await buildBarePage();
const bare = await serve(bareFolder, { host: '127.0.0.1', port: 0 });
const browser = await launchChromium();
const address = `http://127.0.0.1:${site.port}/`;

/** @param {AlgorithmName} name */
const link = (name) =>
  `${address}#/qlik-sse?plugin=bench&hosts=sse.example.com,10.0.0.5&key=${name.toLowerCase()}&ca-key=plain`;

console.log(
  `${cpus()[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} threads, load ${loadavg()[0]?.toFixed(1)}; Node ${process.versions.node}, Chromium ${browser.version()}`,
);
console.log('Medians. Other load on the computer makes every figure larger.');

/** @param {AlgorithmName} name */
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
  row('Chromium, one key', inPage.generate);
  row(`Chromium, one signature (${sign.name})`, inPage.sign);
  row('Node, one key', inNode.generate);
  row('Node, one signature', inNode.sign);
}

/**
 * First clicks, each in a fresh profile, and further clicks in one page.
 *
 * @param {AlgorithmName} name
 * @param {{ firsts: number, warms: number, watched: number }} counts
 */
async function clicks(name, { firsts, warms, watched }) {
  heading(`${name}: click → zip in the built page, self-check included, keys made after the click`);
  const first = [];
  for (let i = 0; i < firsts; i += 1) {
    const page = await openPage(browser, link(name));
    first.push(await clickCreate(page));
    await page.context().close();
  }
  const page = await openPage(browser, link(name));
  await clickCreate(page);
  const warm = [];
  for (let i = 0; i < warms; i += 1) warm.push(await clickCreate(page));
  const blocked = [];
  for (let i = 0; i < watched; i += 1) blocked.push(await clickCreate(page, { watch: true }));
  await page.context().close();
  const targets = name === 'P-256' ? { first: { target: 90 }, warm: { target: 25 } } : { first: {}, warm: {} };
  row(
    'first click',
    first.map(({ total }) => total),
    targets.first,
  );
  const ours = row(
    'warm',
    warm.map(({ total }) => total),
    targets.warm,
  );
  row(
    'warm, of which key generation',
    warm.map(({ keys }) => keys),
  );
  row('longest main-thread task, worst of all clicks', [Math.max(...blocked.map((one) => one.blocked))], {
    target: 50,
    note: `${blocked.length} clicks watched`,
  });
  return ours;
}

/** @param {AlgorithmName} name @param {number} times */
async function injected(name, times) {
  const page = await openPage(browser, link(name), { ready: true });
  await storeKeys(page, algorithms[name].generate, 2 * KEYS);
  const first = await clickCreate(page);
  const warm = [];
  for (let i = 0; i < times; i += 1) warm.push((await clickCreate(page)).total);
  await page.context().close();
  row('everything but key generation (keys injected), warm', warm, {
    target: 25,
    note: `first click ${first.total.toFixed(1)} ms`,
  });
}

/** @param {AlgorithmName} name @param {number} times */
async function madeAhead(name, times) {
  const values = [];
  let taken = 0;
  for (let i = 0; i < times; i += 1) {
    const page = await openPage(browser, link(name));
    await typeAndWaitForKeys(page, `bench${i}`, KEYS);
    const { total, generated } = await clickCreate(page);
    values.push(total);
    if (generated === 0) taken += 1;
    await page.context().close();
  }
  row('keys made ahead while typing, first click', values, {
    target: 40,
    note: `${taken} of ${times} made no key after the click`,
  });
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

async function ready() {
  heading('Opening the page at 4× CPU throttle, fresh profile, until the app stands');
  const ours = [];
  const theirs = [];
  for (let i = 0; i < 11; i += 1) {
    theirs.push(await readyThrottled(browser, `http://127.0.0.1:${bare.port}/`));
    ours.push(await readyThrottled(browser, address));
  }
  row('bare Svelte page', theirs);
  row('Certwright', ours);
  ratio('Certwright / bare Svelte page', median(ours), median(theirs), 1.3);
}

try {
  await limit('P-256');
  await limit('RSA-2048');
  const p256 = await clicks('P-256', { firsts: 15, warms: 50, watched: 20 });
  const rsa = await clicks('RSA-2048', { firsts: 10, warms: 25, watched: 10 });
  await injected('RSA-2048', 50);
  await madeAhead('RSA-2048', 15);
  await ready();
  for (const name of names) peers(name, name === 'P-256' ? p256 : rsa);
} finally {
  await browser.close();
  await Promise.all([site.close(), bare.close()]);
  rmSync(bareFolder, { recursive: true, force: true });
}
