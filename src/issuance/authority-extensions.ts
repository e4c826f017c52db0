import { anyExtendedKeyUsage } from '../pki/oids';
import type { Certificate } from '../pki/types';
import type { Refusal } from './authority';
import { purposeOids } from './profiles';
import type { Purpose } from './profiles';

/** Extensions that verifiers understand, so that they may be critical: RFC 5280 §4.2.1, and Netscape's certificate type. */
const understood: ReadonlySet<string> = new Set([
  '2.5.29.14',
  '2.5.29.15',
  '2.5.29.17',
  '2.5.29.19',
  '2.5.29.30',
  '2.5.29.31',
  '2.5.29.32',
  '2.5.29.33',
  '2.5.29.35',
  '2.5.29.36',
  '2.5.29.37',
  '2.5.29.54',
  '2.16.840.1.113730.1.1',
]);

/**
 * Why verifiers refuse everything below a CA for its extensions: a critical one that none of them knows (RFC 5280 §4.2), or
 * purposes that do not hold what is to be issued. RFC 5280 leaves open what purposes of a CA mean; OpenSSL, NSS and Windows
 * apply them to the whole chain.
 *
 * @param purposes of what is to be issued; absent: not asked
 */
export function whyRefusedBelow(
  { extensions, extendedKeyUsage }: Certificate,
  purposes: readonly Purpose[] = [],
): Refusal | undefined {
  const strange = extensions.find(({ critical, oid }) => critical && !understood.has(oid));
  if (strange !== undefined)
    return [
      'ca-extension-unknown',
      `has a critical extension that verifiers do not know (${strange.oid}), so they refuse everything it issues. Use another CA.`,
    ];
  if (extendedKeyUsage === undefined || extendedKeyUsage.includes(anyExtendedKeyUsage)) return undefined;
  const missing = purposes.find((purpose) => !extendedKeyUsage.includes(purposeOids[purpose]));
  if (missing === undefined) return undefined;
  return [
    'certificate-purpose',
    `is for other purposes than ${missing} certificates (its extended key usage), so most programs refuse those. Use another CA.`,
  ];
}
