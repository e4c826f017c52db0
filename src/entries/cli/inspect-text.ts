import type {
  InspectionReport,
  ObjectReference,
  ReportedFinding,
  ReportedFile,
  ReportedObject,
} from '../../inspect/report';
import { whyNoVerdict } from '../../inspect/verdict';

const DAY = 86_400_000;

/** What an inspection says, for people: file by file, then how the pieces fit, then what is wrong. */
export function inspectionText(report: InspectionReport, now: Date): string[] {
  return [
    ...report.files.flatMap((file) => [...fileText(file, now), '']),
    ...section('How they fit', [...matchLines(report), ...chainLines(report)]),
    ...grades.flatMap(([title, grade]) =>
      section(title, report.findings.filter(({ rule }) => rule.startsWith(`${grade}_`)).flatMap(findingLines)),
    ),
    ...verdictLines(report),
  ];
}

function verdictLines(report: InspectionReport): string[] {
  const unjudged = whyNoVerdict(report);
  if (unjudged !== undefined) return [unjudged];
  return report.findings.length === 0 ? ['Nothing wrong was found.'] : [];
}

const grades = [
  ['Errors', 'e'],
  ['Warnings', 'w'],
  ['Notes', 'n'],
] as const;

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`), ''];
}

function fileText({ name, objects, error }: ReportedFile, now: Date): string[] {
  const told = objects.some((object) => object.error?.message === error?.message);
  return [
    name,
    ...objects.flatMap((object) => [
      `  ${titles[object.type]}${object.alias === undefined ? '' : `, alias ${object.alias === '' ? 'none' : object.alias}`}`,
      ...factLines(object, now).map(([label, text]) => `    ${label.padEnd(12)}  ${text}`),
    ]),
    ...(error === undefined || told ? [] : [`  ${error.message}`]),
  ];
}

const titles: Readonly<Record<ReportedObject['type'], string>> = {
  certificate: 'Certificate',
  'private-key': 'Private key',
  'public-key': 'Public key',
  'secret-key': 'Secret key',
  request: 'Request',
  crl: 'Revocation list',
  keystore: 'Keystore',
  manifest: 'Manifest of a bundle',
  other: 'Something else',
};

/** Extensions that have a line of their own. */
const toldApart = new Set(['subjectAltName', 'extendedKeyUsage', 'cRLNumber']);

function factLines(object: ReportedObject, now: Date): [string, string][] {
  const { extensions = [], revoked, entries } = object;
  const lines: (readonly [string, string | undefined])[] = [
    ['problem', object.error?.message],
    ['format', object.format],
    ['for', object.subject === '' ? 'no name' : object.subject],
    ['issued by', object.issuer === object.subject && object.issuer !== undefined ? 'itself' : object.issuer],
    ['names', object.san?.join(', ') || undefined],
    ['purposes', object.purposes?.join(', ') || undefined],
    ['valid', validity(object, now)],
    ['next update', object.nextUpdate],
    ['list number', object.crlNumber],
    ['revoked', revoked === undefined ? undefined : revoked.join(', ') || 'none'],
    ['key', keyText(object)],
    ['protected', object.encrypted === undefined ? undefined : protection(object)],
    ...(entries ?? []).map(({ alias, kind }) => ['entry', `${alias === '' ? 'no alias' : alias} (${kind})`] as const),
    ['signature', object.signatureAlgorithm],
    ['serial', object.serial],
    ['SHA-256', fingerprint(object.sha256)],
    ['SHA-1', fingerprint(object.sha1)],
    ['key SHA-256', fingerprint(object.spkiSha256)],
    ...extensions
      .filter(({ name = '' }) => !toldApart.has(name))
      .map(
        ({ oid, name = oid, critical, value }) => ['', `${name}${critical ? ' (critical)' : ''}: ${value}`] as const,
      ),
  ];
  return lines.flatMap(([label, text]): [string, string][] => (text === undefined ? [] : [[label, text]]));
}

/** As OpenSSL, keytool and browsers show it. */
function fingerprint(hex: string | undefined): string | undefined {
  return hex?.toUpperCase().match(/../gu)?.join(':');
}

function protection({ encrypted, protection: ways = [] }: ReportedObject): string {
  return encrypted === true ? ['by a password', ...ways].join('; ') : ['no', ...ways].join('; ');
}

function validity({ notBefore, notAfter, thisUpdate }: ReportedObject, now: Date): string | undefined {
  if (thisUpdate !== undefined) return `from ${thisUpdate}`;
  if (notBefore === undefined || notAfter === undefined) return undefined;
  const until = new Date(notAfter).getTime() - now.getTime();
  const days = (span: number): string => `${String(Math.floor(Math.abs(span) / DAY))} days`;
  const begins = new Date(notBefore).getTime() - now.getTime();
  const left =
    begins > 0 ? `begins in ${days(begins)}` : until < 0 ? `ended ${days(until)} ago` : `${days(until)} left`;
  return `${notBefore} to ${notAfter} (${left})`;
}

const keyLabels = { rsa: 'RSA', ec: 'ECDSA', ed25519: 'Ed25519', unknown: 'of an unknown type' } as const;

function keyText({ keyType, keyBits, curve }: ReportedObject): string | undefined {
  if (keyType === undefined) return undefined;
  const size = curve ?? (keyType === 'rsa' && keyBits !== undefined ? String(keyBits) : '');
  return `${keyLabels[keyType]} ${size}`.trim();
}

function matchLines({ matches, files }: InspectionReport): string[] {
  return matches.map(
    ({ key, with: other }) => `${placeOf(key, files)} is the key of ${placeOf(other, files)}${subjectAt(other, files)}`,
  );
}

function chainLines({ chains, files }: InspectionReport): string[] {
  return chains.map(({ certificates, complete, missing }) => {
    const names = certificates.map((place) => objectAt(place, files)?.subject || placeOf(place, files));
    return `${names.join(' ← ')}${complete ? '' : ` ← ${missing ?? ''} (not here)`}`;
  });
}

function findingLines({ rule, message, source, objects }: ReportedFinding): string[] {
  const places = [...new Set(objects.map(({ file }) => file))].join(', ');
  return [message, `  ${rule} · ${source}${places === '' ? '' : ` · ${places}`}`];
}

function objectAt({ file, object }: ObjectReference, files: readonly ReportedFile[]): ReportedObject | undefined {
  return files.find(({ name }) => name === file)?.objects[object];
}

/** The file, and which of its objects where it holds several. */
function placeOf(reference: ObjectReference, files: readonly ReportedFile[]): string {
  const alias = objectAt(reference, files)?.alias;
  return alias === undefined || alias === '' ? reference.file : `${reference.file} (${alias})`;
}

function subjectAt(reference: ObjectReference, files: readonly ReportedFile[]): string {
  const subject = objectAt(reference, files)?.subject;
  return subject === undefined || subject === '' ? '' : `, ${subject}`;
}
