import { holdsCaKey } from '../../bundle/machines';
import type { BundlePlan } from '../../bundle/types';
import { caKeyPasswordProblem, passwordProblem } from '../../bundle/password-problem';
import { secretFieldsOf } from '../../bundle/secret-fields';
import { generatePassword } from '../../issuance/password';
import { PkiError } from '../../pki/errors';
import type { Random } from '../../pki/platform';
import type { Assignment } from './parse-arguments';
import { isSecret } from './read-answers';
import { readSecret } from './read-input';
import { broughtFields } from './read-materials';
import type { Terminal } from './terminal';

/** What a secret protects, and where it comes from when no file was named. */
interface Wanted {
  readonly id: string;
  readonly label: string;
  readonly problemWith: (text: string) => string | undefined;
  readonly otherwise: 'ask' | 'generate';
}

/**
 * Collects the secrets of a bundle: from the files named, by asking on a terminal, or, where the bundle itself carries
 * the password to its consumer, by generating it.
 *
 * @throws PkiError `field-unknown`, `password-required`, `field-invalid`, or what {@link readSecret} throws
 */
export async function readSecrets(
  plan: BundlePlan,
  setFile: readonly Assignment[],
  { random, terminal }: { readonly random: Random; readonly terminal: Terminal },
): Promise<Record<string, string>> {
  const wanted = wantedSecrets(plan);
  const paths = new Map(setFile.map(({ field, value }) => [field, value]));
  const brought = broughtFields(plan);
  const secrets: [string, string][] = [];
  for (const id of paths.keys())
    if (!brought.includes(id) && !wanted.some((secret) => secret.id === id)) throw notWanted(plan, id);
  for (const secret of wanted) {
    const path = paths.get(secret.id);
    const text =
      path === undefined ? await secretWithoutFile(secret, random, terminal) : await readSecret(path, secret.id);
    const problem = secret.problemWith(text);
    if (problem !== undefined) throw new PkiError('field-invalid', problem, { field: secret.id });
    secrets.push([secret.id, text]);
  }
  return { ...Object.fromEntries(secrets), ...fixedSecrets(plan) };
}

function wantedSecrets(plan: BundlePlan): Wanted[] {
  const fields = secretFieldsOf(plan).flatMap((field): Wanted[] => {
    const problemWith = (text: string): string | undefined => passwordProblem(plan.recipe, field, text);
    return field.fixed === undefined ? [{ id: field.id, label: field.label, problemWith, otherwise: 'generate' }] : [];
  });
  const protects = plan.authorityKey === 'protected' && holdsCaKey(plan);
  const caKey: Wanted = {
    id: 'ca-key-password',
    label: 'Password for the CA key',
    problemWith: caKeyPasswordProblem,
    otherwise: 'ask',
  };
  return protects ? [...fields, caKey] : fields;
}

function fixedSecrets(plan: BundlePlan): Record<string, string> {
  return Object.fromEntries(
    secretFieldsOf(plan).flatMap(({ id, fixed }) => (fixed === undefined ? [] : [[id, fixed]])),
  );
}

async function secretWithoutFile({ id, label, otherwise }: Wanted, random: Random, { ask }: Terminal): Promise<string> {
  if (otherwise === 'generate') return generatePassword(random);
  if (ask === undefined)
    throw new PkiError(
      'password-required',
      `The CA key is to be protected, and there is no terminal to ask for its password. Write --set-file ${id}=FILE, or choose --set ca-key=plain or --set ca-key=discard.`,
      { field: id },
    );
  const typed = await ask(label);
  if (typed !== (await ask(`${label}, once more`)))
    throw new PkiError('field-invalid', 'The two passwords differ. Start again.', { field: id });
  return typed;
}

function notWanted({ recipe, mode }: BundlePlan, id: string): PkiError {
  const message = isSecret(recipe, id)
    ? `No secret ${id} is needed with these answers in mode ${mode.id}. Leave it out.`
    : `${recipe.id} has no secret ${id}. Give other fields with --set.`;
  return new PkiError('field-unknown', message, { field: id });
}
