import { readFileSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { licences } from './tools/licences.mjs';
import { leanRecipes } from './tools/lean-recipes.mjs';
import { recipeCards } from './tools/recipe-cards.mjs';
import { ownRecipes } from './tools/own-recipes.mjs';

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

const scopes = new Map<string, string>();

/** The class that keeps a component's styles to itself; short, since it stands at every element. A clash stops the build. */
function scopeOf(css: string, hash: (text: string) => string): string {
  const name = `_${hash(css).slice(-4)}`;
  if ((scopes.get(name) ?? css) !== css)
    throw new Error(`Two components share the class ${name}; take one character more.`);
  scopes.set(name, css);
  return name;
}

const scoped = svelte({ compilerOptions: { cssHash: ({ css, hash }) => scopeOf(css, hash) } });

export default defineConfig({
  base: './',
  plugins: [ownRecipes, recipeCards, leanRecipes, scoped, inlineIcon, licences],
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
  },
  ...(process.env['VITEST'] ? { resolve: { conditions: ['browser'] } } : {}),
  // Long enough for a busy machine: a test fails by what it asserts, not by how fast it is.
  test: { include: ['tests/**/*.test.ts'], environment: 'node', testTimeout: 60_000, hookTimeout: 60_000 },
});
