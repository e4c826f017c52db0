import { describe, expect, test, vi } from 'vitest';
import { readFiles } from '../../src/inspect/read-files';
import { checkFitness } from '../../src/jobs/fitness';
import { catalogue } from '../../src/recipes/catalogue';
import { broughtIn, madeIn, runsOf } from '../support/runs';

// Certificates and keys of every sample, RSA among them.
vi.setConfig({ testTimeout: 120_000 });

describe.for(catalogue.map((recipe) => [recipe.id, recipe] as const))('The files of %s', ([, recipe]) => {
  test.for(runsOf(recipe))('are fit for their own system: %s', async ([, run]) => {
    const { bundle } = await madeIn(run, await broughtIn(run));
    const passwords = [...Object.values(run.secrets), 'changeit'];
    const objects = await readFiles([{ name: 'bundle.zip', bytes: bundle.archive }], passwords);
    const { rows, mode } = await checkFitness(objects, { recipe, answers: {}, now: new Date() });
    expect(mode).toBe(run.mode.id);
    // Without its root in the archive, a chain cannot be followed to the end.
    const rooted = bundle.plan.entities.some(({ kind }) => kind === 'authority');
    const open = rows.filter(
      ({ check, passed }) => passed === 'no' || (passed === 'unknown' && (rooted || check !== 'chain')),
    );
    expect(open.map(({ what, why }) => `${what}: ${why}`)).toEqual([]);
    expect(rows.filter(({ passed }) => passed === 'yes').length).toBeGreaterThan(0);
  });
});
