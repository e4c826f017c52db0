import { PkiError } from '../../pki/errors';
import type { Parser } from './words';

export interface InspectCommand {
  readonly kind: 'inspect';
  readonly files: readonly string[];
  readonly json: boolean;
  /** Tried on everything protected. */
  readonly passwords: readonly string[];
  /** Files that hold such passwords. */
  readonly passwordFiles: readonly string[];
}

export const inspectParser: Parser<InspectCommand> = {
  options: { '--json': 'switch', '--password': 'value', '--password-file': 'value' },
  read: (values, files) => {
    if (files.length === 0)
      throw new PkiError('field-required', 'Which files? Name at least one: certwright inspect FILE…', {
        field: 'FILE',
      });
    return {
      kind: 'inspect',
      files,
      json: values.has('--json'),
      passwords: values.get('--password') ?? [],
      passwordFiles: values.get('--password-file') ?? [],
    };
  },
};
