import { serves } from '../inspect/choose-pair';
import { isAuthority } from '../inspect/climb';
import { untilEnd } from '../inspect/days';
import { formatName } from '../pki/distinguished-name';
import { formatGeneralName } from '../pki/general-names';
import { isCovered } from '../pki/host-match';
import { isSelfIssued } from '../pki/issuer';
import { describeKey } from '../pki/key-algorithms';
import { keyMatches } from '../pki/key-match';
import { signatureAlgorithmByOid } from '../pki/signature-algorithms';
import type { Certificate, GeneralName } from '../pki/types';
import { placeIn } from './fitness-lot';
import { rowOf } from './fitness-types';
import type { FitnessCheck, FitnessRow, LeafCase, Lot, Verdict } from './fitness-types';

/** OpenSSL's security level 2 and Apple (HT210176) refuse shorter ones. */
const SHORTEST_RSA = 2048;

type Judge = (leaf: LeafCase, lot: Lot) => Verdict | undefined | Promise<Verdict | undefined>;

/** What is asked of every certificate that serves or calls. */
const judges: readonly { readonly check: FitnessCheck; readonly what: string; readonly judge: Judge }[] = [
  { check: 'key', what: 'private key', judge: judgeKey },
  { check: 'purpose', what: 'purpose', judge: judgePurpose },
  { check: 'dates', what: 'dates', judge: judgeDates },
  { check: 'names', what: 'names', judge: judgeNames },
  { check: 'strength', what: 'strength', judge: judgeStrength },
  { check: 'self-signed', what: 'who signed it', judge: judgeSelfSigned },
];

/** Everything that is said of one certificate without looking at those above it. */
export async function leafRows(leaf: LeafCase, lot: Lot): Promise<FitnessRow[]> {
  const rows: FitnessRow[] = [];
  for (const { check, what, judge } of judges) {
    const verdict = await judge(leaf, lot);
    const objects = [leaf.found, ...(leaf.key === undefined ? [] : [leaf.key])];
    if (verdict !== undefined) rows.push(rowOf(check, `${leaf.title}: ${what}`, verdict, objects));
  }
  return rows;
}

async function judgeKey({ found, key }: LeafCase, { keys, objects }: Lot): Promise<Verdict> {
  const place = placeIn(found.source);
  if (key !== undefined)
    return (await keyMatches(key.key, found.certificate.spki))
      ? ['yes', `The key in ${placeIn(key.source)} belongs to the certificate in ${place}.`]
      : ['no', `The key in ${placeIn(key.source)} is damaged: what it signs does not verify.`, 'Export it again.'];
  const locked = objects.filter((object) => object.type === 'locked-key');
  if (locked.length > 0)
    return [
      'unknown',
      `${listed(locked.map(({ source }) => placeIn(source)))} could not be opened; the key of ${place} may be in there.`,
      'Give the password.',
    ];
  if (keys.length === 0) return ['no', `The private key of ${place} is not among these files.`, 'Add the key file.'];
  return [
    'no',
    `The certificate in ${place} does not belong to the key in ${listed(keys.map(({ source }) => placeIn(source)))}.`,
    'Use the key and the certificate that were made together.',
  ];
}

function judgePurpose({ found, purposes }: LeafCase): Verdict | undefined {
  const { certificate, source } = found;
  if (purposes.length === 0) return undefined;
  const wanted = purposes.join(' and ');
  if (!serves(certificate, purposes))
    return [
      'no',
      `${placeIn(source)} may not be used as a ${wanted} certificate: its extended key usage does not say so.`,
      `Use the certificate that was made for the ${wanted}, or have it issued for that purpose.`,
    ];
  if (certificate.keyUsage !== undefined && !certificate.keyUsage.usages.includes('digitalSignature'))
    return [
      'no',
      `The key usage of ${placeIn(source)} lacks digitalSignature, without which TLS 1.3 cannot use it.`,
      'Have it issued with digitalSignature.',
    ];
  if (isAuthority(certificate))
    return [
      'unknown',
      `${placeIn(source)} is a CA certificate. Firefox and rustls refuse one as a ${wanted} certificate.`,
      'Have a certificate issued by this CA.',
    ];
  return ['yes', `${placeIn(source)} may be used as a ${wanted} certificate.`];
}

function judgeDates({ found }: LeafCase, { now }: Lot): Verdict {
  const { notBefore, notAfter } = found.certificate.validity;
  const place = placeIn(found.source);
  if (notAfter < now)
    return ['no', `${place} expired on ${day(notAfter)}.`, 'Renew it, and replace it on its machine.'];
  if (notBefore > now)
    return [
      'no',
      `${place} begins on ${day(notBefore)}; this computer's clock says ${day(now)}.`,
      'Set the clock of the computer that refuses it, or wait.',
    ];
  return ['yes', `${place} is valid until ${day(notAfter)} (${untilEnd(notAfter, now)}).`];
}

function judgeNames({ found, hosts, purposes }: LeafCase): Verdict | undefined {
  const { certificate, source } = found;
  if (purposes.length === 0 ? !serves(certificate, ['server']) : !purposes.includes('server')) return undefined;
  const names = certificate.subjectAltNames ?? [];
  const shown = listed(names.map(formatGeneralName));
  if (names.length === 0)
    return ['no', `${placeIn(source)} has no subject alternative names, so current programs refuse it.`, ISSUE_ANEW];
  if (hosts === undefined)
    return [
      'unknown',
      `${placeIn(source)} is for ${shown}.`,
      'Clients must use one of these names, spelled like that.',
    ];
  const missing = hosts.filter((host) => !isCovered(host, names));
  if (missing.length === 0) return ['yes', `${placeIn(source)} covers ${listed(hosts.map(formatGeneralName))}.`];
  const misplaced = missing.filter(({ kind, value }) => kind === 'ip' && names.some((name) => name.value === value));
  const aside =
    misplaced.length === 0 ? '' : ` ${listed(misplaced.map(valueOf))} is in it as a DNS name, where no client looks.`;
  const why = `${placeIn(source)} is for ${shown}, not for ${listed(missing.map(formatGeneralName))}.${aside}`;
  return ['no', why, `Use a name that is in it, or have it issued again with ${listed(missing.map(valueOf))}.`];
}

const ISSUE_ANEW = 'Have it issued again with the names that clients use.';

function judgeStrength({ found }: LeafCase): Verdict {
  const { keyAlgorithm: key, signatureAlgorithmOid } = found.certificate;
  const place = placeIn(found.source);
  const signature = signatureAlgorithmByOid(signatureAlgorithmOid);
  if (key === undefined)
    return ['unknown', `${place} has a key of a type that is not known here.`, 'Use RSA or P-256.'];
  if (key.family === 'rsa' && key.bits < SHORTEST_RSA)
    return ['no', `The RSA key of ${place} has ${String(key.bits)} bits; 2048 are needed.`, 'Make a new key.'];
  if (signature?.weak === true && !isSelfIssued(found.certificate))
    return [
      'no',
      `${place} is signed with ${signature.label}, which current programs refuse.`,
      'Have it issued again.',
    ];
  const warning = key.warning === undefined ? '' : ` ${key.warning}`;
  return ['yes', `${place} has an ${describeKey(key)} key.${warning}`];
}

function judgeSelfSigned({ found }: LeafCase): Verdict | undefined {
  if (!isSelfIssued(found.certificate)) return undefined;
  return [
    'unknown',
    `${placeIn(found.source)} is self-signed (${subjectOf(found.certificate)}): no CA vouches for it.`,
    'Whoever connects must trust exactly this certificate. Better have a CA issue one.',
  ];
}

function valueOf({ value }: GeneralName): string {
  return value;
}

/** RFC 4514, or words for an empty subject. */
export function subjectOf({ subject }: Pick<Certificate, 'subject'>): string {
  return formatName(subject) || '(no subject)';
}

/** A date as people and machines read it. */
export function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** Most items that a sentence lists. */
const MOST_LISTED = 6;

/** Items each once, shortened where there are many. */
export function listed(items: readonly string[]): string {
  const once = [...new Set(items)];
  const more = once.length - MOST_LISTED;
  return [...once.slice(0, MOST_LISTED), ...(more > 0 ? [`${String(more)} more`] : [])].join(', ');
}
