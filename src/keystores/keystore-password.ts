import { showText } from '../pki/show-text';

/** keytool takes no shorter one ("Keystore password must be at least 6 characters"). */
export const SHORTEST_KEYSTORE_PASSWORD = 6;

/**
 * Printable ASCII: Java 17 opens no PKCS#12 with another password ("Password is not ASCII"), whoever wrote it. No space at
 * either end: java.util.Properties and YAML drop it from the value, and on a screen nobody sees it.
 */
const printable = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/u;

const rule = 'use letters, digits and the punctuation of an English keyboard, and no space at either end';

/**
 * What is wrong with a keystore's password, as one sentence that does not repeat it; undefined when every reader that we
 * write for can open the keystore with it.
 */
export function keystorePasswordProblem(password: string): string | undefined {
  if (password.length < SHORTEST_KEYSTORE_PASSWORD)
    return `The password has ${String(password.length)} characters, and Java takes none with fewer than ${String(SHORTEST_KEYSTORE_PASSWORD)}; type a longer one.`;
  if (!printable.test(password))
    return `The password has a character that Java or a configuration file does not keep: ${rule}.`;
  return undefined;
}

/** What is wrong with an alias, as one sentence; undefined when it survives every reader and configuration file. */
export function aliasProblem(alias: string): string | undefined {
  if (alias === '') return 'The alias is empty; type the name under which the entry is to be found.';
  if (!printable.test(alias)) return `The alias “${showText(alias)}” does not survive in every keystore: ${rule}.`;
  return undefined;
}

/**
 * The alias in the form in which Java keeps it: it looks aliases up in lower case, and lists them so. Where this changes
 * what was typed, the caller says so.
 */
export function normaliseAlias(alias: string): string {
  return alias.toLowerCase();
}
