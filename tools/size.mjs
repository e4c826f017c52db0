// npm run size: what the build weighs, against the budgets, and which packages each part reaches.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { ensureInstalled } from './install.mjs';
import { root, run } from './run.mjs';

await ensureInstalled();
if ((await run(process.execPath, [`${root}tools/build.mjs`])) !== 0) process.exit(1);

const { build } = await import('vite');
const { commandLine, embed, offline, site } = await import('./build-options.mjs');
const { sha256 } = await import('./checksums.mjs');

const pki = /^(?:pkijs|asn1js|@peculiar\/|node-forge|reflect-metadata)/;
const singleFile = 'dist/site/certwright.html';
const loader = 'dist/site/certwright-embed.js';

/** @typedef {{ bytes: Buffer, packages: string[], recipes: string[], imports: string[] }} BuiltFile */

/** @param {Record<string, unknown>} modules */
function packagesOf(modules) {
  const inPackages = Object.keys(modules).filter((id) => id.includes('node_modules/'));
  const names = inPackages.map((id) => {
    const [scope = '', name = ''] = id.slice(id.lastIndexOf('node_modules/')).split('/').slice(1);
    return scope.startsWith('@') ? `${scope}/${name}` : scope;
  });
  return [...new Set(names)].sort();
}

/** Recipes that stand in a file whole; a card of one is asked for as `?card`. @param {Record<string, unknown>} modules */
function recipesOf(modules) {
  return Object.keys(modules).flatMap((id) => /([^/\\]+)\.recipe\.ts$/.exec(id)?.[1] ?? []);
}

/**
 * Builds once more, in memory: that gives the module graph, and bytes to compare with those on disk.
 *
 * @param {import('vite').InlineConfig} options
 * @param {string} folder
 */
async function buildInMemory(options, folder) {
  const result = await build({ ...options, build: { ...options.build, write: false } });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) => ('output' in one ? one.output : []));
  /** @type {[string, BuiltFile][]} */
  const files = outputs.map((file) => [
    `${folder}/${file.fileName}`,
    file.type === 'chunk'
      ? {
          bytes: Buffer.from(file.code),
          packages: packagesOf(file.modules),
          recipes: recipesOf(file.modules),
          imports: file.imports,
        }
      : { bytes: Buffer.from(file.source), packages: [], recipes: [], imports: [] },
  ]);
  return files;
}

const file = await buildInMemory(offline, 'dist/site');
const [fileBytes = Buffer.of()] = file.map(([, { bytes }]) => bytes);
const rebuilt = new Map([
  ...file,
  ...(await buildInMemory(site({ bytes: fileBytes.length, sha256: sha256(fileBytes) }), 'dist/site')),
  ...(await buildInMemory(embed, 'dist/site')),
  ...(await buildInMemory(commandLine, 'dist')),
]);
const paths = readdirSync(`${root}dist`, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length).replaceAll('\\', '/'))
  .sort();

const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const sizes = new Map(
  paths.map((path) => {
    const bytes = readFileSync(root + path);
    return [path, { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length }];
  }),
);

const width = Math.max(...paths.map((path) => path.length));
console.log(`${'file'.padEnd(width)}  ${'raw'.padStart(9)}  ${'gzip -9'.padStart(9)}  packages`);
for (const [path, { raw, gzip }] of sizes) {
  const packages = rebuilt.get(path)?.packages.join(' ') ?? '';
  console.log(
    `${path.padEnd(width)}  ${kilobytes(raw).padStart(9)}  ${kilobytes(gzip).padStart(9)}  ${packages}`.trimEnd(),
  );
}

/** Scripts that the browser loads before the page shows: those that index.html names, and what they import. */
function firstView() {
  const html = readFileSync(`${root}dist/site/index.html`, 'utf8');
  const named = [...html.matchAll(/<(?:script|link) [^>]*(?:src|href)="\.\/([^"]+\.js)"/g)].map(
    ([, name]) => `dist/site/${name}`,
  );
  const scripts = new Set(named);
  for (const path of scripts) for (const name of rebuilt.get(path)?.imports ?? []) scripts.add(`dist/site/${name}`);
  return [...scripts];
}

const gzipOf = (/** @type {string[]} */ files) =>
  files.reduce((sum, path) => sum + (sizes.get(path)?.gzip ?? Infinity), 0);
const page = paths.filter((path) => path === 'dist/site/index.html' || path.startsWith('dist/site/assets/'));
const first = firstView();
const leaked = first.flatMap((path) => (rebuilt.get(path)?.packages ?? []).filter((name) => pki.test(name)));
const carried = first.flatMap((path) => rebuilt.get(path)?.recipes ?? []);
const different = [...rebuilt].filter(
  ([path, { bytes }]) => !existsSync(root + path) || !readFileSync(root + path).equals(bytes),
);

/** @param {string} what @param {number} bytes @param {number} budget */
const within = (what, bytes, budget) => ({
  truth: `${what}: ${kilobytes(bytes)} of ${kilobytes(budget)}`,
  holds: bytes <= budget,
});

const rows = [
  within('First view, script, gzip', first.length === 0 ? Infinity : gzipOf(first), 31_500),
  within('The whole page, gzip', gzipOf(page), 287_000),
  within('Single file, raw', sizes.get(singleFile)?.raw ?? Infinity, 898_000),
  within('Embed loader, gzip', gzipOf([loader]), 3_000),
  {
    truth: `First view reaches no PKI library${leaked.length === 0 ? '' : `, but ${leaked.join(', ')}`}`,
    holds: leaked.length === 0,
  },
  {
    truth: `First view carries no recipe${carried.length === 0 ? '' : `, but ${carried.join(', ')}`}`,
    holds: carried.length === 0 && [...rebuilt.values()].some(({ recipes }) => recipes.length > 0),
  },
  {
    truth: `Two builds are byte-identical${different.length === 0 ? '' : `, but ${different.map(([path]) => path).join(', ')}`}`,
    holds: rebuilt.size > 0 && different.length === 0,
  },
];
for (const { truth, holds } of rows) console.log(`${truth} … ${holds ? 'ok' : 'failed'}`);
const failed = rows.filter(({ holds }) => !holds).length;
console.log(`${rows.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
