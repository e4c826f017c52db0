import type { Recipe } from './types';

/** What the chooser shows of a recipe. */
export type RecipeCard = Pick<
  Recipe,
  'id' | 'title' | 'summary' | 'aliases' | 'generic' | 'proof' | 'proposes' | 'vendorSays'
>;

/** Read out of the recipes while the page is built (tools/recipe-cards.mjs): the first view need not carry them whole. */
const files = import.meta.glob<RecipeCard>(['./*.recipe.ts'], { eager: true, import: 'default', query: '?card' });

/** The card of every published recipe, by title. */
export const cards: readonly RecipeCard[] = byTitle(Object.values(files));

/** Sorts by title. Browsers take a fifth of the time in which the page starts to set up their own order of words. */
export function byTitle<Titled extends Pick<Recipe, 'title'>>(all: readonly Titled[]): readonly Titled[] {
  return [...all].sort((a, b) => (a.title.toLowerCase() < b.title.toLowerCase() ? -1 : 1));
}

/** Cards in which every word of the query occurs (id, title, summary, alias or the vendor's words), in the catalogue's order. */
export function searchCards(query: string): readonly RecipeCard[] {
  const words = fold(query).split(/\s+/u).filter(Boolean);
  return cards.filter((card) => words.every((word) => textOf(card).includes(word)));
}

function textOf({ id, title, summary, aliases, vendorSays = '' }: RecipeCard): string {
  return fold([id, title, summary, ...aliases, vendorSays].join(' '));
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
