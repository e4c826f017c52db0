import { PkiError } from '../../pki/errors';
import { assignments, single } from './words';
import type { Assignment, Parser, Values } from './words';

export interface ConvertCommand {
  readonly kind: 'convert';
  readonly files: readonly string[];
  /** Id of a format or of a recipe; absent: say what can be made of the files. */
  readonly to: string | undefined;
  /** Answers for a recipe. */
  readonly set: readonly Assignment[];
  readonly choose: readonly string[];
  readonly aliases: readonly string[];
  readonly entry: string | undefined;
  readonly profile: 'modern' | 'older' | undefined;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly root: boolean;
  readonly certificateFirst: boolean;
  /** Files that hold passwords to try on everything protected. */
  readonly passwordFiles: readonly string[];
  /** File that holds the password of what is written. */
  readonly newPasswordFile: string | undefined;
  readonly out: string | undefined;
  readonly force: boolean;
}

export const convertParser: Parser<ConvertCommand> = {
  options: {
    '--to': 'value',
    '--set': 'value',
    '--choose': 'value',
    '--alias': 'value',
    '--entry': 'value',
    '--profile': 'value',
    '--name': 'value',
    '--namespace': 'value',
    '--root': 'switch',
    '--certificate-first': 'switch',
    '--password-file': 'value',
    '--new-password-file': 'value',
    '--out': 'value',
    '--force': 'switch',
  },
  read: (values, files) => {
    if (files.length === 0)
      throw new PkiError('field-required', 'Which files? Name at least one: certwright convert FILE… --to FORMAT', {
        field: 'FILE',
      });
    return {
      kind: 'convert',
      files,
      to: single(values, '--to', 'one format or recipe'),
      set: assignments(values, '--set'),
      choose: values.get('--choose') ?? [],
      aliases: values.get('--alias') ?? [],
      entry: values.get('--entry')?.at(-1),
      profile: profileIn(values),
      name: single(values, '--name', 'one name'),
      namespace: single(values, '--namespace', 'one namespace'),
      root: values.has('--root'),
      certificateFirst: values.has('--certificate-first'),
      passwordFiles: values.get('--password-file') ?? [],
      newPasswordFile: single(values, '--new-password-file', 'one file'),
      out: single(values, '--out', 'one file or folder'),
      force: values.has('--force'),
    };
  },
};

function profileIn(values: Values): ConvertCommand['profile'] {
  const profile = single(values, '--profile', 'modern or older');
  if (profile === undefined || profile === 'modern' || profile === 'older') return profile;
  throw new PkiError('field-invalid', `--profile is modern or older, not ${profile}.`, { field: '--profile' });
}
