import { equalBytes, toHex } from '../pki/bytes';
import { isSelfIssued, isSelfSigned } from '../pki/issuer';
import { verifySignedBy } from '../pki/parse-certificate';
import type { Certificate } from '../pki/types';

/** The way up from a certificate, as far as the certificates at hand reach. */
export interface Climb {
  /** The certificate, then its issuers up to but without a root; of a self-signed certificate just itself. */
  readonly chain: readonly Certificate[];
  /**
   * The self-signed certificate that was reached, which may be the first of the chain; undefined when the last of the chain
   * was issued by one that is not at hand.
   */
  readonly root: Certificate | undefined;
}

/** How certificates stand to each other. */
export interface Kinship {
  /** Those under whose key a certificate's signature verifies, in any order. */
  readonly issuersOf: (certificate: Certificate) => Promise<readonly Certificate[]>;
  /** Whether a certificate signed itself. */
  readonly isRoot: (certificate: Certificate) => Promise<boolean>;
}

/** Longer ways, with their root, do not occur. */
const LONGEST = 9;

/** Signatures verified for one way, and certificates stepped on, so that thousands of one name cannot keep the page busy. */
const MOST_SIGNATURES = 1000;
const MOST_STEPS = 1000;

/**
 * Follows signatures up from a certificate among others, in whatever order and number they lie. CAs renew their certificate
 * under the same name and key, and have it signed by other CAs too, so there may be several ways. The one is taken that
 * reaches a root; of those one that is in force; of those one whose key identifiers fit (OpenSSL and Java refuse others); of
 * those the one that lasts longest.
 *
 * @param now decides which ways are in force
 */
export function climb(from: Certificate, others: readonly Certificate[], now: Date): Promise<Climb> {
  const authorities = others.filter(isAuthority);
  const issuers = new Map<Certificate, readonly Certificate[]>();
  let left = MOST_SIGNATURES;
  const find = async (certificate: Certificate): Promise<readonly Certificate[]> => {
    const named = authorities.filter(({ subject }) => equalBytes(subject.der, certificate.issuer.der));
    const found: Certificate[] = [];
    for (const candidate of distinctCertificates(named).sort((a, b) => fits(certificate, b) - fits(certificate, a)))
      if (left-- > 0 && (await verifySignedBy(certificate, candidate.spki))) found.push(candidate);
    issuers.set(certificate, found);
    return found;
  };
  const issuersOf = async (certificate: Certificate): Promise<readonly Certificate[]> =>
    issuers.get(certificate) ?? find(certificate);
  return climbBy(from, { issuersOf, isRoot: isSelfSigned }, now);
}

/** As {@link climb}, where it is known already how the certificates stand to each other. */
export async function climbBy(from: Certificate, { issuersOf, isRoot }: Kinship, now: Date): Promise<Climb> {
  let best: Climb = { chain: [from], root: undefined };
  let bestRank: readonly number[] = [];
  let steps = MOST_STEPS;
  const search = async (path: readonly [Certificate, ...Certificate[]]): Promise<void> => {
    const last = path.at(-1) ?? from;
    const isWhole = await isRoot(last);
    const issuers = isWhole || path.length === LONGEST ? [] : (await issuersOf(last)).filter(isAuthority);
    const next = issuers.filter((issuer) => !path.some((each) => isSameAuthority(each, issuer)));
    if (next.length === 0) {
      const rank = [Number(isWhole), ...rankOf(path, now)];
      if (!isHigher(rank, bestRank)) return;
      bestRank = rank;
      const chain = isWhole && path.length > 1 ? path.slice(0, -1) : path;
      best = { chain, root: isWhole ? last : undefined };
    }
    for (const issuer of next.sort((a, b) => endOf(b) - endOf(a))) if (steps-- > 0) await search([...path, issuer]);
  };
  await search([from]);
  return best;
}

/** How good a way is, the most important first; the certificate that it begins with is the same in each. */
function rankOf(path: readonly Certificate[], now: Date): readonly number[] {
  const issuers = path.slice(1);
  const inForce = issuers.every((issuer) => isInForce(issuer, now));
  const fitting = issuers.every((issuer, index) => fits(path[index] ?? issuer, issuer) === 1);
  return [Number(inForce), Number(fitting), Math.min(...issuers.map(endOf))];
}

/** Whether the first place where two ranks differ speaks for the one; anything is higher than nothing. */
export function isHigher(one: readonly number[], other: readonly number[]): boolean {
  const index = one.findIndex((value, place) => value !== other[place]);
  return index >= 0 && (one[index] ?? 0) > (other[index] ?? -1);
}

/** 0 when a certificate names another key of its issuer than this one's (RFC 5280 §4.2.1.1), else 1. */
function fits({ authorityKeyIdentifier }: Certificate, { subjectKeyIdentifier }: Certificate): 0 | 1 {
  const wanted = authorityKeyIdentifier?.keyId;
  return wanted === undefined || subjectKeyIdentifier === undefined || wanted === subjectKeyIdentifier ? 1 : 0;
}

/** Whether two certificates are of one CA. RFC 4158 §5.2: a way on which one name and key stand twice leads in a circle. */
export function isSameAuthority(one: Certificate, other: Certificate): boolean {
  return equalBytes(one.spki, other.spki) && equalBytes(one.subject.der, other.subject.der);
}

/** RFC 5280 §4.1.2.5: both ends are included. */
export function isInForce({ validity: { notBefore, notAfter } }: Certificate, now: Date): boolean {
  return notBefore <= now && now <= notAfter;
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
