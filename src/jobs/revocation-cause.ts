import { PkiError } from '../pki/errors';
import { showText } from '../pki/show-text';
import { revocationReasons } from './revocation-reasons';

/** Why and when a certificate is revoked. */
export interface RevocationCause {
  /** A name of `revocationReasons`. */
  readonly reason: string;
  /** Absent: the day that the list says it was issued. */
  readonly date?: Date | undefined;
}

/**
 * Midnight UTC of a day as in `2026-11-21`.
 *
 * @throws PkiError `field-invalid`
 */
export function parseDay(text: string, field: string): Date {
  const date = new Date(/^\d{4}-\d\d-\d\d$/u.test(text) ? `${text}T00:00:00Z` : Number.NaN);
  if (Number.isNaN(date.getTime()))
    throw new PkiError('field-invalid', `${showText(text)} is not a day. Enter one as in 2026-11-21.`, { field });
  return date;
}

/**
 * Splits what is said of one certificate from what names it: `0a1b2c=keyCompromise@2026-01-02`, of which reason and day may
 * each be left out. The name of a file may hold `=` and `@` itself.
 *
 * @param usual what is not said
 * @throws PkiError `field-invalid` for a day that is none
 */
export function withCause(
  text: string,
  usual: RevocationCause,
  field: string,
): RevocationCause & { readonly what: string } {
  const [, what, name = '', day] = /^(.+)=([A-Za-z]*)(?:@([\d-]+))?$/u.exec(text) ?? [];
  const reason = revocationReasons.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (what === undefined || (reason === undefined && (name !== '' || day === undefined)))
    return { ...usual, what: text };
  return {
    what,
    reason: reason?.name ?? usual.reason,
    date: day === undefined ? usual.date : parseDay(day, field),
  };
}
