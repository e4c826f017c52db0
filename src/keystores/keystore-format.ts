import { toHex } from '../pki/bytes';
import type { Bytes } from '../pki/types';
import type { KeystoreFormat } from './types';

/**
 * Tells a keystore by its first octets, undefined when it is none. A PFX begins with version 3 (RFC 7292 §4), in a definite
 * or an indefinite length; JKS and JCEKS have magic numbers.
 */
export function keystoreFormat(bytes: Bytes): KeystoreFormat | undefined {
  const start = toHex(bytes.subarray(0, 12));
  if (start.startsWith('feedfeed')) return 'JKS';
  if (start.startsWith('cececece')) return 'JCEKS';
  return /^30(?:80|[0-7].|81..|82.{4}|83.{6}|84.{8})020103/u.test(start) ? 'PKCS#12' : undefined;
}
