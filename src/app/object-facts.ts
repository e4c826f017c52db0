import { inDays, untilEnd } from '../inspect/days';
import type { ReportedObject } from '../inspect/report';
import { count } from './count';

/** A fact in words. */
export interface ObjectFact {
  readonly label: string;
  readonly value: string;
  /** A digest: shown as octets, and may be copied. */
  readonly digest?: boolean;
  /** Whether it is bad news. */
  readonly bad?: boolean;
}

/** What each type is called. */
export const typeNames: Readonly<Record<ReportedObject['type'], string>> = {
  certificate: 'certificate',
  'private-key': 'private key',
  'public-key': 'public key',
  'secret-key': 'secret key',
  request: 'certificate request',
  crl: 'revocation list',
  keystore: 'keystore',
  manifest: 'Certwright bundle',
  other: 'other object',
};

/** What an object is called: the name in it where it has one, the common name first. */
export function titleOf(object: ReportedObject): string {
  const { type, subject, issuer, alias, format } = object;
  if (type === 'certificate' || type === 'request') return shortName(subject ?? '') || 'No name';
  if (type === 'crl') return `Revocation list of ${shortName(issuer ?? '')}`;
  if (type === 'private-key' || type === 'public-key') return `${capital(typeNames[type])}, ${keyInWords(object)}`;
  if (type === 'secret-key') return alias === undefined || alias === '' ? 'Secret key' : `Secret key ${alias}`;
  return format ?? capital(typeNames[type]);
}

/** The facts that people look for, in the order of interest. */
export function factsOf(object: ReportedObject, now: Date): ObjectFact[] {
  const { type, subject, issuer, san, alias, format } = object;
  return facts([
    ['Name', subject],
    ['Issued by', type === 'certificate' && issuer === subject ? 'itself' : issuer],
    ['Alias', alias],
    [type === 'request' ? 'Asks for the names' : 'Valid for', san?.join(', ')],
    ['Purpose', purposesOf(object)],
    ...validityOf(object, now),
    ['Key', object.keyType && type !== 'private-key' && type !== 'public-key' ? keyInWords(object) : undefined],
    ['Protected', object.encrypted === undefined ? undefined : protectedInWords(object.encrypted)],
    ['Holds', object.entries?.map(entryInWords).join(', ')],
    ['What it is', type === 'secret-key' ? format : undefined],
    ['Revoked', object.revoked && revokedInWords(object.revoked)],
    ['SHA-256 fingerprint', object.sha256, { digest: true }],
  ]);
}

/** Whether a password protects something, and what it means when none does. */
export function protectedInWords(encrypted: boolean): string {
  return encrypted ? 'by a password' : 'no: whoever has the file has the key';
}

/** The facts for those who look closer. */
export function furtherFactsOf({ type, ...object }: ReportedObject): ObjectFact[] {
  return facts([
    ['Serial number', object.serial],
    ['Signed with', object.signatureAlgorithm],
    ['Number', object.crlNumber],
    ['Protection', object.protection?.join('; ')],
    ['Serial numbers', object.revoked?.slice(0, mostSerials).join(', ')],
    ['SHA-1 fingerprint', object.sha1, { digest: true }],
    [type === 'certificate' ? 'SHA-256 of its key' : 'SHA-256 of the public key', object.spkiSha256, { digest: true }],
  ]);
}

/** The extensions in words; unknown ones under their OID, as hex. Foreign objects may have one of them twice. */
export function extensionFactsOf({ extensions = [] }: ReportedObject): ObjectFact[] {
  return extensions.map(({ oid, name, critical, value }) => ({
    label: `${name ?? oid}${critical ? ' (critical)' : ''}`,
    value: value === '' ? 'empty' : value,
  }));
}

/** As many as somebody might look through. */
const mostSerials = 100;

type Row = readonly [label: string, value: string | undefined, more?: Pick<ObjectFact, 'digest' | 'bad'>];

function facts(rows: readonly Row[]): ObjectFact[] {
  return rows.flatMap(([label, value, more]) =>
    value === undefined || value === '' ? [] : [{ label, value, ...more }],
  );
}

/** Key type and size: `RSA, 2048 bits`, `EC, P-256`, `Ed25519`. */
export function keyInWords({ keyType, keyBits, curve }: ReportedObject): string {
  if (keyType === 'rsa') return `RSA, ${String(keyBits)} bits`;
  if (keyType === 'ec') return `EC, ${curve ?? 'unknown curve'}`;
  return keyType === 'ed25519' ? 'Ed25519' : 'of a type not known here';
}

const purposeWords: Readonly<Record<string, string>> = {
  CA: 'signs other certificates (CA)',
  server: 'servers',
  client: 'clients',
};

function purposesOf({ type, purposes }: ReportedObject): string | undefined {
  if (purposes === undefined) return undefined;
  if (purposes.length === 0) return type === 'certificate' ? 'any: it names none' : undefined;
  return purposes.map((purpose) => purposeWords[purpose] ?? purpose).join(', ');
}

function validityOf({ notBefore, notAfter, thisUpdate, nextUpdate }: ReportedObject, now: Date): Row[] {
  if (thisUpdate !== undefined)
    return [
      ['Made', thisUpdate.slice(0, 10)],
      nextUpdate === undefined ? ['Next list', 'no date given'] : until('Next list due', nextUpdate, now),
    ];
  if (notBefore === undefined || notAfter === undefined) return [];
  if (new Date(notBefore) > now)
    return [
      [
        'Valid from',
        `${notBefore.slice(0, 10)}, in ${inDays(new Date(notBefore).getTime() - now.getTime())}`,
        { bad: true },
      ],
      until('Valid until', notAfter, now),
    ];
  return [until('Valid until', notAfter, now), ['Valid from', notBefore.slice(0, 10)]];
}

function until(label: string, iso: string, now: Date): Row {
  const { value, bad } = endOf(iso, now);
  return [label, value, { bad }];
}

/** The day on which something ends, ISO 8601, and how far away it is. */
export function endOf(iso: string, now: Date): Required<Pick<ObjectFact, 'value' | 'bad'>> {
  const end = new Date(iso);
  return { value: `${iso.slice(0, 10)}, ${untilEnd(end, now)}`, bad: end < now };
}

const entryKinds = {
  'private-key': 'private key',
  'trusted-certificate': 'trusted certificate',
  sealed: 'not opened',
} as const;

function entryInWords({ alias, kind }: NonNullable<ReportedObject['entries']>[number]): string {
  return `${alias === '' ? 'no alias' : alias} (${entryKinds[kind]})`;
}

function revokedInWords(revoked: readonly string[]): string {
  if (revoked.length === 0) return 'none';
  return count(revoked.length, 'certificate');
}

/** The common name of an RFC 4514 name, or the whole name. */
export function shortName(name: string): string {
  const [, common] = /(?:^|,)CN=((?:\\.|[^,\\+])+)/u.exec(name) ?? [];
  return common?.replaceAll(/\\([ "#+,;<=>\\])/gu, '$1') ?? name;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
