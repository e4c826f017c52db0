import { normaliseAlias } from '../keystores/keystore-password';
import type { Keystore } from '../keystores/read-keystore';
import type { KeystoreEntry, SealedEntry } from '../keystores/types';
import { PkiError } from '../pki/errors';
import { showText } from '../pki/show-text';
import type { WritableEntry } from './convert-keystores';
import type { ConversionOptions } from './convert-types';
import { describeEntry } from './replaced-entries';

/** The entry of this alias; without one, the only private key, or the only entry. */
export function entryCalled({ entries }: Keystore, { entry: alias }: ConversionOptions): KeystoreEntry {
  const refuse = (code: 'material-missing' | 'material-ambiguous', sentence: string): PkiError => {
    const shown = entries.map((each) => `${showText(each.friendlyName ?? '(no alias)')} (${describeEntry(each)})`);
    return new PkiError(code, `${sentence} Its entries: ${shown.join(', ')}.`, { field: 'entry' });
  };
  const keys = entries.filter(({ kind }) => kind === 'private-key');
  const usual = keys.length > 0 ? keys : entries;
  const named = entries.filter(({ friendlyName }) => alias !== undefined && isCalled(friendlyName, alias));
  const [entry, another] = alias === undefined ? usual : named;
  if (entry === undefined)
    throw refuse(
      'material-missing',
      alias === undefined ? 'The keystore has no entry.' : `The keystore has no entry ${showText(alias)}.`,
    );
  if (another !== undefined) throw refuse('material-ambiguous', 'Which entry is to get the new alias?');
  return entry;
}

function isCalled(friendlyName: string | undefined, alias: string): boolean {
  return normaliseAlias(friendlyName ?? '') === normaliseAlias(alias);
}

/** A key is somebody's: it is to be brought along, not removed. */
function adviceOn({ holds, locked }: SealedEntry): string {
  if (locked === true)
    return 'Give its own password as well, or have keytool give it the one of the keystore: keytool -importkeystore -srckeystore FILE -srcalias ALIAS -srckeypass ITS-OWN -destkeystore NEW.';
  if (holds === 'private-key' || holds === 'secret-key')
    return 'keytool -importkeystore -srckeystore FILE -destkeystore NEW -deststoretype PKCS12 takes it along; or keep the keystore as it is.';
  return 'Keep the keystore as it is.';
}

/**
 * The entries, all of which can be written anew.
 *
 * @throws PkiError `entry-not-keepable` naming the first that cannot; `material-missing` when there is none
 */
export function writable({ entries }: Keystore, format: string): readonly WritableEntry[] {
  const open = entries.filter((entry): entry is WritableEntry => entry.kind !== 'sealed');
  const sealed = entries.find((entry) => entry.kind === 'sealed');
  if (sealed?.kind === 'sealed')
    throw new PkiError(
      'entry-not-keepable',
      `The entry ${showText(sealed.friendlyName ?? '(no alias)')} (${sealed.what}) cannot be written as ${format}, so nothing is. ${adviceOn(sealed)}`,
    );
  if (open.length === 0)
    throw new PkiError(
      'material-missing',
      'The keystore holds no entry that could be written: no private key, and no certificate that Java trusts.',
    );
  return open;
}
