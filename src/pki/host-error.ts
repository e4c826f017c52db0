import { PkiError } from './errors';
import { showText } from './show-text';

/** The error about a host or other general name: its text as given, then `reason`, which goes on after it. */
export function refuseHost(text: string, reason: string, cause?: unknown): PkiError {
  return new PkiError('host-invalid', `${showText(text)} ${reason}`, { cause });
}
