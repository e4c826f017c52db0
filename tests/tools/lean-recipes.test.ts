import { build } from 'vite';
import { expect, test } from 'vitest';
import { catalogue } from '../../src/recipes/catalogue';
import type { Recipe } from '../../src/recipes/types';
import { leanRecipes } from '../../tools/lean-recipes.mjs';
import { recipeCards } from '../../tools/recipe-cards.mjs';

test('The built catalogue says what the files of the recipes say, without what only tests read', async () => {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [recipeCards, leanRecipes],
    build: { write: false, minify: true, lib: { entry: 'src/recipes/catalogue.ts', formats: ['es'] } },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((each) => ('output' in each ? each.output : []));
  const [code = ''] = outputs.flatMap((output) => (output.type === 'chunk' ? [output.code] : []));
  const module = (await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`)) as {
    catalogue: readonly Recipe[];
  };
  const lean = catalogue.map((recipe) => ({ ...recipe, samples: undefined, rejects: undefined }));
  expect(module.catalogue).toEqual(lean);
  expect(code.length).toBeLessThan(JSON.stringify(module.catalogue).length * 0.95);
});
