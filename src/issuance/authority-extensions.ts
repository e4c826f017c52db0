import { anyExtendedKeyUsage } from '../pki/oids';
import type { Certificate } from '../pki/types';
import { refuse } from './issuer-checks';
import { purposeOids } from './profiles';
import type { Purpose } from './profiles';

/** Extensions that verifiers understand, so that they may be critical: RFC 5280 §4.2.1, and Netscape's certificate type. */
export const understood: ReadonlySet<string> = new Set([
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

/** RFC 5280 §4.2: a critical extension that a verifier does not know makes it refuse the whole path. */
export function assertExtensionsKnown(issuer: Certificate): void {
  const strange = issuer.extensions.find(({ critical, oid }) => critical && !understood.has(oid));
  if (strange === undefined) return;
  throw refuse(
    'ca-extension-unknown',
    issuer,
    `has a critical extension that verifiers do not know (${strange.oid}), so they refuse everything it issues. Use another CA.`,
  );
}

/**
 * RFC 5280 leaves open what purposes of a CA mean; OpenSSL, NSS and Windows apply them to everything below it. That "any" is not enough for
 * OpenSSL is a warning (`authorityWarnings`).
 *
 * @param purposes of what is to be issued
 */
export function assertPurposes(issuer: Certificate, purposes: readonly Purpose[]): void {
  const { extendedKeyUsage } = issuer;
  if (extendedKeyUsage === undefined || extendedKeyUsage.includes(anyExtendedKeyUsage)) return;
  const missing = purposes.find((purpose) => !extendedKeyUsage.includes(purposeOids[purpose]));
  if (missing === undefined) return;
  throw refuse(
    'certificate-purpose',
    issuer,
    `is for other purposes than ${missing} certificates (its extended key usage), so most programs refuse those. Use another CA.`,
  );
}
