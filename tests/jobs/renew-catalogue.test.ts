import { describe, expect, it, vi } from 'vitest';
import { PkiError } from '../../src/pki/errors';
import { createFor } from '../support/bundle';
import { recipeFiles } from '../support/recipes';
import { earlierFrom, renewed, zipOf } from '../support/renewing';
import { broughtIn, runsOf } from '../support/runs';

// Each run makes several bundles.
vi.setConfig({ testTimeout: 60_000 });

const byId = new Map(recipeFiles.map(({ recipe }) => [recipe.id, recipe]));

describe.each(recipeFiles)('The recipe $name', ({ recipe }) => {
  it.each(runsOf(recipe))('is renewed: %s', async (_, run) => {
    const brought = await broughtIn(run);
    const secrets = { ...run.secrets, ...brought.secrets };
    const options = { mode: run.mode.id, secrets, materials: brought.materials };
    const before = await createFor(recipe, { ...brought.answers, ...run.answers }, options);
    const passwords = Object.values(secrets);
    const earlier = await earlierFrom([zipOf(before)], { passwords, findRecipe: (id) => byId.get(id) });
    expect({ missing: earlier.missing, changed: earlier.changed }).toEqual({ missing: [], changed: [] });
    expect(earlier.certificates.map(({ id }) => id)).toEqual(before.certificates.map(({ id }) => id));
    expect(earlier.certificates.every(({ here }) => here)).toBe(true);

    const authority = Object.entries(brought.materials).find(([id]) => id === 'ca')?.[1].files;
    const wish = { secrets, ...(authority === undefined ? {} : { authority }) };
    if (earlier.way === 'export-again') {
      await expect(renewed(earlier, wish)).rejects.toSatisfy(
        (error) => error instanceof PkiError && error.code === 'mode-unknown' && error.message.includes(run.mode.label),
      );
      return;
    }
    // A CA that a system issues with by itself is what its bundle is made for.
    const handedOver = recipe.id === 'istio' ? 'intermediate' : '';
    const discarded = earlier.authorities.some(({ key }) => key === 'discarded');
    const { bundle } = await renewed(earlier, discarded ? { ...wish, authority: 'new' } : wish);
    expect(bundle.checks.filter(({ passed }) => !passed)).toEqual([]);
    const issuedBefore = new Map(before.certificates.map(({ id, sha256 }) => [id, sha256]));
    for (const { id, role, sha256 } of bundle.certificates)
      expect([id, sha256 === issuedBefore.get(id)]).toEqual([
        id,
        role === 'authority' && !discarded && !['placeholder-root', handedOver].includes(id),
      ]);
    const again = await earlierFrom([zipOf(bundle)], { passwords, findRecipe: (id) => byId.get(id) });
    const third = await renewed(again, { ...wish, keys: 'same', ...(discarded ? { authority: 'new' } : {}) });
    expect(third.bundle.checks.filter(({ passed }) => !passed)).toEqual([]);
    if (earlier.way === 'ask-again') expect(bundle.plan.mode.requests).toBeDefined();
    else expect(bundle.entries.map(({ path }) => path)).toEqual(before.entries.map(({ path }) => path));
  });
});
