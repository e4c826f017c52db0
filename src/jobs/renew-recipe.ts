import { fieldsOf } from '../bundle/fields';
import { planBundle } from '../bundle/plan';
import type { Manifest } from '../bundle/manifest';
import type { Answers, BundlePlan } from '../bundle/types';
import { PkiError } from '../pki/errors';
import type { Mode, Recipe } from '../recipes/types';
import { listed } from './renew-files';
import type { RenewalWay } from './renew-types';

/** Finds a recipe by its id; undefined when there is none. */
export type FindRecipe = (id: string) => Recipe | undefined;

/** What today's catalogue makes of an earlier bundle. */
export interface EarlierRecipe {
  readonly recipe: Recipe;
  readonly plan: BundlePlan;
  readonly answers: Answers;
  readonly way: RenewalWay;
  readonly notices: readonly string[];
}

/**
 * Plans an earlier bundle anew, with its own mode and answers.
 *
 * @throws PkiError `recipe-unknown` for a system that is not in the catalogue or a recipe newer than it, `mode-unknown`
 */
export function planEarlier(manifest: Manifest, findRecipe: FindRecipe): EarlierRecipe {
  const { id, version } = manifest.recipe;
  const recipe = findRecipe(id);
  if (recipe === undefined)
    throw new PkiError(
      'recipe-unknown',
      `These files were made for ${id}, which is not in this catalogue. Use the Certwright that made them (${manifest.generator.version}), or a newer one.`,
    );
  if (version > recipe.version)
    throw new PkiError(
      'recipe-unknown',
      `These files were made by version ${String(version)} of the recipe ${id}; here is version ${String(recipe.version)}, which does not know their layout. Use a newer Certwright.`,
    );
  const mode = recipe.modes.find((each) => each.id === manifest.mode);
  if (mode === undefined)
    throw new PkiError(
      'mode-unknown',
      `These files were made in the mode ${manifest.mode}, which ${recipe.title} does not have. Make them again in one of ${recipe.modes.map((each) => each.id).join(', ')}.`,
    );
  const { answers, dropped } = answersFor(recipe, mode.id, manifest.answers);
  const plan = planBundle(recipe, mode.id, answers);
  return {
    recipe,
    plan,
    answers,
    way: wayOf(mode),
    notices: [
      ...olderNotices(manifest, plan),
      ...(dropped.length === 0 ? [] : [`No longer asked for, and left out: ${dropped.join(', ')}.`]),
    ],
  };
}

/** The answers that a mode still asks for, and the ids of the others. */
export function answersFor(
  recipe: Recipe,
  mode: string,
  given: Answers,
): { readonly answers: Answers; readonly dropped: readonly string[] } {
  const known = new Set(
    fieldsOf(recipe, mode)
      .filter(({ kind }) => kind !== 'secret')
      .map(({ id }) => id),
  );
  const entries = Object.entries(given);
  return {
    answers: Object.fromEntries(entries.filter(([id]) => known.has(id))),
    dropped: entries.map(([id]) => id).filter((id) => !known.has(id)),
  };
}

function wayOf({ brings = [], requests }: Mode): RenewalWay {
  if (requests !== undefined) return 'request';
  if (brings.some(({ kind }) => kind === 'reply')) return 'ask-again';
  return brings.some(({ kind }) => kind === 'certified-key') ? 'export-again' : 'issue';
}

/** What an older recipe laid out otherwise. */
function olderNotices({ recipe: { version }, files }: Manifest, { recipe, entries }: BundlePlan): string[] {
  if (version === recipe.version) return [];
  const before = new Set(files.map(({ path }) => path));
  const now = new Set(entries.map(({ path }) => path));
  const added = [...now].filter((path) => !before.has(path));
  const gone = [...before].filter((path) => !now.has(path));
  return [
    [
      `Version ${String(version)} of the recipe made these files; the new ones have the layout of version ${String(recipe.version)}.`,
      added.length === 0 ? '' : `New there: ${listed(added)}.`,
      gone.length === 0 ? '' : `No longer there: ${listed(gone)}.`,
      added.length + gone.length === 0 ? 'No file has another name; what is in them may differ.' : '',
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
  ];
}
