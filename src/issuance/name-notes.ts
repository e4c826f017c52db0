import { isCovered } from '../pki/host-match';
import { parseGeneralName } from '../pki/general-names';
import { showText } from '../pki/show-text';
import type { DistinguishedName, GeneralName } from '../pki/types';
import type { Purpose } from './profiles';

/** What is written as it stands, and what clients make of it. */
interface Named {
  readonly subject: DistinguishedName;
  readonly names: readonly GeneralName[];
  readonly purposes: readonly Purpose[];
}

/** What people should know of the names of a certificate that can be issued all the same: sentences. */
export function nameNotes({ subject, names, purposes }: Named): string[] {
  if (!purposes.includes('server') || names.length === 0) return [];
  return subject
    .filter(({ type, value }) => type === 'CN' && !isNamed(value, names))
    .map(
      ({ value }) =>
        `The common name ${showText(value)} is not among the names. Clients look only at those (RFC 9525 §6.4.1).`,
    );
}

function isNamed(value: string, names: readonly GeneralName[]): boolean {
  try {
    return isCovered(parseGeneralName(value), names);
  } catch {
    return false;
  }
}
