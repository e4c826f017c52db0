import { describe, expect, it, vi } from 'vitest';
import { inspect } from '../../src/jobs/inspect';
import { createFor } from '../support/bundle';
import { recipeFiles } from '../support/recipes';
import { zipOf } from '../support/renewing';
import { broughtIn, runsOf } from '../support/runs';

vi.setConfig({ testTimeout: 60_000 });

/** What is right about a bundle of a mode all the same, by a part of the sentence. */
const expected = {
  // The placeholder in the keystore lasts until the CA's reply takes its place.
  request: /^(?:CN=\S+|CN=Placeholder until the CA replies) ends on .* Renew it now\.$/u,
  // A server has no use for the root that the user brought.
  convert: /^The certificate of CN=[^,]+, which issued CN=[^,]+, is not here\./u,
} as const;

const byId = new Map(recipeFiles.map(({ recipe }) => [recipe.id, recipe]));

describe.each(recipeFiles.filter(({ published }) => published))('The bundle of $name', ({ recipe }) => {
  it.each(runsOf(recipe))('has nothing wrong with it, and opens as far as it can: %s', async (_, run) => {
    const brought = await broughtIn(run);
    const options = {
      mode: run.mode.id,
      secrets: { ...run.secrets, ...brought.secrets },
      materials: brought.materials,
    };
    const bundle = await createFor(recipe, { ...brought.answers, ...run.answers }, options);
    const findRecipe = (id: string) => byId.get(id);
    const { report } = await inspect([zipOf(bundle)], { passwords: [], findRecipe, now: new Date() });
    const { id } = run.mode;
    const grave = report.findings
      .filter(({ rule }) => !rule.startsWith('n_'))
      .map(({ message }) => message)
      .filter((message) => !((id === 'request' || id === 'convert') && expected[id].test(message)));
    expect(grave).toEqual([]);
  });
});
