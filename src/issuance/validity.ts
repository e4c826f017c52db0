import { PkiError } from '../pki/errors';
import type { Validity } from '../pki/types';

const SECOND = 1000;
const DAY = 86_400 * SECOND;

/**
 * Clocks of machines without a network drift by hours; a certificate from the future is refused by every verifier. Short
 * ones begin an hour earlier for each day they last, so that the better part of their time is still to come.
 */
export const backdated = (days: number): number => Math.min(DAY, days * 3600 * SECOND);

/** RFC 5280 §4.1.2.5: the last moment that can be written. */
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59);

/** What {@link validityFor} is told. */
export interface ValidityRequest {
  readonly now: Date;
  /** Whole days, at least 1. */
  readonly days: number;
  /** The issuer's validity, which is not exceeded on either side. */
  readonly issuer?: Validity | undefined;
}

/**
 * Validity that begins 24 hours ago (an hour for each day, when less than 24 days are asked) and lasts the given days less
 * one second: both ends count (RFC 5280 §4.1.2.5), and Apple's limit of 825 days is exceeded by 825 whole days.
 *
 * @returns `cut`: whether it ends earlier than asked, together with its issuer
 * @throws PkiError `days-invalid`; `ca-expired` when nothing would be left
 */
export function validityFor({ now, days, issuer }: ValidityRequest): {
  readonly validity: Validity;
  readonly cut: boolean;
} {
  const start = Math.floor((now.getTime() - backdated(days)) / SECOND) * SECOND;
  const notBefore = Math.max(start, issuer?.notBefore.getTime() ?? start);
  const asked = notBefore + days * DAY - SECOND;
  if (!Number.isInteger(days) || days < 1 || asked > LATEST)
    throw new PkiError(
      'days-invalid',
      `${String(days)} is not a number of days that a certificate can be valid. Enter a whole number from 1, such as 825.`,
      { field: 'days' },
    );
  const notAfter = Math.min(asked, issuer?.notAfter.getTime() ?? asked);
  if (notAfter <= Math.max(notBefore, now.getTime()))
    throw new PkiError('ca-expired', 'The CA ends before a certificate could begin. Renew the CA first.', {
      field: 'ca',
    });
  return { validity: { notBefore: new Date(notBefore), notAfter: new Date(notAfter) }, cut: notAfter < asked };
}
