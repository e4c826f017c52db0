import { changePassword } from '../keystores/change-password';
import type { Keystore } from '../keystores/read-keystore';
import { renameEntry } from '../keystores/rename-entry';
import type { KeystoreEntry, SealedEntry } from '../keystores/types';
import { normaliseAlias } from '../keystores/keystore-password';
import { PkiError } from '../pki/errors';
import { showText } from '../pki/show-text';
import type { Bytes } from '../pki/types';
import { changedName, checkedAlias, fileName } from './convert-names';
import { asKept, checkedPassword, keystoreFile } from './convert-keystores';
import type { WritableEntry } from './convert-keystores';
import type { ConversionContext, ConversionOptions, ConversionRow, WrittenFile } from './convert-types';
import { describeEntry } from './replaced-entries';

type Row = Omit<ConversionRow<'keystore'>, 'group' | 'secret' | 'needs'>;

const rows: readonly Row[] = [
  {
    id: 'change-alias',
    label: 'Change the alias of an entry',
    takes: ['choose', 'entry', 'aliases'],
    encode: async ({ keystore, file }, { options, random, pause }) => {
      const entry = entryCalled(keystore, options);
      const alias = newAlias(options);
      const bytes = await renameEntry(keystore, entry, alias, { random, pause });
      const entries = keystore.entries.map((each) => (each === entry ? { ...each, friendlyName: alias } : each));
      return [edited(changedName(file), keystore, bytes, entries, keystore.password)];
    },
  },
  {
    id: 'change-password',
    label: 'Change the password of the store and its keys',
    takes: ['choose', 'password', 'profile'],
    password: 'new',
    fits: refuseSealedJks,
    encode: async ({ keystore, file }, { options, random, pause }) => {
      const password = checkedPassword(options.password ?? '');
      const bytes = await changePassword(keystore, { password, random, pause, profile: profileFor(keystore, options) });
      return [edited(changedName(file), keystore, bytes, keystore.entries, password)];
    },
  },
  {
    id: 'keystore-pkcs12',
    label: 'The same keystore with all its entries, as PKCS#12',
    takes: ['choose', 'name', 'password', 'profile'],
    password: 'kept',
    fits: ({ keystore }) => {
      if (keystore.format !== 'PKCS#12') writable(keystore, 'PKCS#12');
    },
    encode: async ({ keystore, file, name: own }, context) => {
      const { options, random, pause } = context;
      const name = nameBeside(file, own, '.p12');
      const password = checkedPassword(options.password ?? keystore.password);
      if (keystore.format !== 'PKCS#12')
        return [await keystoreFile('PKCS#12', name, writable(keystore, 'PKCS#12'), password, context)];
      const bytes = await changePassword(keystore, { password, random, pause, profile: options.profile ?? 'modern' });
      return [edited(`${fileName(options, name)}.p12`, keystore, bytes, keystore.entries, password)];
    },
  },
  {
    id: 'keystore-jks',
    label: 'The same keystore with all its entries, as JKS',
    takes: ['choose', 'name', 'password'],
    password: 'kept',
    fits: ({ keystore }) => {
      writable(keystore, 'JKS');
    },
    encode: async ({ keystore, file, name: own }, context) => {
      const name = nameBeside(file, own, '.jks');
      const password = checkedPassword(context.options.password ?? keystore.password);
      return [await keystoreFile('JKS', name, writable(keystore, 'JKS'), password, context)];
    },
  },
];

/** What can be done to a dropped keystore as a whole, every entry kept. */
export const storeFormats: readonly ConversionRow<'keystore'>[] = rows.map(
  (row) => ({ ...row, group: 'The keystore itself', secret: true, needs: 'keystore' }) as const,
);

/** The begin of the new name; the keystore's own where that gives another name than the keystore has. */
function nameBeside(file: string, own: string, extension: string): string {
  return `${own}${extension}`.toLowerCase() === file.toLowerCase() ? changedName(own) : own;
}

function edited(
  name: string,
  { format }: Keystore,
  bytes: Bytes,
  entries: readonly KeystoreEntry[],
  password: string,
): WrittenFile {
  const kept = entries.map((entry) => asKept(format, entry));
  return { name, bytes, secret: true, holds: { as: 'keystore', format, password, entries: kept } };
}

/** JKS has no profiles. */
function profileFor({ format }: Keystore, { profile }: ConversionOptions): ConversionContext['options']['profile'] {
  if (profile !== undefined && format !== 'PKCS#12')
    throw new PkiError('field-invalid', `A ${format} keystore has no profile. Leave it out.`, { field: 'profile' });
  return profile;
}

function newAlias({ aliases = [] }: ConversionOptions): string {
  const [alias, more] = aliases;
  if (alias === undefined || more !== undefined)
    throw new PkiError('field-required', 'Give the one new alias that the entry is to have.', { field: 'aliases' });
  return checkedAlias(alias);
}

/** The entry of this alias; without one, the only private key, or the only entry. */
function entryCalled({ entries }: Keystore, { entry: alias }: ConversionOptions): KeystoreEntry {
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

/** A keystore of Java keeps keys under passwords of their own; those cannot be brought under another. */
function refuseSealedJks({ keystore }: { readonly keystore: Keystore }): void {
  if (keystore.format !== 'PKCS#12') writable(keystore, keystore.format);
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
function writable({ entries }: Keystore, format: string): readonly WritableEntry[] {
  const open = entries.filter((entry): entry is WritableEntry => entry.kind !== 'sealed');
  const sealed = entries.find((entry) => entry.kind === 'sealed');
  if (sealed?.kind === 'sealed')
    throw new PkiError(
      'entry-not-keepable',
      `The entry ${showText(sealed.friendlyName ?? '(no alias)')} (${sealed.what}) cannot be written anew as ${format}, so nothing is. ${adviceOn(sealed)}`,
    );
  if (open.length === 0)
    throw new PkiError(
      'material-missing',
      'The keystore holds no entry that could be written: no private key, and no certificate that Java trusts.',
    );
  return open;
}
