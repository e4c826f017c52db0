import { copyFileSync, readFileSync } from 'node:fs';
import { npm, run, succeeds } from '../run.mjs';
import { aptInstall, mayInstall } from '../ensure-tools.mjs';
import { compileJava } from './compile.mjs';
import { installFromMaven } from './maven.mjs';
import { once } from './once.mjs';
import { npmFolder } from './places.mjs';
import { installFromPyPi } from './python.mjs';

async function ensureCurl() {
  const there = () => succeeds('curl', ['--version']);
  if (!there() && mayInstall) await aptInstall(['curl']);
  if (!there()) throw new Error('There is no curl.');
}

async function installFromNpm() {
  const files = ['package.json', 'package-lock.json'].map((name) => new URL(`npm/${name}`, import.meta.url));
  const lock = files.map((file) => readFileSync(file, 'utf8'));
  await once(npmFolder, lock, async () => {
    for (const file of files) copyFileSync(file, npmFolder + file.pathname.split('/').at(-1));
    const code = await run(npm.command, ['ci', '--ignore-scripts'], { cwd: npmFolder, shell: npm.shell });
    if (code !== 0) throw new Error('npm ci failed; its message stands above.');
  });
}

/**
 * Installs every consumer at its exact version. Nothing is done where it was done before.
 *
 * @returns {Promise<void>} rejects when one cannot be had
 */
export async function installConsumers() {
  await ensureCurl();
  // Two at a time: each waits for the network, and only pip keeps a core busy.
  await Promise.all([installFromPyPi(), installFromNpm().then(installFromMaven)]);
  await compileJava();
}
