import { fieldsOf } from '../../src/bundle/fields';
import { planBundle } from '../../src/bundle/plan';
import type { Mode, Recipe, Sample } from '../../src/recipes/types';
import { makeBundle } from './bundle';
import { broughtFor } from './materials';
import type { BroughtFiles } from './materials';

/** One way through a recipe: a sample's answers in a mode, with quick keys unless the sample is about others. */
export interface Run {
  readonly recipe: Recipe;
  readonly mode: Mode;
  readonly answers: Record<string, string>;
  readonly secrets: Record<string, string>;
}

/** The first sample in every mode, each other one in the mode that it names, else in the first. */
export function runsOf(recipe: Recipe): (readonly [string, Run])[] {
  return recipe.samples.flatMap((sample, index) =>
    recipe.modes
      .filter((mode) => mode.guideOnly !== true)
      .filter(({ id }) => (sample.mode === undefined ? index === 0 || id === recipe.modes[0].id : id === sample.mode))
      .map((mode) => [`${sample.name}, ${mode.id}`, runOf(recipe, mode, sample)] as const),
  );
}

function runOf(recipe: Recipe, mode: Mode, { answers }: Pick<Sample, 'answers'>): Run {
  const fields = fieldsOf(recipe, mode.id);
  const known = Object.entries({ key: 'p-256', ...answers }).filter(([id]) => fields.some((field) => field.id === id));
  const passwords = fields.flatMap((field) =>
    field.kind === 'secret' ? [[field.id, field.fixed ?? `a password for ${field.id}`] as const] : [],
  );
  return {
    recipe,
    mode,
    answers: Object.fromEntries(known),
    secrets: { 'ca-key-password': 'a password for the CA key', ...Object.fromEntries(passwords) },
  };
}

/** What the user brings in a run: made from the recipe's own earlier bundles. */
export function broughtIn({ recipe, mode, answers }: Run): ReturnType<typeof broughtFor> {
  const again = (other: Mode): Run => runOf(recipe, other, { answers: { ...answers, 'ca-key': 'plain' } });
  return broughtFor(recipe, planBundle(recipe, mode.id, answers), again);
}

/** The bundle of a run, unpacked. */
export function madeIn(run: Run, brought: BroughtFiles): ReturnType<typeof makeBundle> {
  const secrets = { ...run.secrets, ...brought.secrets };
  return makeBundle(
    run.recipe,
    { ...brought.answers, ...run.answers },
    { mode: run.mode.id, secrets, materials: brought.materials },
  );
}
