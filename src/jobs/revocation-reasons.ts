import { PkiError } from '../pki/errors';
import { showText } from '../pki/show-text';

/**
 * The reasons for which a certificate can be revoked here (RFC 5280 §5.3.1), by name. Not among them: a hold, which would
 * have to be lifted again, removal from a list of changes, and the reasons of attribute authorities.
 */
export const revocationReasons = [
  { name: 'unspecified', code: 0, says: 'No reason is said.' },
  { name: 'keyCompromise', code: 1, says: 'Its private key is known to others, or may be.' },
  { name: 'cACompromise', code: 2, says: 'It is a CA whose private key is known to others.' },
  { name: 'affiliationChanged', code: 3, says: 'Its holder has left, or a name in it is no longer right.' },
  { name: 'superseded', code: 4, says: 'Another one has taken its place.' },
  { name: 'cessationOfOperation', code: 5, says: 'What it was made for is no longer in use.' },
  { name: 'privilegeWithdrawn', code: 9, says: 'Its holder may no longer do what it allows.' },
] as const;

/**
 * The code of a reason.
 *
 * @throws PkiError `field-invalid`
 */
export function revocationReason(name: string): number {
  const found = revocationReasons.find((reason) => reason.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found.code;
  const known = revocationReasons.map((reason) => reason.name).join(', ');
  throw new PkiError('field-invalid', `${showText(name)} is not a reason. Choose one of ${known}.`, {
    field: 'reason',
  });
}
