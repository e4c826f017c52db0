import type { Recipe } from './types';

// Recipes whose texts resemble each other stand together in the built file, where they compress by each other.
const files = {
  ...import.meta.glob<Recipe>('./*qlik*.recipe.ts', { eager: true, import: 'default' }),
  ...import.meta.glob<Recipe>(['./*.recipe.ts', '!./*qlik*.recipe.ts'], { eager: true, import: 'default' }),
};

/** Every published recipe, by title. Holds them whole; what only lists them takes `cards.ts`. */
export const catalogue: readonly Recipe[] = Object.values(files).sort((a, b) => a.title.localeCompare(b.title, 'en'));

/** The recipe with this id; ids are part of links and scripts. */
export function findRecipe(id: string): Recipe | undefined {
  return catalogue.find((recipe) => recipe.id === id);
}
