import { caOptions, caSource } from './read-ca';
import type { CaSource } from './read-ca';
import { single, wholeNumber } from './words';
import type { Parser } from './words';

export interface RevokeCommand extends CaSource {
  readonly kind: 'revoke';
  /** Serial numbers in hex, and files that hold certificates. */
  readonly what: readonly string[];
  /** Files that hold the CA's last list. */
  readonly previous: readonly string[];
  readonly reason: string;
  /** Absent: now. */
  readonly date: string | undefined;
  readonly days: number;
  readonly out: string | undefined;
  readonly force: boolean;
}

/** As OpenSSL's own configuration has it. */
const DEFAULT_DAYS = 30;

export const revokeParser: Parser<RevokeCommand> = {
  options: {
    ...caOptions,
    '--crl': 'value',
    '--reason': 'value',
    '--date': 'value',
    '--days': 'value',
    '--out': 'value',
    '--force': 'switch',
  },
  read: (values, what) => ({
    kind: 'revoke',
    what,
    ...caSource(values),
    previous: values.get('--crl') ?? [],
    reason: single(values, '--reason', 'one reason') ?? 'unspecified',
    date: single(values, '--date', 'one day'),
    days: wholeNumber(values, '--days') ?? DEFAULT_DAYS,
    out: single(values, '--out', 'one file or folder'),
    force: values.has('--force'),
  }),
};
