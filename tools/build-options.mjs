import { root } from './run.mjs';

export const configFile = `${root}vite.config.ts`;
export const cliFile = `${root}dist/cli.js`;

/**
 * The command line: one ES module for Node with every dependency inside, so that the file can be copied alone.
 *
 * @type {import('vite').InlineConfig}
 */
export const buildCli = {
  root,
  configFile,
  logLevel: 'warn',
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
