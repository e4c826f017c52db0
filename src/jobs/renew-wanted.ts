import { secretFieldsOf } from '../bundle/secret-fields';
import type { BundlePlan } from '../bundle/types';
import type { FoundObject } from '../inspect/found-object';
import type { EarlierBundle } from './renew-types';

/** A password that a renewal needs and that does not stand in the files. */
export interface WantedPassword {
  /** The field that `renew` would name. */
  readonly field: string;
  readonly label: string;
  readonly help: string;
}

/**
 * The passwords to be asked for before a bundle is renewed.
 *
 * @param plan what the renewal will hold
 * @param found everything that was given, so that a locked CA beside the bundle is seen
 * @param newCa whether the CA is made anew, so that the earlier one's password is of no use
 */
export function passwordsWanted(
  earlier: EarlierBundle,
  plan: BundlePlan,
  found: readonly FoundObject[],
  newCa: boolean,
): readonly WantedPassword[] {
  const { authorities, secrets } = earlier;
  const keysOfCa = authorities.map(({ key }) => key);
  const lockedCa =
    keysOfCa.includes('protected') ||
    ((keysOfCa.includes('missing') || keysOfCa.includes('brought')) && liesLocked(earlier, found));
  const newKey = newCa && plan.authorityKey === 'protected' && secrets['ca-key-password'] === undefined;
  return [
    ...(lockedCa && !newCa
      ? [{ field: 'ca', label: 'Password of the CA’s key', help: 'The new key file gets the same one.' }]
      : []),
    ...(newKey
      ? [{ field: 'ca-key-password', label: 'Password for the new CA’s key', help: 'At least 15 characters.' }]
      : []),
    ...plan.slots
      .filter(({ kind, id }) => kind === 'keystore' && staysClosed(earlier, id))
      .map(({ id, label }) => ({
        field: id,
        label: `Password: ${label}`,
        help: 'It opens the keystore in the bundle.',
      })),
    ...secretFieldsOf(plan)
      .filter(({ id, fixed }) => fixed === undefined && (secrets[id] ?? '') === '')
      .map(({ id, label }) => ({
        field: id,
        label,
        help: 'It is not among these files. Type the one in use, and the settings stay as they are; another one is taken too.',
      })),
  ];
}

/** Whether something beside the bundle is locked. */
function liesLocked({ others }: EarlierBundle, found: readonly FoundObject[]): boolean {
  return found.some(
    ({ type, source }) =>
      type === 'locked-key' && others.some(({ name }) => source === name || source.startsWith(`${name}!/`)),
  );
}

/** Whether the keystore that was added to in this slot is in the bundle, and locked. */
function staysClosed({ plan, files, stores }: EarlierBundle, slot: string): boolean {
  return plan.entries.some(
    ({ path, content }) => 'into' in content && content.into === slot && files.has(path) && !stores.has(path),
  );
}
