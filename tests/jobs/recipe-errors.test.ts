import { describe, expect, test } from 'vitest';
import { planBundle } from '../../src/bundle/plan';
import { recipeErrors } from '../../src/jobs/recipe-errors';
import { catalogue } from '../../src/recipes/catalogue';

const plans = catalogue.flatMap((recipe) => recipe.modes.map(({ id }) => planBundle(recipe, id, {})));

describe.each(plans)('The errors that $recipe.id knows in its way $mode.id', (plan) => {
  test('are found by any text without breaking', () => {
    expect(recipeErrors('nothing that anybody knows', plan)).toEqual([]);
  });

  test.each(plan.knownErrors.map(({ message }) => message))('%s', (message) => {
    const text = message.split(/, or: |, or |, | or: |; /u).map((wording) => wording.replaceAll('…', 'something'));
    const known = text.flatMap((wording) => recipeErrors(`12:00 ERROR ${wording}`, plan));
    expect(known.map((error) => error.message)).toContain(message);
  });
});
