import { caKeyPasswordProblem, passwordProblem } from '../bundle/password-problem';
import type { BundlePlan } from '../bundle/types';
import type { Random } from '../pki/platform';
import type { Recipe, SecretField } from '../recipes/types';
import { Password } from './password.svelte';

/** Id under which a job expects the password that protects the CA's key. */
export const caKeyPassword = 'ca-key-password';

/** The passwords of a recipe by secret id: one for each secret field that the system does not fix, and the CA key's. */
export function passwordsOf(recipe: Recipe, random: Random, changed: () => void): ReadonlyMap<string, Password> {
  const secrets = recipe.fields.filter(
    (field): field is SecretField => field.kind === 'secret' && field.fixed === undefined,
  );
  return new Map([
    ...secrets.map(
      (field) => [field.id, new Password(random, changed, (typed) => passwordProblem(recipe, field, typed))] as const,
    ),
    [caKeyPassword, new Password(random, changed, caKeyPasswordProblem)],
  ]);
}

/** Paths of the files in a bundle that quote a password; whoever has them need not write it down. */
export function filesQuoting({ entries }: BundlePlan, secret: string): readonly string[] {
  return entries.flatMap(({ content, path }) =>
    content.as === 'text' && typeof content.text === 'string' && content.text.includes(`{secret:${secret}}`)
      ? [path]
      : [],
  );
}
