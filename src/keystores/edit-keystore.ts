import { PkiError } from '../pki/errors';
import type { Bytes } from '../pki/types';
import { assertDistinctAliases } from './assert-writable';
import { editPkcs12 } from './edit-pkcs12';
import { assembleJks, encodeJksEntry } from './jks';
import type { JksOptions } from './jks';
import { normaliseAlias } from './keystore-password';
import type { JavaKeystore, Keystore } from './read-keystore';
import type { KeystoreEntry, PrivateKeyEntry, TrustedCertificateEntry } from './types';

/** A keystore with entries put into it. */
export interface EditedKeystore {
  readonly bytes: Bytes;
  /** Aliases of the entries that are there no more, as they stood in the file. */
  readonly replaced: readonly string[];
  /** Entries that are still there, in the order of the file. */
  readonly kept: readonly KeystoreEntry[];
}

/**
 * Puts entries into a keystore that is there already. An entry of the same alias, capitals aside, is replaced; every other
 * one stays octet for octet, with its attributes, its own protection and the certificates that its chain needs. The result
 * has the format, the password and the kind of protection that the file had: triple DES stays triple DES, a file without
 * MAC gets none, and no iteration count falls below the file's or ours.
 *
 * @param options the password must be the one that opened the keystore; a file that is not protected at all takes any
 * @throws PkiError `password-wrong` for another password, `field-invalid` for an alias given twice, `entry-not-keepable` naming
 *   the entry that Java could not use afterwards; for JKS also `field-required` and `chain-incomplete` as `writeJks`
 */
export async function putEntries(
  keystore: Keystore,
  entries: readonly (PrivateKeyEntry | TrustedCertificateEntry)[],
  options: JksOptions,
): Promise<EditedKeystore> {
  assertDistinctAliases(entries);
  if (isProtected(keystore) && options.password !== keystore.password)
    throw new PkiError('password-wrong', 'The keystore opened with another password. Give that one; it stays.');
  const aliases = new Set(entries.flatMap(({ friendlyName }) => aliasOf(friendlyName)));
  const goes = ({ friendlyName }: KeystoreEntry): boolean => aliasOf(friendlyName).some((alias) => aliases.has(alias));
  const bytes =
    keystore.format === 'PKCS#12'
      ? await editPkcs12(keystore, entries, goes, options)
      : await editJks(keystore, entries, goes, options);
  return {
    bytes,
    replaced: keystore.entries.filter(goes).flatMap(({ friendlyName }) => friendlyName ?? []),
    kept: keystore.entries.filter((entry) => !goes(entry)),
  };
}

function aliasOf(friendlyName: string | undefined): string[] {
  return friendlyName === undefined ? [] : [normaliseAlias(friendlyName)];
}

function isProtected(keystore: Keystore): boolean {
  if (keystore.format !== 'PKCS#12') return true;
  const { mac, safes, keys } = keystore.protection;
  return mac !== undefined || safes.length > 0 || keys.length > 0;
}

function editJks(
  { format, held }: JavaKeystore,
  entries: readonly (PrivateKeyEntry | TrustedCertificateEntry)[],
  goes: (entry: KeystoreEntry) => boolean,
  options: JksOptions,
): Promise<Bytes> {
  const kept = held.filter(({ entry }) => !goes(entry)).map(({ raw }) => raw);
  const added = entries.map((entry) => encodeJksEntry(entry, options));
  return assembleJks(format, [...kept, ...added], options.password);
}
