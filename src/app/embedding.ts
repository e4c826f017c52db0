import type { Recipe } from '../recipes/types';

/** How the page stands in somebody's documentation. Embedded, it makes new files only: nothing is brought into a frame. */
export interface Embedding {
  /** The recipe was chosen by the documentation, and the catalogue stays closed. */
  readonly locked: boolean;
  /** Where the page came from, which the page around it cannot forge. */
  readonly origin: string;
}

/** What the frame tells the page around it. Nothing of it is secret. */
export type FrameMessage =
  | { readonly certwright: 'ready' }
  | { readonly certwright: 'height'; readonly height: number }
  | { readonly certwright: 'created'; readonly archive: string; readonly files: readonly string[] };

/** A recipe without the ways in that need files of the user. An option that would take one stays. */
export function withoutBringing(recipe: Recipe): Recipe {
  const [first, ...others] = recipe.modes.filter(({ brings = [] }) => brings.every(({ when }) => when !== undefined));
  if (first === undefined) return recipe;
  const { proposes, ...rest } = recipe;
  const modes = [first, ...others] as const;
  const proposed = modes.some(({ id }) => id === proposes) ? { proposes } : {};
  return { ...rest, ...proposed, modes } as Recipe;
}
