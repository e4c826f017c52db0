import { basename } from 'node:path';
import { planBundle } from '../../src/bundle/plan';
import type { BundlePlan } from '../../src/bundle/types';
import type { Condition, Recipe, Sample } from '../../src/recipes/types';

/** A recipe and the name of the file that it stands in. */
export interface RecipeFile {
  readonly name: string;
  readonly published: boolean;
  /** Whether it was added by CERTWRIGHT_RECIPES. */
  readonly own: boolean;
  readonly recipe: Recipe;
}

const published = import.meta.glob<Recipe>(['../../src/recipes/*.recipe.ts'], { eager: true, import: 'default' });
const fixtures = import.meta.glob<Recipe>('../fixtures/recipes/*.recipe.ts', { eager: true, import: 'default' });

/** Every published recipe and every fixture. */
export const recipeFiles: readonly RecipeFile[] = [
  ...Object.entries(published).map(([path, recipe]) => ({
    name: nameOf(path),
    published: true,
    own: !path.startsWith('../../src/recipes/'),
    recipe,
  })),
  ...Object.entries(fixtures).map(([path, recipe]) => ({ name: nameOf(path), published: false, own: false, recipe })),
];

function nameOf(path: string): string {
  return basename(path, '.recipe.ts');
}

/** The plan of a sample. */
export function planOf(recipe: Recipe, { mode = recipe.modes[0].id, answers }: Sample): BundlePlan {
  return planBundle(recipe, mode, answers);
}

/** Every string inside a value, with the keys that lead to it. */
export function stringsIn(value: unknown, path: readonly string[] = []): { path: readonly string[]; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return [];
  return Object.entries(value).flatMap(([key, member]) => stringsIn(member, [...path, key]));
}

/** Every condition inside a recipe. */
export function conditionsIn(value: unknown): Condition[] {
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === 'when' ? [member as Condition] : conditionsIn(member),
  );
}

/** What a listing says of each file: path, content, permissions, and the machine it goes to. */
export function listing(recipe: Recipe): string {
  const samples = recipe.samples.map((sample) => {
    const plan = planOf(recipe, sample);
    const lines = plan.entries.map(({ path, content, mode, audience, target }) =>
      [
        path,
        describe(content),
        mode.toString(8),
        audience ?? 'everybody',
        ...(target === undefined ? [] : [`→ ${target}`]),
      ].join('  '),
    );
    return [`${sample.name} (${plan.mode.id}): ${plan.archiveName}`, ...lines.map((line) => `  ${line}`), ''].join(
      '\n',
    );
  });
  return samples.join('\n');
}

function describe(content: BundlePlan['entries'][number]['content']): string {
  if (content.as === 'generated') return content.text;
  if (content.as === 'text') return `text ${content.language}`;
  if (content.as === 'concatenation') return content.parts.map(describe).join(' + ');
  if (content.as === 'truststore-pkcs12')
    return `truststore-pkcs12 ${content.entities.map(({ entity, alias }) => `${entity} as ${alias}`).join(', ')}`;
  const detail = 'alias' in content ? ` as ${content.alias}` : 'chain' in content ? ` ${content.chain ?? ''}` : '';
  return `${content.as} ${content.entity}${detail}`;
}
