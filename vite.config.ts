import { readFileSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { licences } from './tools/licences.mjs';
import { leanRecipes } from './tools/lean-recipes.mjs';
import { recipeCards } from './tools/recipe-cards.mjs';
import { ownRecipes } from './tools/own-recipes.mjs';
import { styleName } from './tools/style-names.mjs';
import { svelteSwitches } from './tools/svelte-switches.mjs';

const { version, released } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  version: string;
  released: string;
};

/** The icon stands in the page itself, so that the policy need not allow any request for an image. */
const inlineIcon: Plugin = {
  name: 'inline-icon',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (html) => {
      const svg = readFileSync(new URL('public/favicon.svg', import.meta.url), 'utf8').replaceAll(/\n\s*/gu, '');
      return html.replace('./favicon.svg', `data:image/svg+xml,${encodeURIComponent(svg)}`);
    },
  },
};

export default defineConfig({
  base: './',
  plugins: [
    ownRecipes,
    recipeCards,
    leanRecipes,
    // No markup is parsed while the page runs, so that its policy need allow none, and it starts sooner.
    svelte({ compilerOptions: { runes: true, discloseVersion: false, cssHash: styleName, fragments: 'tree' } }),
    svelteSwitches,
    inlineIcon,
    licences,
  ],
  define: {
    __CERTWRIGHT_VERSION__: JSON.stringify(version),
    __CERTWRIGHT_RELEASED__: JSON.stringify(released),
    // Only the site stands beside the one file (tools/build-options.mjs).
    __CERTWRIGHT_SINGLE_FILE__: 'undefined',
  },
  build: {
    outDir: 'dist/site',
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
    rolldownOptions: {
      // Repeated texts in their places compress better than their names.
      optimization: { inlineConst: true },
      // Nothing to do where no page is hydrated (tools/svelte-switches.mjs); a component calls them after every element.
      treeshake: { manualPureFunctions: ['$.reset', '$.next', '$.remove_input_defaults', '$.remove_textarea_child'] },
    },
  },
  ...(process.env['VITEST'] ? { resolve: { conditions: ['browser'] } } : {}),
  // Long enough for a busy machine: a test fails by what it asserts, not by how fast it is.
  test: {
    include: ['tests/**/*.test.ts'],
    environment: 'node',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
