import { formatName } from '../pki/distinguished-name';
import type { Certificate } from '../pki/types';

/** Which CA was used: of several in the files, one was chosen. */
export function issuedUnder({ subject, validity }: Certificate): string {
  return underSentence(formatName(subject), validity.notAfter);
}

/** @param subject name of the CA, RFC 4514 */
export function underSentence(subject: string, notAfter: Date): string {
  return `Issued under ${subject}, valid until ${notAfter.toISOString().slice(0, 10)}.`;
}
