import { changePassword } from '../keystores/change-password';
import type { Keystore } from '../keystores/read-keystore';
import { renameEntry } from '../keystores/rename-entry';
import type { KeystoreEntry } from '../keystores/types';
import { PkiError } from '../pki/errors';
import type { Bytes } from '../pki/types';
import { changedName, checkedAlias, fileName } from './convert-names';
import { asKept, checkedPassword, keystoreFile } from './convert-keystores';
import { entryCalled, writable } from './convert-store-entries';
import type { ConversionContext, ConversionOptions, ConversionRow } from './convert-types';
import type { WrittenFile } from './convert-written';

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

/** A keystore of Java keeps keys under passwords of their own; those cannot be brought under another. */
function refuseSealedJks({ keystore }: { readonly keystore: Keystore }): void {
  if (keystore.format !== 'PKCS#12') writable(keystore, keystore.format);
}
