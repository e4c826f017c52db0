// Proves that `npm start` serves the page: starts it as a user does, fetches the page and what it loads, and stops it.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { npm, root } from './run.mjs';

/** Long enough for an installation and a build on a slow computer. */
const DEADLINE = 300_000;

const deadline = AbortSignal.timeout(DEADLINE);
const child = spawn(npm.command, ['start'], {
  cwd: root,
  env: { ...process.env, PORT: '0' },
  shell: npm.shell,
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = new Promise((resolve) => child.once('close', resolve));

/** The address that it prints. */
async function address() {
  for await (const line of createInterface({ input: child.stdout, signal: deadline })) {
    console.log(line);
    const [found] = /http:\/\/localhost:\d+\//.exec(line) ?? [];
    if (found !== undefined) return found;
  }
  throw new Error('npm start printed no address.');
}

/** @param {string} url */
async function get(url) {
  const response = await fetch(url, { signal: deadline });
  if (response.status !== 200) throw new Error(`${url}: ${response.status}`);
  console.log(`200 ${url}`);
  return response.text();
}

/** @param {string} url */
async function stopped(url) {
  child.kill('SIGTERM');
  await Promise.race([ended, new Promise((_, reject) => deadline.addEventListener('abort', reject))]);
  // npm ends before the server does, which notices within half a second.
  for (let waited = 0; waited < 50; waited += 1) {
    const serves = await fetch(url, { signal: deadline }).then(
      () => true,
      () => false,
    );
    if (!serves) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('npm start was stopped, but still serves.');
}

try {
  const url = await address();
  const page = await get(url);
  const assets = [...page.matchAll(/(?:src|href)="(\.\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
  if (assets.length === 0) throw new Error('The page names no asset.');
  for (const path of assets) await get(new URL(path, url).href);
  await stopped(url);
  console.log('Stopped.');
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  child.kill('SIGKILL');
  process.exitCode = 1;
}
