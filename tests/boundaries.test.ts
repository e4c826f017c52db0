import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { boundaryViolations } from './support/boundaries';
import { importsOf, packagesReached, reachedFrom, sourceFiles } from './support/imports';

describe('Imports only point inwards', () => {
  test('in every file of src', () => {
    const files = sourceFiles();
    expect(files).toContain('src/pki/errors.ts');
    expect(files).toContain('src/recipes/types.ts');
    expect(files.flatMap((path) => boundaryViolations(path, readFileSync(path, 'utf8')))).toEqual([]);
  });

  test('and every import of src is seen: at least one per layer that has any', () => {
    const seen = new Set(
      sourceFiles()
        .filter((path) => importsOf(path, readFileSync(path, 'utf8')).length > 0)
        .map((path) => path.split('/')[1]),
    );
    for (const layer of ['issuance', 'bundle', 'jobs', 'app', 'ui', 'entries']) expect(seen).toContain(layer);
  });
});

describe('The first view of the page', () => {
  const heavy = /^(?:pkijs|asn1js|@peculiar\/|node-forge|reflect-metadata|fflate)/u;

  test('reaches Svelte and no PKI library', () => {
    expect(existsSync('src/entries/page.ts')).toBe(true);
    const reached = packagesReached('src/entries/page.ts');
    expect([...reached.keys()].some((name) => name.startsWith('svelte'))).toBe(true);
    expect([...reached].filter(([name]) => heavy.test(name)).map(([, way]) => way.join(' → '))).toEqual([]);
  });

  test('and no recipe, only the cards', () => {
    const { files } = reachedFrom('src/entries/page.ts');
    expect([...files.keys()]).toContain('src/recipes/cards.ts');
    expect(files.get('src/recipes/catalogue.ts')?.join(' → ')).toBeUndefined();
    const holdRecipes = sourceFiles().filter((path) => /glob<Recipe>|\.recipe'/u.test(readFileSync(path, 'utf8')));
    expect(holdRecipes).toEqual(['src/recipes/catalogue.ts']);
    expect([...reachedFrom('src/entries/page/work.ts').files.keys()]).toContain('src/recipes/catalogue.ts');
  });

  test('and the way to the core would be found, as it is from the jobs', () => {
    expect([...reachedFrom('src/jobs/index.ts').files.keys()]).toContain('src/pki/certificate.ts');
  });
});

describe('The judge of imports catches', () => {
  const bad: [string, string, string][] = [
    ['a recipe that imports code', 'src/recipes/x.recipe.ts', "import { encodePem } from '../pki/pem'"],
    ['a recipe that imports its neighbour', 'src/recipes/x.recipe.ts', "import { common } from './common'"],
    ['a recipe that imports a package', 'src/recipes/x.recipe.ts', "import 'fflate'"],
    ['a library outside its layers', 'src/bundle/x.ts', "import { Certificate } from 'pkijs'"],
    ['a library as type only', 'src/bundle/x.ts', "import type { Certificate } from 'pkijs'"],
    ['a library re-exported', 'src/jobs/x.ts', "export * from '@peculiar/x509'"],
    ['a bare import', 'src/inspect/x.ts', "import 'reflect-metadata'"],
    ['a library that judges in the tests', 'src/pki/x.ts', "import { fromBER } from 'asn1js'"],
    ['a cipher library that judges in the tests', 'src/keystores/x.ts', "import md5 from 'node-forge/lib/md5.js'"],
    ['a dynamic import', 'src/app/x.ts', "export const load = () => import('pkijs')"],
    ['a computed dynamic import', 'src/app/x.ts', 'export const load = (name: string) => import(name)'],
    ['a type query', 'src/ui/x.ts', "export type X = typeof import('asn1js')"],
    ['an arrow outwards', 'src/pki/x.ts', "import { planBundle } from '../bundle/plan'"],
    ['an arrow sideways', 'src/issuance/x.ts', "import { readPkcs12 } from '../keystores/pkcs12'"],
    ['an arrow outwards by type', 'src/jobs/x.ts', "import type { Session } from '../app/session.svelte'"],
    ['an import of an entry', 'src/app/x.ts', "import '../entries/page'"],
    ['the command line from the page', 'src/entries/page.ts', "import { listRecipes } from './cli/list'"],
    ['Node in the core', 'src/bundle/x.ts', "import { readFileSync } from 'node:fs'"],
    ['Node in the page', 'src/entries/page.ts', "import { readFileSync } from 'node:fs'"],
    ['Svelte in the core', 'src/bundle/x.ts', "import { mount } from 'svelte'"],
    [
      'a component',
      'src/ui/X.svelte',
      '<script lang="ts">\n  import { Certificate } from \'pkijs\';\n</script>\n<p>a</p>',
    ],
    [
      'the module script of a component',
      'src/ui/X.svelte',
      "<script module>\n  import 'pkijs';\n</script>\n<script>\n</script>",
    ],
    ['require', 'src/jobs/x.ts', "const p = require('pkijs')"],
    ['a way out of src', 'src/bundle/x.ts', "import { root } from '../../tools/run.mjs'"],
    ['a folder that is no layer', 'src/helpers/x.ts', ''],
  ];

  test.for(bad)('%s', ([, path, source]) => {
    expect(boundaryViolations(path, source)).toHaveLength(1);
  });

  const good: [string, string, string][] = [
    ['a recipe its types', 'src/recipes/x.recipe.ts', "import type { Recipe } from './types'"],
    ['everyone the types of recipes', 'src/pki/x.ts', "import type { KeyAlgorithmId } from '../recipes/types'"],
    ['the command line Node', 'src/entries/cli/x.ts', "import { readFileSync } from 'node:fs'"],
    ['the command line its parts', 'src/entries/cli.ts', "import { list } from './cli/list'"],
    [
      'a text that speaks of imports',
      'src/recipes/x.recipe.ts',
      "export default { text: \"import x from 'pkijs'\" } // import 'pkijs'",
    ],
  ];

  test.for(good)('and allows %s', ([, path, source]) => {
    expect(boundaryViolations(path, source)).toEqual([]);
  });
});
