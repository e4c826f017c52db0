import { fieldsOf } from '../bundle/fields';
import { readManifest } from '../bundle/manifest';
import { planBundle } from '../bundle/plan';
import type { Answers, BundlePlan } from '../bundle/types';
import type { FoundObject } from '../inspect/found-object';
import { PkiError } from '../pki/errors';
import type { Recipe } from '../recipes/types';

/**
 * The plan that files are held against, and what was answered by somebody rather than by default.
 *
 * @param answers by field id, and `mode`
 * @throws PkiError `mode-unknown`, `field-unknown`, or the first problem of the plan, with its field
 */
export function planFor(
  recipe: Recipe,
  answers: Answers,
  objects: readonly FoundObject[],
): { readonly plan: BundlePlan; readonly given: Answers } {
  const { mode: asked, ...own } = answers;
  const earlier = earlierOf(recipe, objects);
  const mode = asked ?? earlier?.mode ?? usualMode(recipe);
  const known = fieldsOf(recipe, mode).flatMap(({ id, kind }) => (kind === 'secret' ? [] : id));
  const unknown = Object.keys(own).find((id) => !known.includes(id));
  if (unknown !== undefined)
    throw new PkiError(
      'field-unknown',
      `${recipe.id} asks no ${unknown} in the mode ${mode}. It asks ${['mode', ...known].join(', ')}.`,
      { field: unknown },
    );
  const told = Object.entries(earlier?.answers ?? {}).filter(([id]) => known.includes(id));
  const given = { ...Object.fromEntries(told), ...own };
  const plan = planBundle(recipe, mode, given);
  const [problem] = plan.problems;
  if (problem !== undefined) throw new PkiError(problem.code, problem.message, { field: problem.field });
  return { plan, given };
}

/** Files of unknown origin are those of somebody who has a certificate already. */
function usualMode({ modes, proposes }: Recipe): string {
  const own = modes.find(({ brings = [] }) => brings.some(({ kind }) => kind === 'certified-key'));
  return own?.id ?? proposes ?? modes[0].id;
}

/** Mode and answers of our manifest among the files; one that cannot be read counts for nothing. */
function earlierOf(recipe: Recipe, objects: readonly FoundObject[]): { mode: string; answers: Answers } | undefined {
  for (const object of objects) {
    if (object.type !== 'manifest') continue;
    try {
      const manifest = readManifest(object.text);
      const known = recipe.modes.some(({ id }) => id === manifest.mode);
      if (manifest.recipe.id === recipe.id && known) return { mode: manifest.mode, answers: manifest.answers };
    } catch (error) {
      if (!(error instanceof PkiError)) throw error;
    }
  }
  return undefined;
}
