// npm run build: the page as a site, as one file, and the loader that embeds it in dist/site, and the command line in dist/cli.js.
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { build } from 'vite';
import { commandLine, embed, offline, singleFileName, site } from './build-options.mjs';
import { sha256, writeChecksums } from './checksums.mjs';
import { checkOwnRecipes } from './own-recipes.mjs';
import { root } from './run.mjs';

if (!(await checkOwnRecipes())) process.exit(1);

const folder = `${root}dist/site`;
rmSync(`${root}dist`, { recursive: true, force: true });
await build(offline);
const file = readFileSync(`${folder}/${singleFileName}`);
await build(site({ bytes: file.length, sha256: sha256(file) }));
await build(embed);
writeChecksums(folder);
await build(commandLine);
chmodSync(`${root}dist/cli.js`, 0o755);
