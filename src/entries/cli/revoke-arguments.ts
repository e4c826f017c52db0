import { PkiError } from '../../pki/errors';
import { caOptions, caSource } from './read-ca';
import type { CaSource } from './read-ca';
import { single, wholeNumber } from './words';
import type { Parser, Values } from './words';

export interface RevokeCommand extends CaSource {
  readonly kind: 'revoke';
  /** Serial numbers in hex, and files that hold certificates. */
  readonly what: readonly string[];
  /** Files that hold the CA's last list; none: this is its first. */
  readonly previous: readonly string[];
  /** Id of the recipe whose system is to read the list. */
  readonly system: string | undefined;
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
    '--first': 'switch',
    '--for': 'value',
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
    previous: previousList(values),
    system: single(values, '--for', 'one recipe'),
    reason: single(values, '--reason', 'one reason') ?? 'unspecified',
    date: single(values, '--date', 'one day'),
    days: wholeNumber(values, '--days') ?? DEFAULT_DAYS,
    out: single(values, '--out', 'one file or folder'),
    force: values.has('--force'),
  }),
};

/** A list takes the place of the last one, so that forgetting that one is refused rather than guessed. */
function previousList(values: Values): readonly string[] {
  const previous = values.get('--crl') ?? [];
  const first = values.has('--first');
  if (first && previous.length > 0)
    throw new PkiError('field-invalid', 'The first list of a CA has none before it; give --crl or --first.', {
      field: '--first',
    });
  if (first || previous.length > 0) return previous;
  throw new PkiError(
    'field-required',
    "Give the CA's last list: --crl FILE. The new list replaces it, and what only the last one revokes would be let in again. If this CA never had a list, write --first.",
    { field: '--crl' },
  );
}
