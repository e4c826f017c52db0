import { root } from './run.mjs';

const common = { root, configFile: `${root}vite.config.ts`, logLevel: /** @type {const} */ ('warn') };

/**
 * The page: static files with relative addresses, in dist/site.
 *
 * @type {import('vite').InlineConfig}
 */
export const site = { ...common };

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
    rollupOptions: {
      output: { entryFileNames: 'cli.js', codeSplitting: false, banner: '#!/usr/bin/env node' },
    },
  },
};
