// npm run build: the site in dist/site and the command line in dist/cli.js.
import { chmodSync, rmSync } from 'node:fs';
import { build } from 'vite';
import { buildCli, cliFile, configFile } from './build-options.mjs';
import { root } from './run.mjs';

rmSync(`${root}dist`, { recursive: true, force: true });
await build({ root, configFile, logLevel: 'warn' });
await build(buildCli);
chmodSync(cliFile, 0o755);
