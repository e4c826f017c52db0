import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../support/bundle';

const root = fileURLToPath(new URL('../..', import.meta.url));
const hitch = readFileSync(join(root, 'tests/fixtures/recipes/hitch.recipe.ts'), 'utf8');

/** A copy of the checkout beside a folder of recipes, and how its build ended. */
function buildWith(recipes: Readonly<Record<string, string>>) {
  const folder = scratchFolder();
  const checkout = join(folder, 'checkout');
  for (const part of [
    'src',
    'public',
    'tools',
    'tests',
    'package.json',
    'tsconfig.json',
    'vite.config.ts',
    'index.html',
    'LICENSE',
  ])
    cpSync(join(root, part), join(checkout, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'), 'junction');
  mkdirSync(join(folder, 'our recipes'));
  for (const [name, source] of Object.entries(recipes)) writeFileSync(join(folder, 'our recipes', name), source);
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/build.mjs'], {
    cwd: checkout,
    env: { ...env, CI: '', INIT_CWD: checkout, CERTWRIGHT_RECIPES: '../our recipes' },
    encoding: 'utf8',
  });
  return { checkout, status, said: stdout + stderr };
}

/** The fixture as somebody outside the checkout writes it. */
const outside = (source: string): string =>
  source.replace('../../../src/recipes/types', '../checkout/src/recipes/types');

describe('Own recipes, added at build time', { timeout: 300_000 }, () => {
  test('stand in the page, the one file, the loader and the command line', () => {
    const { checkout, status, said } = buildWith({ 'hitch.recipe.ts': outside(hitch) });
    expect(status, said).toBe(0);
    const read = (path: string): string => readFileSync(join(checkout, 'dist', path), 'utf8');
    expect(read('site/certwright.html')).toContain('Hitch TLS proxy');
    expect(read('site/certwright-embed.js')).toContain('hitch');
    const made = spawnSync(process.execPath, [join(checkout, 'dist/cli.js'), 'list'], { encoding: 'utf8' });
    expect(made.stdout).toContain('hitch');
    expect(made.stdout).toContain('qlik-sse');
  });

  test.each([
    [
      'a member of another type',
      { 'hitch.recipe.ts': outside(hitch).replace('version: 1', "version: 'one'") },
      'is not assignable',
    ],
    ['a test that it fails', { 'other.recipe.ts': outside(hitch) }, 'has the name of its file as id'],
    ['the id of a published recipe', { 'mtls.recipe.ts': outside(hitch) }, 'mtls is a published recipe'],
    ['nothing', {}, 'there is no *.recipe.ts'],
  ])('with %s stop the build, which says why', (_, recipes, words) => {
    const { status, said } = buildWith(recipes);
    expect(status).toBe(1);
    expect(said).toContain(words);
  });
});
