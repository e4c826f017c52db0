import { equalBytes } from './bytes';
import { verifySignedBy } from './parse-certificate';
import type { Certificate } from './types';

/** Whether issuer and subject are the same name (RFC 5280 §3.2: self-issued); a root is, when it also signed itself. */
export function isSelfIssued({ subject, issuer }: Pick<Certificate, 'subject' | 'issuer'>): boolean {
  return equalBytes(subject.der, issuer.der);
}

/** The first candidate that bears the issuer's name and under whose key the certificate's signature verifies. */
export async function findIssuer(
  certificate: Certificate,
  candidates: readonly Certificate[],
): Promise<Certificate | undefined> {
  return (await findIssuers(certificate, candidates))[0];
}

/** Every such candidate, in their order. */
export async function findIssuers(
  certificate: Certificate,
  candidates: readonly Certificate[],
): Promise<Certificate[]> {
  const named = candidates.filter(({ subject }) => equalBytes(subject.der, certificate.issuer.der));
  const issuers: Certificate[] = [];
  for (const candidate of named) if (await verifySignedBy(certificate, candidate.spki)) issuers.push(candidate);
  return issuers;
}
