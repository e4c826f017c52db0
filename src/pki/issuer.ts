import { equalBytes } from './bytes';
import { verifySignedBy } from './parse-certificate';
import { signatureAlgorithmByOid } from './signature-algorithms';
import type { Certificate } from './types';

/**
 * Whether issuer and subject are the same name (RFC 5280 §3.2: self-issued). So is a root, and so is the certificate by which
 * a CA passes from its old key to a new one (RFC 4210 §4.4): {@link isSelfSigned} tells them apart.
 */
export function isSelfIssued({ subject, issuer }: Pick<Certificate, 'subject' | 'issuer'>): boolean {
  return equalBytes(subject.der, issuer.der);
}

/**
 * Whether a certificate is a root: self-issued, and its signature verifies under its own key. Where the kind of signature or
 * key cannot be verified here, the name decides.
 */
export async function isSelfSigned(certificate: Certificate): Promise<boolean> {
  if (!isSelfIssued(certificate)) return false;
  const { keyAlgorithm, signatureAlgorithmOid, spki } = certificate;
  const verifiable = keyAlgorithm !== undefined && signatureAlgorithmByOid(signatureAlgorithmOid) !== undefined;
  return !verifiable || verifySignedBy(certificate, spki);
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
