import { PkiError } from '../../pki/errors';
import { assignments, single } from './words';
import type { Assignment, Parser } from './words';

export interface InspectCommand {
  readonly kind: 'inspect';
  readonly files: readonly string[];
  readonly json: boolean;
  /** Tried on everything protected. */
  readonly passwords: readonly string[];
  /** Files that hold such passwords. */
  readonly passwordFiles: readonly string[];
  /** Id of the recipe that the files are held against. */
  readonly recipe: string | undefined;
  /** Answers for that recipe. */
  readonly set: readonly Assignment[];
  /** An error message to be explained by the files. */
  readonly message: string | undefined;
}

export const inspectParser: Parser<InspectCommand> = {
  options: {
    '--json': 'switch',
    '--password': 'value',
    '--password-file': 'value',
    '--for': 'value',
    '--set': 'value',
    '--explain': 'value',
  },
  read: (values, files) => {
    if (files.length === 0)
      throw new PkiError('field-required', 'Which files? Name at least one: certwright inspect FILE…', {
        field: 'FILE',
      });
    const recipe = single(values, '--for', 'one recipe');
    if (recipe === undefined && values.has('--set'))
      throw new PkiError('field-required', '--set answers the questions of a recipe. Name it: --for RECIPE', {
        field: '--for',
      });
    return {
      kind: 'inspect',
      files,
      json: values.has('--json'),
      passwords: values.get('--password') ?? [],
      passwordFiles: values.get('--password-file') ?? [],
      recipe,
      set: assignments(values, '--set'),
      message: single(values, '--explain', 'one message'),
    };
  },
};
