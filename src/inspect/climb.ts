import { toHex } from '../pki/bytes';
import { findIssuers, isSelfIssued } from '../pki/issuer';
import type { Certificate } from '../pki/types';

/** The way up from a certificate, as far as the certificates at hand reach. */
export interface Climb {
  /** The certificate, then its issuers up to but without a root; of a self-issued certificate just itself. */
  readonly chain: readonly Certificate[];
  /** The root that was reached; undefined when the last of the chain was issued by one that is not at hand. */
  readonly root: Certificate | undefined;
}

/** Longer chains do not occur; a loop among foreign certificates must end. */
const LONGEST = 8;

/**
 * Follows signatures up from a certificate among others, in whatever order and number they lie. CAs renew their certificate
 * under the same name and key, so of several that fit the one that lasts longest is taken.
 */
export function climb(from: Certificate, others: readonly Certificate[]): Promise<Climb> {
  return climbBy(from, (certificate) => findIssuers(certificate, others.filter(isAuthority)));
}

/**
 * As {@link climb}, where issuers are found in another way.
 *
 * @param issuersOf those under whose key a certificate's signature verifies, in any order
 */
export async function climbBy(
  from: Certificate,
  issuersOf: (certificate: Certificate) => Promise<readonly Certificate[]>,
): Promise<Climb> {
  const chain = [from];
  let current = from;
  while (!isSelfIssued(current) && chain.length < LONGEST) {
    const issuers = (await issuersOf(current)).filter(isAuthority).sort((a, b) => endOf(b) - endOf(a));
    const issuer = issuers.find((each) => !chain.includes(each));
    if (issuer === undefined) return { chain, root: undefined };
    current = issuer;
    if (!isSelfIssued(current)) chain.push(current);
  }
  return { chain, root: isSelfIssued(current) ? current : undefined };
}

function endOf({ validity }: Certificate): number {
  return validity.notAfter.getTime();
}

/** RFC 5280 §4.2.1.9; a version 1 certificate has no such field and counts as a CA when it is self-issued. */
export function isAuthority(certificate: Certificate): boolean {
  return certificate.basicConstraints?.ca ?? (certificate.version === 1 && isSelfIssued(certificate));
}

/** Each certificate once. */
export function distinctCertificates(certificates: readonly Certificate[]): Certificate[] {
  return [...new Map(certificates.map((certificate) => [toHex(certificate.der), certificate])).values()];
}
