import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';
import { root } from '../run.mjs';

/**
 * Builds the bare Svelte page with the options of our own.
 *
 * @returns {Promise<string>} a temporary folder; the caller removes it
 */
export async function buildBarePage() {
  const folder = mkdtempSync(join(tmpdir(), 'certwright-bare-'));
  await build({
    root: `${root}tools/bench/bare`,
    configFile: false,
    base: './',
    logLevel: 'warn',
    plugins: [svelte({ configFile: false })],
    build: { outDir: folder, emptyOutDir: true, target: 'es2022', modulePreload: { polyfill: false } },
  });
  return folder;
}
