import type { Recipe } from './types';

/** What the chooser shows of a recipe. */
export type RecipeCard = Pick<
  Recipe,
  'id' | 'title' | 'summary' | 'aliases' | 'generic' | 'proof' | 'proposes' | 'vendorSays'
>;

/** Read out of the recipes while the page is built (tools/recipe-cards.mjs): the first view need not carry them whole. */
const files = import.meta.glob<RecipeCard>(['./*.recipe.ts'], { eager: true, import: 'default', query: '?card' });

/** The card of every published recipe, by title. */
export const cards: readonly RecipeCard[] = Object.values(files).sort((a, b) => a.title.localeCompare(b.title, 'en'));

/** Cards in which every word of the query occurs (id, title, summary, alias or the vendor's words), in the catalogue's order. */
export function searchCards(query: string): readonly RecipeCard[] {
  const words = fold(query).split(/\s+/u).filter(Boolean);
  return cards.filter(({ id, title, summary, aliases, vendorSays = '' }) => {
    const text = fold([id, title, summary, ...aliases, vendorSays].join(' '));
    return words.every((word) => text.includes(word));
  });
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
