import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { packageCommand, root, run } from './run.mjs';

const published = `${root}src/recipes`;
const named = process.env['CERTWRIGHT_RECIPES'];

/** The folder whose recipes are added; npm runs in the checkout, but the path counts from where it was called. */
const folder = named === undefined || named === '' ? undefined : resolve(process.env['INIT_CWD'] ?? '.', named);

const idsIn = (/** @type {string} */ place) =>
  readdirSync(place).flatMap((name) => /^(.+)\.recipe\.ts$/.exec(name)?.[1] ?? []);

const slashes = (/** @type {string} */ path) => path.replaceAll('\\', '/');

/** Ids of every recipe of this build, sorted by code units. */
export const recipeIds = () => [...idsIn(published), ...(folder === undefined ? [] : idsIn(folder))].sort();

/**
 * Lets every glob of the published recipes find those of the folder CERTWRIGHT_RECIPES too.
 *
 * @type {import('vite').Plugin}
 */
export const ownRecipes = {
  name: 'own-recipes',
  enforce: 'pre',
  transform(code, id) {
    if (folder === undefined || !slashes(id).startsWith(slashes(root)) || !code.includes('*.recipe.ts'))
      return undefined;
    const below = slashes(relative(dirname(id), folder));
    const place = below.startsWith('.') ? below : `./${below}`;
    // An array, because a glob without exceptions may be one string.
    return {
      code: code.replaceAll(/'(?:\.\/|\.\.\/\.\.\/src\/recipes\/)\*\.recipe\.ts'/g, `$&, '${place}/*.recipe.ts'`),
      map: null,
    };
  },
};

/**
 * Holds the added recipes against the types and against the tests that the published ones pass. Says on stderr what is wrong.
 *
 * @returns {Promise<boolean>} whether the build may go on
 */
export async function checkOwnRecipes() {
  if (folder === undefined) return true;
  const ids = existsSync(folder) ? idsIn(folder) : [];
  const taken = ids.filter((id) => idsIn(published).includes(id));
  if (ids.length === 0) console.error(`CERTWRIGHT_RECIPES: there is no *.recipe.ts in ${folder}.`);
  else if (taken.length > 0)
    console.error(`CERTWRIGHT_RECIPES: ${taken.join(', ')} is a published recipe. Choose another id.`);
  else return (await hasTypes(folder, ids)) && (await passesTests(ids));
  return false;
}

/** @param {string} place @param {readonly string[]} ids */
async function hasTypes(place, ids) {
  const scratch = mkdtempSync(join(tmpdir(), 'certwright-recipes-'));
  const lines = ids.map(
    (id, index) => `import recipe${index} from ${JSON.stringify(slashes(join(place, `${id}.recipe.ts`)))};`,
  );
  const all = ids.map((_, index) => `recipe${index}`).join(', ');
  writeFileSync(
    join(scratch, 'check.ts'),
    `import type { Recipe } from ${JSON.stringify(`${slashes(root)}src/recipes/types.ts`)};\n${lines.join('\n')}\nexport const checked: readonly Recipe[] = [${all}];\n`,
  );
  const compilerOptions = { allowImportingTsExtensions: true, types: [] };
  writeFileSync(
    join(scratch, 'tsconfig.json'),
    JSON.stringify({ extends: `${slashes(root)}tsconfig.json`, compilerOptions, include: ['check.ts'] }),
  );
  const code = await run(process.execPath, packageCommand('typescript/bin/tsc', '-p', scratch));
  rmSync(scratch, { recursive: true, force: true });
  return code === 0;
}

/** @param {readonly string[]} ids */
async function passesTests(ids) {
  const names = `^The recipe '?(?:${ids.join('|')})'? `;
  const args = packageCommand('vitest/vitest.mjs', 'run', '--reporter=dot', 'tests/recipes.test.ts', '-t', names);
  return (await run(process.execPath, args)) === 0;
}
