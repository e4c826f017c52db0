// npm run build: the page as a site and as one file in dist/site, and the command line in dist/cli.js.
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { build } from 'vite';
import { commandLine, offline, singleFileName, site } from './build-options.mjs';
import { sha256, writeChecksums } from './checksums.mjs';
import { root } from './run.mjs';

const folder = `${root}dist/site`;
rmSync(`${root}dist`, { recursive: true, force: true });
await build(offline);
const file = readFileSync(`${folder}/${singleFileName}`);
await build(site({ bytes: file.length, sha256: sha256(file) }));
writeChecksums(folder);
await build(commandLine);
chmodSync(`${root}dist/cli.js`, 0o755);
