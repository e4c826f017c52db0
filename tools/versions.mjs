// Prints the versions of everything that judged: Node, npm's tools, Chromium and the programs of others.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findChromium } from './chromium.mjs';
import { externalToolNames, toolVersion } from './external-tools.mjs';
import { root } from './run.mjs';

const chromium = await findChromium();
const { stdout } =
  chromium === undefined ? { stdout: 'not there' } : spawnSync(chromium, ['--version'], { encoding: 'utf8' });
const installed = (/** @type {string} */ name) =>
  JSON.parse(readFileSync(`${root}node_modules/${name}/package.json`, 'utf8')).version;

/** @type {[string, string][]} */
const versions = [
  ['node', process.versions.node],
  ...['svelte', 'vite', 'vitest', 'typescript', 'eslint'].map(
    (name) => /** @type {[string, string]} */ ([name, installed(name)]),
  ),
  ['chromium', stdout.trim()],
  ...externalToolNames.map((name) => /** @type {[string, string]} */ ([name, toolVersion(name)])),
];
for (const [name, version] of versions) console.log(`${name.padEnd(12)} ${version}`);
