import { byTitle } from './cards';
import type { Recipe } from './types';

const files = import.meta.glob<Recipe>(['./*.recipe.ts'], { eager: true, import: 'default' });

/** Every published recipe, by title. Holds them whole; what only lists them takes `cards.ts`. */
export const catalogue: readonly Recipe[] = byTitle(Object.values(files));

/** The recipe with this id; ids are part of links and scripts. */
export function findRecipe(id: string): Recipe | undefined {
  return catalogue.find((recipe) => recipe.id === id);
}
