import { readFile } from 'node:fs/promises';
import { transformWithOxc } from 'vite';

/** What the catalogue's first view shows of a recipe: the members of `RecipeCard` in src/recipes/cards.ts. */
export const onCard = ['id', 'title', 'summary', 'aliases', 'generic', 'proof', 'proposes', 'vendorSays'];

/** `src/recipes/<id>.recipe.ts?card`, as the glob of src/recipes/cards.ts asks for it. */
const card = /\.recipe\.ts\?card$/;

/**
 * The recipe in a file, which is data: it imports nothing but types.
 *
 * @param {string} file path of the recipe
 * @returns {Promise<Record<string, unknown>>}
 * @throws what the compiler or the recipe throws
 */
export async function readRecipe(file) {
  const { code } = await transformWithOxc(await readFile(file, 'utf8'), file, { sourcemap: false });
  const { default: recipe } = await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
  return recipe;
}

/**
 * The card of a recipe, read out while the page is built, so that its first view need not carry the recipes themselves.
 *
 * @param {string} file path of the recipe
 * @returns {Promise<Record<string, unknown>>}
 * @throws what the compiler or the recipe throws; a recipe that imports more than types cannot be read
 */
export async function readCard(file) {
  const recipe = await readRecipe(file);
  return Object.fromEntries(onCard.filter((name) => name in recipe).map((name) => [name, recipe[name]]));
}

/** @type {import('vite').Plugin} */
export const recipeCards = {
  name: 'recipe-cards',
  enforce: 'pre',
  async load(id) {
    if (!card.test(id)) return undefined;
    const file = id.slice(0, id.lastIndexOf('?'));
    this.addWatchFile(file);
    return `export default ${JSON.stringify(await readCard(file))};`;
  },
};
