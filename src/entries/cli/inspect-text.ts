import type { InspectionReport, ReportedFile, ReportedObject } from '../../inspect/report';
import { inDays, untilEnd } from '../../inspect/days';
import { shortNames } from '../../inspect/short-names';
import { whyNoVerdict } from '../../inspect/verdict';
import { spellOut } from '../../pki/show-text';
import { chainLines, findingLines, matchLines } from './inspect-relations-text';

/** What an inspection says, for people: file by file, then how the pieces fit, then what is wrong. */
export function inspectionText(report: InspectionReport, now: Date): string[] {
  const place = shortNames(report.files.map(({ name }) => name));
  return [
    ...report.files.flatMap((file) => [...fileText(file, now), '']),
    ...section('How they fit', [...matchLines(report, place), ...chainLines(report, place)]),
    ...grades.flatMap(([title, grade]) =>
      section(
        title,
        report.findings
          .filter(({ rule }) => rule.startsWith(`${grade}_`))
          .flatMap((finding) => findingLines(finding, place)),
      ),
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
      ...factLines(object, name, now).map(([label, text]) => `    ${label.padEnd(12)}  ${text}`),
    ]),
    ...(error === undefined || told ? [] : [`  ${unnamed(error.message, name)}`]),
  ];
}

/** The name of the file stands above. */
function unnamed(message: string, name: string): string {
  return message.startsWith(`${spellOut(name)}: `) ? message.slice(spellOut(name).length + 2) : message;
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

function factLines(object: ReportedObject, file: string, now: Date): [string, string][] {
  const { extensions = [], revoked, entries } = object;
  const lines: (readonly [string, string | undefined])[] = [
    ['problem', object.error && unnamed(object.error.message, file)],
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
  const begins = new Date(notBefore).getTime() - now.getTime();
  const left = begins > 0 ? `begins in ${inDays(begins)}` : untilEnd(new Date(notAfter), now);
  return `${notBefore} to ${notAfter} (${left})`;
}

const keyLabels = { rsa: 'RSA', ec: 'ECDSA', ed25519: 'Ed25519', unknown: 'of an unknown type' } as const;

function keyText({ keyType, keyBits, curve }: ReportedObject): string | undefined {
  if (keyType === undefined) return undefined;
  const size = curve ?? (keyType === 'rsa' && keyBits !== undefined ? String(keyBits) : '');
  return `${keyLabels[keyType]} ${size}`.trim();
}
