import { readFileSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { leanAsn1 } from './tools/lean-asn1.mjs';
import { leanRecipes, recipeCards } from './tools/recipe-cards.mjs';

const { version, released } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  version: string;
  released: string;
};

/** Nothing may be loaded but our own scripts and styles, and nothing may be sent. SECURITY.md says what a policy cannot stop. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  'img-src data:',
  "connect-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-src 'none'",
  "worker-src 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types svelte-trusted-html',
].join('; ');

/** Writes the policy first into the head of the built page. The development server needs inline styles and a socket, so it goes without. */
const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (html) =>
      html.replace('<head>', `<head>\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`),
  },
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
  plugins: [recipeCards, leanRecipes, leanAsn1, svelte(), contentSecurityPolicy, inlineIcon],
  define: {
    __CERTWRIGHT_VERSION__: JSON.stringify(version),
    __CERTWRIGHT_RELEASED__: JSON.stringify(released),
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
