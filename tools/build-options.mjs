import { contentSecurityPolicy } from './content-security-policy.mjs';
import { recipeIds } from './own-recipes.mjs';
import { quickStart } from './quick-start.mjs';
import { root } from './run.mjs';
import { singleFile } from './single-file.mjs';

const common = { root, configFile: `${root}vite.config.ts`, logLevel: /** @type {const} */ ('warn') };

/** What is found out about the one file when it is built, and said on the site. @typedef {{ bytes: number, sha256: string }} SingleFile */

/** Name of the page in one file, beside the site's index.html. */
export const singleFileName = 'certwright.html';

/**
 * The page in one file, dist/site/certwright.html.
 *
 * @type {import('vite').InlineConfig}
 */
export const offline = {
  ...common,
  publicDir: false,
  plugins: [singleFile(singleFileName)],
  build: { emptyOutDir: false, rolldownOptions: { output: { codeSplitting: false } } },
};

/**
 * The page as static files with relative addresses, in dist/site.
 *
 * @param {SingleFile} file
 * @returns {import('vite').InlineConfig}
 */
export const site = (file) => ({
  ...common,
  plugins: [contentSecurityPolicy, quickStart],
  define: { __CERTWRIGHT_SINGLE_FILE__: JSON.stringify(file) },
  build: { emptyOutDir: false },
});

/**
 * The loader for other people's pages, dist/site/certwright-embed.js: a classic script.
 *
 * @type {import('vite').InlineConfig}
 */
export const embed = {
  ...common,
  publicDir: false,
  define: {
    __CERTWRIGHT_RECIPES__: JSON.stringify(recipeIds()),
  },
  build: {
    emptyOutDir: false,
    rolldownOptions: {
      input: 'src/entries/embed.ts',
      output: { format: 'iife', entryFileNames: 'certwright-embed.js' },
    },
  },
};

/**
 * The command line, dist/cli.js: one ES module for Node with every dependency inside, so that the file can be copied alone.
 *
 * @type {import('vite').InlineConfig}
 */
export const commandLine = {
  ...common,
  publicDir: false,
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: 'src/entries/cli.ts',
    outDir: 'dist',
    emptyOutDir: false,
    target: 'node20.19',
    rolldownOptions: {
      output: { entryFileNames: 'cli.js', codeSplitting: false, banner: '#!/usr/bin/env node' },
    },
  },
};
