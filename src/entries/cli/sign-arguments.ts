import type { Purpose } from '../../issuance/profiles';
import { PkiError } from '../../pki/errors';
import { caOptions, caSource } from './read-ca';
import type { CaSource } from './read-ca';
import { single, tooMuch, wholeNumber } from './words';
import type { Parser } from './words';

export interface SignCommand extends CaSource {
  readonly kind: 'sign';
  /** File that holds the request. */
  readonly request: string;
  /** Absent: the name that the request asks for. */
  readonly subject: string | undefined;
  /** Absent: the names that the request asks for. */
  readonly hosts: string | undefined;
  /** Absent: the purposes that the request asks for. */
  readonly purposes: readonly Purpose[] | undefined;
  readonly days: number;
  readonly out: string | undefined;
  readonly force: boolean;
}

const purposes: Readonly<Record<string, readonly Purpose[]>> = {
  server: ['server'],
  client: ['client'],
  both: ['server', 'client'],
};

/** As long as Apple devices take from a server. */
const DEFAULT_DAYS = 825;

export const signParser: Parser<SignCommand> = {
  options: {
    ...caOptions,
    '--subject': 'value',
    '--hosts': 'value',
    '--purpose': 'value',
    '--days': 'value',
    '--out': 'value',
    '--force': 'switch',
  },
  read: (values, [request, more]) => {
    if (request === undefined)
      throw new PkiError('field-required', 'Which request? Name its file: certwright sign REQUEST --ca FILE', {
        field: 'REQUEST',
      });
    if (more !== undefined) throw tooMuch(more);
    const purpose = single(values, '--purpose', 'server, client or both');
    return {
      kind: 'sign',
      request,
      ...caSource(values),
      subject: single(values, '--subject', 'one name'),
      hosts: values.get('--hosts')?.join(','),
      purposes: purpose === undefined ? undefined : purposesOf(purpose),
      days: wholeNumber(values, '--days') ?? DEFAULT_DAYS,
      out: single(values, '--out', 'one file or folder'),
      force: values.has('--force'),
    };
  },
};

function purposesOf(purpose: string): readonly Purpose[] {
  const found = Object.hasOwn(purposes, purpose) ? purposes[purpose] : undefined;
  if (found !== undefined) return found;
  throw new PkiError('field-invalid', `--purpose is server, client or both, not ${purpose}.`, { field: '--purpose' });
}
