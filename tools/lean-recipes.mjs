import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { onCard, readRecipe } from './recipe-cards.mjs';
import { byResemblance } from './recipe-order.mjs';
import { root } from './run.mjs';

/** Members of a recipe that only its tests read; a tenth of its weight. */
const forTests = ['samples', 'rejects'];

/** The whole recipe, as the catalogue imports it. */
const whole = /\.recipe\.ts$/;

/** The module of what several recipes say in the same words. */
const sharedId = '\0shared-by-recipes';

/** Shorter values are not worth a name. */
const shortest = 24;

/** Names by source text of what stands more than once. @type {Map<string, string>} */
let shared = new Map();
/** The values themselves, inner ones first. @type {{ name: string, value: unknown }[]} */
let parts = [];

/** Names of the files, in the order in which they stand in the built one. @type {readonly string[]} */
let order = [];

/** @param {unknown} value @returns {value is object} */
const isObject = (value) => typeof value === 'object' && value !== null && !(value instanceof RegExp);

/**
 * Data as source text. A recipe holds nothing that JSON lacks but regular expressions.
 *
 * @param {unknown} value
 * @param {(value: unknown) => string} inner writes what lies in it
 * @returns {string}
 */
function toSource(value, inner = (part) => toSource(part)) {
  if (value instanceof RegExp) return String(value);
  if (Array.isArray(value)) return `[${value.map(inner).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${inner(member)}`).join(',')}}`;
}

/** The same with names in place of what is shared. @param {unknown} value @returns {string} */
const named = (value) => shared.get(toSource(value)) ?? toSource(value, named);

/** @param {Record<string, unknown>} recipe */
const lean = (recipe) =>
  Object.fromEntries(Object.entries(recipe).filter(([name]) => !forTests.includes(name) && !onCard.includes(name)));

/** Finds what the published recipes have in common. @param {readonly unknown[]} recipes */
function share(recipes) {
  /** @type {Map<string, { value: unknown, count: number }>} */
  const seen = new Map();
  const visit = (/** @type {unknown} */ value) => {
    const source = toSource(value);
    if (source.length < shortest) return;
    const before = seen.get(source);
    seen.set(source, { value, count: (before?.count ?? 0) + 1 });
    // What lies in a repeated value is repeated with it.
    if (before === undefined && isObject(value)) for (const part of Object.values(value)) visit(part);
  };
  for (const recipe of recipes) visit(recipe);
  const repeated = [...seen].filter(([, { count }]) => count > 1).sort(([a], [b]) => a.length - b.length);
  shared = new Map(repeated.map(([source], index) => [source, `part${index}`]));
  parts = repeated.map(([, { value }], index) => ({ name: `part${index}`, value }));
}

/**
 * Leaves out of the built recipes what only tests read, and writes once what several of them say: each recipe stands alone in
 * its file, so a seventh of their weight is repetition. What its card says is taken from there.
 *
 * @type {import('vite').Plugin}
 */
export const leanRecipes = {
  name: 'lean-recipes',
  enforce: 'pre',
  apply: 'build',
  async buildStart() {
    const folder = `${root}src/recipes/`;
    const files = readdirSync(folder).filter((name) => whole.test(name));
    const recipes = await Promise.all(files.sort().map(async (name) => lean(await readRecipe(folder + name))));
    share(recipes);
    order = byResemblance(recipes.map((recipe, index) => [files[index] ?? '', toSource(recipe)]));
  },
  resolveId: (id) => (id === sharedId ? id : undefined),
  async load(id) {
    if (id === sharedId)
      return parts.map(({ name, value }) => `export const ${name} = ${toSource(value, named)};`).join('\n');
    if (!whole.test(id)) return undefined;
    const source = named(lean(await readRecipe(id)));
    const before = order[order.indexOf(basename(id)) - 1];
    return `${before === undefined ? '' : `import ${JSON.stringify(`./${before}`)};`}
import card from ${JSON.stringify(`${id}?card`)};
import { ${[...shared.values()].join(', ')} } from ${JSON.stringify(sharedId)};
export default { ...card, ...${source} };`;
  },
};
