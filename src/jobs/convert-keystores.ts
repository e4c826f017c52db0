import { writeJks } from '../keystores/jks';
import { keystorePasswordProblem, normaliseAlias } from '../keystores/keystore-password';
import type { KeystoreEntry, PrivateKeyEntry, TrustedCertificateEntry } from '../keystores/types';
import { writePkcs12 } from '../keystores/write-pkcs12';
import { PkiError } from '../pki/errors';
import type { Bytes } from '../pki/types';
import { chainOf } from './convert-files';
import { aliasOf, fileName } from './convert-names';
import type { ConversionContext, ConversionNeed, ConversionRow, ConversionSubjects } from './convert-types';
import type { WrittenFile } from './convert-written';

export type WritableEntry = PrivateKeyEntry | TrustedCertificateEntry;

/** The formats that new keystores are written in. */
const formats = {
  'PKCS#12': {
    extension: '.p12',
    write: (entries: readonly WritableEntry[], password: string, { options, random, pause }: ConversionContext) =>
      writePkcs12(entries, { password, random, pause, profile: options.profile ?? 'modern' }),
  },
  JKS: {
    extension: '.jks',
    write: (entries: readonly WritableEntry[], password: string, { random, pause, created }: ConversionContext) =>
      writeJks(entries, { password, random, pause, created }),
  },
} as const;

/**
 * A new keystore of these entries.
 *
 * @param password one that `keystorePasswordProblem` has nothing against
 */
export async function keystoreFile(
  format: keyof typeof formats,
  name: string,
  entries: readonly WritableEntry[],
  password: string,
  context: ConversionContext,
): Promise<WrittenFile> {
  const { extension, write } = formats[format];
  const bytes: Bytes = await write(entries, password, context);
  const secret = entries.some(({ kind }) => kind === 'private-key');
  return {
    ...{ name: `${fileName(context.options, name)}${extension}`, bytes, secret },
    holds: { as: 'keystore', format, password, entries: entries.map((entry) => asKept(format, entry)) },
  };
}

/** An entry as a format keeps it: JKS writes aliases in lower case. */
export function asKept(format: string, entry: KeystoreEntry): KeystoreEntry {
  return format === 'PKCS#12' || entry.friendlyName === undefined
    ? entry
    : { ...entry, friendlyName: normaliseAlias(entry.friendlyName) };
}

/** @throws PkiError `field-invalid` for a password that not every reader of keystores takes */
export function checkedPassword(password: string): string {
  const problem = keystorePasswordProblem(password);
  if (problem !== undefined) throw new PkiError('field-invalid', problem, { field: 'password' });
  return password;
}

function row<Need extends ConversionNeed>(
  id: string,
  label: string,
  needs: Need,
  format: keyof typeof formats,
  entriesOf: (subject: ConversionSubjects[Need], context: ConversionContext) => readonly WritableEntry[],
): Omit<ConversionRow<Need>, 'group' | 'secret'> {
  return {
    ...{ id, label, needs, password: 'new' },
    takes: ['choose', 'name', 'aliases', 'password', ...(format === 'PKCS#12' ? (['profile'] as const) : [])],
    encode: async (subject, context) => {
      const password = checkedPassword(context.options.password ?? '');
      return [await keystoreFile(format, subject.name, entriesOf(subject, context), password, context)];
    },
  };
}

/** The key with its certificates up to and with the root, where it is at hand: Java sends and checks the whole chain. */
function keyEntry(
  pieces: ConversionSubjects['certified-key'],
  { options }: ConversionContext,
): readonly PrivateKeyEntry[] {
  const friendlyName = aliasOf(options, pieces);
  const chain = chainOf(pieces, true).map(({ der }) => der);
  return [{ kind: 'private-key', friendlyName, pkcs8: pieces.key.pkcs8, chain }];
}

function trustedEntries({ certificates }: ConversionSubjects['certificates']): readonly TrustedCertificateEntry[] {
  return certificates.map(({ certificate, alias }) => ({
    kind: 'trusted-certificate',
    friendlyName: alias,
    certificate: certificate.der,
  }));
}

/** Keystores of a key with its certificates. */
export const keystoreFormats: readonly ConversionRow<'certified-key'>[] = [
  row('pkcs12', 'Keystore, PKCS#12 (.p12, .pfx)', 'certified-key', 'PKCS#12', keyEntry),
  row('jks', 'Keystore for Java programs that read nothing else, JKS', 'certified-key', 'JKS', keyEntry),
].map((each) => ({ ...each, group: 'Certificate and key', secret: true }) as const);

/** Truststores of any certificates. */
export const truststoreFormats: readonly ConversionRow<'certificates'>[] = [
  row('truststore-pkcs12', 'Truststore, PKCS#12 with Java’s mark', 'certificates', 'PKCS#12', trustedEntries),
  row('truststore-jks', 'Truststore, JKS', 'certificates', 'JKS', trustedEntries),
].map((each) => ({ ...each, group: 'Truststore', secret: false }) as const);
