// npm run build: the site in dist/site and the command line in dist/cli.js.
import { chmodSync, rmSync } from 'node:fs';
import { build } from 'vite';
import { commandLine, site } from './build-options.mjs';
import { root } from './run.mjs';

rmSync(`${root}dist`, { recursive: true, force: true });
await build(site);
await build(commandLine);
chmodSync(`${root}dist/cli.js`, 0o755);
