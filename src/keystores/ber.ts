import { normaliseBer as normalise } from '../pki/ber';
import type { Bytes } from '../pki/types';
import { MAX_KEYSTORE_BYTES } from './keystore-limits';

export { joinOctets } from '../pki/ber';

/**
 * Brings a keystore into definite lengths and whole OCTET STRINGs, as `normaliseBer` of pki: NSS, the JDK and Windows have
 * written keystores with indefinite lengths and strings in pieces.
 *
 * @throws PkiError `file-damaged`, or `file-too-large` over 5 MB
 */
export function normaliseBer(bytes: Bytes): Bytes {
  return normalise(bytes, MAX_KEYSTORE_BYTES);
}
