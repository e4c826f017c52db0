import type { SecretField } from '../recipes/types';
import { holds } from './conditions';
import { fieldsOf } from './fields';
import type { BundlePlan } from './types';

/** Slots that are always opened with a password when they keep it. */
const opened = new Set(['keystore', 'reply']);

/** The secrets that a plan takes; not those whose place the password of a brought keystore takes. */
export function secretFieldsOf({ recipe, mode, values, slots }: BundlePlan): readonly SecretField[] {
  const kept = new Set(slots.flatMap(({ kind, keepsPassword }) => (opened.has(kind) ? [keepsPassword] : [])));
  return fieldsOf(recipe, mode.id).filter(
    (field): field is SecretField =>
      field.kind === 'secret' && holds(field.when, { mode: mode.id, values }) && !kept.has(field.id),
  );
}
