import { utf8 } from '../pki/bytes';
import { latin1Text } from '../pki/der-values';

/**
 * What the octets of a password can be in one file. Schemes of RFC 8018 take UTF-8. Those of RFC 7292 appendix B take a
 * BMPString, of which there have been several readings; they are tried in order until the file says which one it is.
 */
export interface PasswordForms {
  readonly typed: string;
  /** To be written as BMPStrings; undefined stands for no octets at all. */
  readonly bmp: readonly (string | undefined)[];
}

/**
 * The empty password is the NUL character of a BMPString to some writers and nothing to others
 * (https://docs.openssl.org/3.0/man3/PKCS12_parse/). Of other characters than ASCII, OpenSSL before 1.1 took each octet of the
 * UTF-8 for one character.
 */
export function passwordForms(password: string): PasswordForms {
  if (password === '') return { typed: password, bmp: ['', undefined] };
  const octets = latin1Text(utf8(password));
  return { typed: password, bmp: octets === password ? [password] : [password, octets] };
}
