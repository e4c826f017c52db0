import type { PkiError } from '../../pki/errors';
import type { Command } from './parse-arguments';

/** How the password that opens what a command reads is given to it; `field` is what the error names. */
const options: { readonly [Kind in Command['kind']]?: (field: string) => string } = {
  inspect: () => '--password-file FILE',
  convert: () => '--password-file FILE',
  sign: () => '--ca-password-file FILE',
  intermediate: () => '--ca-password-file FILE',
  revoke: () => '--ca-password-file FILE',
  make: (field) => `--set-file ${field}-password=FILE`,
  renew: (field) => `--set-file ${field === 'ca' ? 'ca-password' : field}=FILE`,
};

/** What a user does about a refused or missing password: the sentence that names the option; empty for other errors. */
export function passwordAdvice(error: PkiError, kind: Command['kind']): string {
  const { code, field = '', message } = error;
  const named = message.includes('--') || field.endsWith('password-file');
  if (named || (code !== 'password-required' && code !== 'password-wrong')) return '';
  const option = options[kind]?.(field);
  return option === undefined ? '' : ` Give it with ${option}.`;
}
