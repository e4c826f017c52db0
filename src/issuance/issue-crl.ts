import { equalBytes } from '../pki/bytes';
import type { RevocationList, RevokedCertificate } from '../pki/crl';
import { formatName } from '../pki/distinguished-name';
import { PkiError } from '../pki/errors';
import type { PkiErrorCode } from '../pki/errors';
import { id_ce_deltaCRLIndicator, id_ce_issuingDistributionPoint } from '../pki/oids';
import { verifyRevocationList } from '../pki/parse-crl';
import { signRevocationList } from '../pki/sign-crl';
import type { Bytes } from '../pki/types';
import { assertMayRevoke } from './authority';
import type { Authority } from './authority';
import { issuerKeyIdentifier } from './issue';
import { backdated } from './validity';

/** A certificate that is revoked now, on a day that the user named or none. */
export type RevokedNow = Omit<RevokedCertificate, 'revoked'> & { readonly revoked: Date | undefined };

/** A revocation list to be issued. */
export interface RevocationListRequest {
  readonly issuer: Authority;
  /** What is revoked now; each serial number once. Without a date, it is revoked as of the list's thisUpdate. */
  readonly revoked: readonly RevokedNow[];
  /** The CA's last list, whose entries are kept octet for octet; `none` only for a CA that never had one. */
  readonly previous: RevocationList | 'none';
  /** Whole days from now until the next list is due, at least 1. */
  readonly days: number;
  readonly now: Date;
}

/** A revocation list that was issued. */
export interface IssuedRevocationList {
  readonly der: Bytes;
  readonly number: bigint;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  /** All entries: those of the earlier list in their order, then the new ones in that of their serial numbers. */
  readonly revoked: readonly RevokedCertificate[];
}

const SECOND = 1000;
const DAY = 86_400 * SECOND;

/** Ten years. */
const MOST_DAYS = 3650;

/** RFC 5280 §5.3.1: the one reason that may be replaced by another. */
const CERTIFICATE_HOLD = 6;

/**
 * Issues a complete revocation list of a CA (RFC 5280 §5). Its number is one more than that of the earlier list, without
 * one the seconds since 1970, which grow faster than lists are made. thisUpdate lies 24 hours back (an hour for each day,
 * when less than 24 days are asked), as certificates begin: a verifier whose clock is behind would otherwise refuse every
 * certificate of the CA. It is always later than that of the earlier list, since verifiers take the latest. A revocation
 * without a date is of thisUpdate: not later than the list says it was issued (RFC 5280 §5.1.2.4), and not before the
 * earlier list (§5.3.2).
 *
 * @throws PkiError `days-invalid`; with field `crl`, `key-mismatch` for an earlier list of another CA, `entry-not-keepable`
 *   for one that does not stand for the whole CA, `field-invalid` for one from the future; and those of `assertMayRevoke`
 */
export async function issueRevocationList(request: RevocationListRequest): Promise<IssuedRevocationList> {
  const { issuer, days, now } = request;
  const previous = request.previous === 'none' ? undefined : request.previous;
  assertMayRevoke(issuer, now);
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
    throw new PkiError(
      'days-invalid',
      `${String(days)} is not a number of days until the next list. Enter a whole number from 1 to ${String(MOST_DAYS)}, such as 30.`,
      { field: 'days' },
    );
  if (previous !== undefined) await assertContinues(previous, request);
  const start = Math.max(now.getTime() - backdated(days), (previous?.thisUpdate.getTime() ?? 0) + SECOND);
  const thisUpdate = wholeSeconds(start);
  const nextUpdate = wholeSeconds(now.getTime() + days * DAY);
  const number = previous?.number === undefined ? BigInt(Math.floor(now.getTime() / SECOND)) : previous.number + 1n;
  const revoked = merged(
    previous?.revoked ?? [],
    request.revoked.map((entry) => ({ ...entry, revoked: entry.revoked ?? thisUpdate })),
  );
  const contents = { issuer: issuer.certificate.subject.der, authorityKeyId: await issuerKeyIdentifier(issuer) };
  const der = await signRevocationList({ ...contents, thisUpdate, nextUpdate, number, revoked }, issuer.key);
  return { der, number, thisUpdate, nextUpdate, revoked };
}

/** Refuses an earlier list that this one cannot take the place of. */
async function assertContinues(previous: RevocationList, { issuer, now }: RevocationListRequest): Promise<void> {
  const refuse = (code: PkiErrorCode, reason: string): PkiError =>
    new PkiError(code, `The earlier list ${reason}`, { field: 'crl' });
  const { certificate } = issuer;
  if (!equalBytes(previous.issuer.der, certificate.subject.der))
    throw refuse(
      'key-mismatch',
      `is of another CA (${formatName(previous.issuer)}). Give the last list of ${formatName(certificate.subject)}.`,
    );
  if (!(await verifyRevocationList(previous, certificate.spki)))
    throw refuse(
      'key-mismatch',
      `was not signed with the key of ${formatName(certificate.subject)}. Give its last list.`,
    );
  const partial = previous.extensions.some(
    ({ oid }) => oid === id_ce_issuingDistributionPoint || oid === id_ce_deltaCRLIndicator,
  );
  if (partial)
    throw refuse(
      'entry-not-keepable',
      'is for some of the certificates only, or for changes (issuingDistributionPoint, deltaCRLIndicator). Go on with the program that made it.',
    );
  if (previous.thisUpdate >= now)
    throw refuse(
      'field-invalid',
      `is of ${previous.thisUpdate.toISOString()}, later than this computer's clock (${now.toISOString()}). Correct the clock.`,
    );
}

/** What was revoked stays so, with everything that is said of it; only a hold gives way to another reason. */
function merged(earlier: readonly RevokedCertificate[], now: readonly RevokedCertificate[]): RevokedCertificate[] {
  const known = new Map(earlier.map(({ serialNumber, reason }) => [serialNumber, reason]));
  const added = now.filter(
    ({ serialNumber }) => !known.has(serialNumber) || known.get(serialNumber) === CERTIFICATE_HOLD,
  );
  const replaced = new Set(added.map(({ serialNumber }) => serialNumber));
  return [
    ...earlier.filter(({ serialNumber }) => !replaced.has(serialNumber)),
    ...added.sort((a, b) => compareSerials(a.serialNumber, b.serialNumber)),
  ];
}

function compareSerials(a: string, b: string): number {
  const difference = BigInt(`0x${a}`) - BigInt(`0x${b}`);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function wholeSeconds(time: number): Date {
  return new Date(Math.floor(time / SECOND) * SECOND);
}
