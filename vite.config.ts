import { readFileSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const { version, released } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  version: string;
  released: string;
};

export default defineConfig({
  base: './',
  plugins: [svelte()],
  define: {
    __CERTWRIGHT_VERSION__: JSON.stringify(version),
    __CERTWRIGHT_RELEASED__: JSON.stringify(released),
  },
  build: {
    outDir: 'dist/site',
    target: 'es2022',
    modulePreload: { polyfill: false },
  },
  ...(process.env['VITEST'] ? { resolve: { conditions: ['browser'] } } : {}),
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
});
