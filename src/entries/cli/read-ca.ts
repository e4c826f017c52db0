import { readAuthority } from '../../inspect/read-authority';
import type { Authority } from '../../issuance/authority';
import { createPace } from '../../jobs/pace';
import { PkiError, refusedAt } from '../../pki/errors';
import type { PkiErrorCode } from '../../pki/errors';
import type { CliHost } from './make';
import { readMaterial, readSecret } from './read-input';
import type { NamedPath } from './read-input';
import { single } from './words';
import type { Options, Values } from './words';

/** Where a CA and the password of its key are. */
export interface CaSource {
  /** Files and folders in which the CA certificate and its key are. */
  readonly ca: readonly NamedPath[];
  /** File that holds the password of the CA's key. */
  readonly caPasswordFile: string | undefined;
}

/** The options that name a CA. */
export const caOptions: Options = { '--ca': 'value', '--ca-key': 'value', '--ca-password-file': 'value' };

/** The files of a CA that a command's options name. */
export function caPaths(values: Values): readonly NamedPath[] {
  const named = (option: string, namedFor: NamedPath['namedFor']): NamedPath[] =>
    (values.get(option) ?? []).map((path) => ({ path, namedFor }));
  return [...named('--ca', 'certificate'), ...named('--ca-key', 'key')];
}

/** The CA that a command's options name. */
export function caSource(values: Values): CaSource {
  return {
    ca: caPaths(values),
    caPasswordFile: single(values, '--ca-password-file', 'one file'),
  };
}

/**
 * Reads the CA that a command's options name; the password of its key is asked for on a terminal when no file holds it.
 *
 * @throws PkiError as `readAuthority`, with the option in which it can be mended as field
 */
export async function readCa(
  { ca, caPasswordFile }: CaSource,
  { terminal, clock, signal }: CliHost,
): Promise<Authority> {
  const field = '--ca';
  if (ca.length === 0)
    throw new PkiError(
      'material-missing',
      'Which CA? Name its certificate and key: --ca FILE --ca-key FILE, or one zip or folder that holds both.',
      { field },
    );
  const files = await readMaterial(ca, field);
  const password = caPasswordFile === undefined ? undefined : await readSecret(caPasswordFile, '--ca-password-file');
  const read = (typed: string | undefined): Promise<Authority> =>
    readAuthority(files, { field, now: clock(), password: typed }, createPace(signal));
  try {
    return await read(password);
  } catch (error) {
    if (!(error instanceof PkiError) || error.code !== 'password-required') throw refusedAt(error, optionFor(error));
    if (terminal.ask === undefined)
      throw new PkiError(error.code, `${error.message} Give it with --ca-password-file FILE.`, {
        field: optionFor(error),
        cause: error,
      });
    return read(await terminal.ask(error.message));
  }
}

/** Where something else than the CA's certificate is to be mended. */
const others: { readonly [Code in PkiErrorCode]?: string } = {
  'key-mismatch': '--ca-key',
  'password-required': '--ca-password-file',
  'password-wrong': '--ca-password-file',
};

/** The option in which a refusal about a CA can be mended. */
function optionFor(error: unknown): string {
  return (error instanceof PkiError ? others[error.code] : undefined) ?? '--ca';
}
