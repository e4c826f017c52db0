import { equalBytes } from '../pki/bytes';
import { PkiError } from '../pki/errors';
import { showText } from '../pki/show-text';
import type { Bytes } from '../pki/types';
import type { HeldBag } from './assemble-entries';
import { withFriendlyName } from './edit-bags';
import { inSafes, protectionLike } from './edit-pkcs12';
import { assembleJks } from './jks';
import { renamed } from './jks-raw-entry';
import { aliasProblem, normaliseAlias } from './keystore-password';
import { certBag } from './pkcs12-oids';
import type { Keystore } from './read-keystore';
import type { Pkcs12 } from './read-pkcs12';
import type { KeystoreEntry, WriteOptions } from './types';
import { writePfx } from './write-pfx';

/**
 * Gives one entry of a keystore another alias. Everything else, its own key and the keys and secret keys of the others
 * among it, stays octet for octet, in the protection that it had; format, password and kind of encryption stay too.
 *
 * @param entry one of the keystore's own entries
 * @param options the password that opened the keystore
 * @throws PkiError `field-invalid` for an alias that not every reader keeps, or that another entry has; `defect` for an
 *   entry that is not in the keystore
 */
export async function renameEntry(
  keystore: Keystore,
  entry: KeystoreEntry,
  alias: string,
  options: Omit<WriteOptions, 'password'>,
): Promise<Bytes> {
  const problem = aliasProblem(alias);
  if (problem !== undefined) throw new PkiError('field-invalid', problem, { field: 'alias' });
  assertFree(keystore, entry, alias);
  const { password } = keystore;
  if (keystore.format === 'PKCS#12') return renamePkcs12(keystore, entry, alias, { ...options, password });
  const raw = keystore.held.map((each) => (each.entry === entry ? renamed(each.raw, normaliseAlias(alias)) : each.raw));
  return assembleJks(keystore.format, raw, password);
}

/** Java looks aliases up without regard to capitals. */
function assertFree({ entries }: Keystore, entry: KeystoreEntry, alias: string): void {
  if (!entries.includes(entry)) throw new PkiError('defect', 'The entry is not in the keystore.');
  const taken = entries.some(
    (other) => other !== entry && normaliseAlias(other.friendlyName ?? '') === normaliseAlias(alias),
  );
  if (taken)
    throw new PkiError(
      'field-invalid',
      `The keystore has another entry with the alias “${showText(alias)}”; Java does not tell capitals apart. Choose another alias.`,
      { field: 'alias' },
    );
}

function renamePkcs12(keystore: Pkcs12, entry: KeystoreEntry, alias: string, options: WriteOptions): Promise<Bytes> {
  const own = keystore.bags.find((held) => held.entry === entry);
  const bags = keystore.bags.map((held) => {
    const goesAlong = held === own || (own !== undefined && isLeafOf(held, own));
    return goesAlong ? { ...held.bag, der: withFriendlyName(held.bag, alias) } : held.bag;
  });
  return writePfx(inSafes(keystore, bags), protectionLike(keystore, options));
}

/** The certificate of a key bears its alias too; one that is trusted beside it is an entry of its own. */
function isLeafOf(
  { bag, entry, certificates: [der] }: HeldBag,
  { bag: keyBag, certificates: [leaf] }: HeldBag,
): boolean {
  if (bag === keyBag || bag.type !== certBag || entry !== undefined || der === undefined || leaf === undefined)
    return false;
  const sameName = bag.friendlyName === undefined || bag.friendlyName === keyBag.friendlyName;
  return equalBytes(der, leaf) && bag.localKeyId === keyBag.localKeyId && (sameName || bag.localKeyId !== undefined);
}
