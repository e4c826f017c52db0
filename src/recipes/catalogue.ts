import type { Recipe } from './types';

const files = import.meta.glob<Recipe>('./*.recipe.ts', { eager: true, import: 'default' });

/** Every published recipe, by title. */
export const catalogue: readonly Recipe[] = Object.values(files).sort((a, b) => a.title.localeCompare(b.title, 'en'));

/** The recipe with this id; ids are part of links and scripts. */
export function findRecipe(id: string): Recipe | undefined {
  return catalogue.find((recipe) => recipe.id === id);
}

/** Recipes in which every word of the query occurs (id, title, summary or alias), in the catalogue's order. */
export function searchRecipes(query: string): readonly Recipe[] {
  const words = fold(query).split(/\s+/u).filter(Boolean);
  return catalogue.filter(({ id, title, summary, aliases }) => {
    const text = fold([id, title, summary, ...aliases].join(' '));
    return words.every((word) => text.includes(word));
  });
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
