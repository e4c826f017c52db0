import { PkiError } from '../../pki/errors';
import { keyAlgorithms } from '../../pki/key-algorithms';
import type { KeyAlgorithmId } from '../../recipes/types';
import { caOptions, caSource } from './read-ca';
import type { CaSource } from './read-ca';
import { single, tooMuch, wholeNumber } from './words';
import type { Parser } from './words';

export interface IntermediateCommand extends CaSource {
  readonly kind: 'intermediate';
  /** Common name, or a whole name in the form of RFC 4514. */
  readonly name: string;
  /** Absent: the type of the CA's own key. */
  readonly key: KeyAlgorithmId | undefined;
  readonly days: number;
  readonly pathLength: number;
  /** File that holds the password which is to protect the new key. */
  readonly keyPasswordFile: string | undefined;
  readonly out: string | undefined;
  readonly force: boolean;
}

/** Five years: half of what a root made here lasts. */
const DEFAULT_DAYS = 1825;

export const intermediateParser: Parser<IntermediateCommand> = {
  options: {
    ...caOptions,
    '--key': 'value',
    '--days': 'value',
    '--path-length': 'value',
    '--key-password-file': 'value',
    '--out': 'value',
    '--force': 'switch',
  },
  read: (values, [name, more]) => {
    if (name === undefined)
      throw new PkiError('field-required', 'What is the CA to be called? certwright intermediate NAME --ca FILE', {
        field: 'NAME',
      });
    if (more !== undefined) throw tooMuch(more);
    return {
      kind: 'intermediate',
      name,
      ...caSource(values),
      key: keyOf(single(values, '--key', 'one key type')),
      days: wholeNumber(values, '--days') ?? DEFAULT_DAYS,
      pathLength: wholeNumber(values, '--path-length') ?? 0,
      keyPasswordFile: single(values, '--key-password-file', 'one file'),
      out: single(values, '--out', 'one folder'),
      force: values.has('--force'),
    };
  },
};

function keyOf(id: string | undefined): KeyAlgorithmId | undefined {
  const found = keyAlgorithms.find((algorithm) => algorithm.id === id);
  if (id === undefined || found !== undefined) return found?.id;
  const known = keyAlgorithms.map((algorithm) => algorithm.id).join(', ');
  throw new PkiError('algorithm-not-allowed', `--key is one of ${known}, not ${id}.`, { field: '--key' });
}
