import { fieldsOf } from '../../bundle/fields';
import type { Answers } from '../../bundle/types';
import { PkiError } from '../../pki/errors';
import type { Mode, Recipe } from '../../recipes/types';
import type { Assignment } from './parse-arguments';

export interface GivenAnswers {
  readonly mode: Mode;
  readonly answers: Answers;
  /** Sentences about what was given twice. */
  readonly notices: readonly string[];
}

/**
 * Turns `--set` into a mode and answers. `mode` is set like a field. A later value replaces an earlier one of the same
 * field, lists included, and a notice says so.
 *
 * @throws PkiError `mode-unknown`, `field-unknown`, `field-invalid` (a secret on the command line)
 */
export function readAnswers(recipe: Recipe, set: readonly Assignment[]): GivenAnswers {
  const given = new Map<string, string>();
  const notices: string[] = [];
  for (const { field, value } of set) {
    if (given.has(field)) notices.push(`${field} was given twice; the later value replaces the earlier: ${value}`);
    given.set(field, value);
  }
  const mode = modeOf(recipe, given.get('mode'));
  given.delete('mode');
  const fields = new Map(fieldsOf(recipe, mode.id).map((field) => [field.id, field]));
  for (const id of given.keys()) {
    if (isSecret(recipe, id)) throw secretInSight(id);
    if (!fields.has(id)) throw unknownField(recipe, mode, id, [...fields.keys()]);
  }
  return { mode, answers: Object.fromEntries(given), notices };
}

function modeOf(recipe: Recipe, id: string | undefined): Mode {
  const mode = id === undefined ? recipe.modes[0] : recipe.modes.find((candidate) => candidate.id === id);
  if (mode !== undefined) return mode;
  const known = recipe.modes.map((candidate) => candidate.id).join(', ');
  throw new PkiError('mode-unknown', `${recipe.id} has no mode ${id ?? ''}. Its modes are ${known}.`, {
    field: 'mode',
  });
}

/** Secret fields of any mode, the password of the CA's key, and those that open what the user brings. */
export function isSecret(recipe: Recipe, id: string): boolean {
  if (id === 'ca-key-password' || recipe.fields.some((field) => field.id === id && field.kind === 'secret'))
    return true;
  return recipe.modes.some(({ brings = [] }) => brings.some((slot) => id === `${slot.id}-password`));
}

function secretInSight(id: string): PkiError {
  return new PkiError(
    'field-invalid',
    `A secret does not belong on the command line, where other users and the shell's history see it. Write --set-file ${id}=FILE.`,
    { field: id },
  );
}

function unknownField(recipe: Recipe, mode: Mode, id: string, known: readonly string[]): PkiError {
  const elsewhere = recipe.modes.find((other) => fieldsOf(recipe, other.id).some((field) => field.id === id));
  const message =
    elsewhere === undefined
      ? `${recipe.id} has no field ${id}. Its fields are ${['mode', ...known].join(', ')}.`
      : `${id} has no effect in mode ${mode.id}; it belongs to mode ${elsewhere.id}. Add --set mode=${elsewhere.id} or leave it out.`;
  return new PkiError('field-unknown', message, { field: id });
}
