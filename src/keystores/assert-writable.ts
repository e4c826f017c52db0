import { PkiError } from '../pki/errors';
import { showText } from '../pki/show-text';
import { keystorePasswordProblem, normaliseAlias } from './keystore-password';
import type { KeystoreEntry } from './types';

/**
 * Refuses what no keystore of ours may be written with.
 *
 * @throws PkiError `field-invalid` for a password that not every reader takes, or for an alias that two entries have: Java
 *   looks them up without regard to capitals
 */
export function assertWritable(entries: readonly KeystoreEntry[], password: string): void {
  const problem = keystorePasswordProblem(password);
  if (problem !== undefined) throw new PkiError('field-invalid', problem);
  assertDistinctAliases(entries);
}

/** As {@link assertWritable}, for entries that go into a keystore whose password is what it is. */
export function assertDistinctAliases(entries: readonly KeystoreEntry[]): void {
  const aliases = entries.flatMap(({ friendlyName }) =>
    friendlyName === undefined ? [] : normaliseAlias(friendlyName),
  );
  const twice = aliases.find((alias, index) => aliases.indexOf(alias) !== index);
  if (twice !== undefined)
    throw new PkiError(
      'field-invalid',
      `Two entries of the keystore have the alias “${showText(twice)}”, and Java does not tell capitals apart; rename one.`,
    );
}
