import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';
import { root } from '../run.mjs';

/**
 * Builds the smallest page that Svelte can make, to compare loading with.
 *
 * @returns {Promise<string>} its folder, in the checkout's dist, where node_modules is found
 */
export async function buildBarePage() {
  mkdirSync(`${root}dist`, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'certwright-bare-'));
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><title>Bare</title><div id="app"></div><script type="module" src="./page.js"></script>',
  );
  writeFileSync(
    join(folder, 'App.svelte'),
    '<script>let count = $state(0);</script>\n<button onclick={() => (count += 1)}>{count}</button>\n',
  );
  writeFileSync(
    join(folder, 'page.js'),
    "import { mount } from 'svelte';\nimport App from './App.svelte';\nmount(App, { target: document.getElementById('app') });\n",
  );
  await build({
    root: folder,
    configFile: false,
    base: './',
    logLevel: 'warn',
    plugins: [svelte({ configFile: false })],
    resolve: { alias: [{ find: /^(svelte|esm-env|clsx)(?=\/|$)/, replacement: `${root}node_modules/$1` }] },
    build: { outDir: join(folder, 'built'), target: 'es2022', modulePreload: { polyfill: false } },
  });
  return folder;
}
