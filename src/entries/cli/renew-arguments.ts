import type { RenewRequest } from '../../jobs/renew-types';
import { PkiError } from '../../pki/errors';
import { caPaths } from './read-ca';
import type { NamedPath } from './read-input';
import { assignments, single, tooMuch } from './words';
import type { Assignment, Parser, Values } from './words';

export interface RenewCommand {
  readonly kind: 'renew';
  /** The earlier zip or its unpacked folder. */
  readonly earlier: string;
  readonly keys: RenewRequest['keys'];
  readonly renews: RenewRequest['renews'];
  readonly keeps: readonly string[];
  readonly set: readonly Assignment[];
  /** Values are paths of files that hold the secret. */
  readonly setFile: readonly Assignment[];
  /** Files and folders in which the CA certificate and its key are. */
  readonly ca: readonly NamedPath[];
  readonly newCa: boolean;
  readonly out: string | undefined;
  readonly force: boolean;
}

export const renewParser: Parser<RenewCommand> = {
  options: {
    '--keys': 'value',
    '--renew': 'value',
    '--keep': 'value',
    '--set': 'value',
    '--set-file': 'value',
    '--ca': 'value',
    '--ca-key': 'value',
    '--new-ca': 'switch',
    '--out': 'value',
    '--force': 'switch',
  },
  read: (values, [earlier, more]) => {
    if (earlier === undefined)
      throw new PkiError('field-required', 'Which bundle? Name its zip or folder: certwright renew ZIP', {
        field: 'ZIP',
      });
    if (more !== undefined) throw tooMuch(more);
    const set = assignments(values, '--set');
    const ca = caPaths(values);
    const newCa = values.has('--new-ca');
    if (newCa && ca.length > 0)
      throw new PkiError('field-invalid', 'A new CA is made, or yours is used; give one of the two.', {
        field: '--new-ca',
      });
    return {
      kind: 'renew',
      earlier,
      keys: choice(values, '--keys', ['new', 'same']) ?? 'new',
      renews: choice(values, '--renew', ['all', 'changed']) ?? (set.length > 0 ? 'changed' : 'all'),
      keeps: values.get('--keep') ?? [],
      set,
      setFile: assignments(values, '--set-file'),
      ca,
      newCa,
      out: single(values, '--out', 'one file or folder'),
      force: values.has('--force'),
    };
  },
};

function choice<Option extends string>(values: Values, name: string, options: readonly Option[]): Option | undefined {
  const text = single(values, name, options.join(' or '));
  const found = options.find((option) => option === text);
  if (found !== undefined || text === undefined) return found;
  throw new PkiError('field-invalid', `${name} is ${options.join(' or ')}, not ${text}.`, { field: name });
}
