import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';
import { root } from '../run.mjs';

/** @type {import('vite').InlineConfig} */
const common = { configFile: false, logLevel: 'warn', plugins: [svelte({ configFile: false })] };

const temporary = () => mkdtempSync(join(tmpdir(), 'certwright-bench-'));

/**
 * Builds a page that only the bench needs with the options of our own.
 *
 * @param {'bare' | 'keystore'} name its folder beside this file
 * @returns {Promise<string>} a temporary folder; the caller removes it
 */
export async function buildPage(name) {
  const outDir = temporary();
  await build({
    ...common,
    root: `${root}tools/bench/${name}`,
    base: './',
    build: { outDir, emptyOutDir: true, target: 'es2022', modulePreload: { polyfill: false } },
  });
  return outDir;
}

/**
 * Builds the keystore job for this Node, with the options of the command line.
 *
 * @returns {Promise<{ folder: string, job: typeof import('./keystore/job.mjs') }>} the caller removes the folder
 */
export async function buildKeystoreJob() {
  const folder = temporary();
  await build({
    ...common,
    root,
    publicDir: false,
    ssr: { noExternal: true, target: 'node' },
    build: { ssr: 'tools/bench/keystore/job.mjs', outDir: folder, emptyOutDir: true, target: 'node20.19' },
  });
  return { folder, job: await import(pathToFileURL(join(folder, 'job.js')).href) };
}
