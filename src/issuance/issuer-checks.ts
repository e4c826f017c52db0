import { keyTypeName, signatureAlgorithmName } from '../pki/algorithm-names';
import { equalBytes } from '../pki/bytes';
import { formatName } from '../pki/distinguished-name';
import { PkiError } from '../pki/errors';
import type { PkiErrorCode } from '../pki/errors';
import { isSelfIssued } from '../pki/issuer';
import { signatureAlgorithmByOid } from '../pki/signature-algorithms';
import type { Bytes, Certificate } from '../pki/types';

/** Where the user can mend what a CA may not: another CA, other hosts, another name of the holder. */
export type MendedIn = 'ca' | 'hosts' | 'subject';

/** Consumers refuse shorter RSA keys (OpenSSL's security level 2, Apple). */
export const MIN_RSA_BITS = 2048;

/** What a CA's key may be for, and what that is called. */
const signs = { keyCertSign: 'signing certificates', cRLSign: 'signing revocation lists' } as const;

/** RFC 5280 §4.2.1.9 and §4.2.1.3; a version 1 root has neither extension and is taken as some consumers do. */
export function assertIsAuthority(issuer: Certificate, usage: keyof typeof signs): void {
  const { basicConstraints, keyUsage, version } = issuer;
  if (basicConstraints?.ca !== true && !(version === 1 && isSelfIssued(issuer)))
    throw refuse(
      'ca-not-authority',
      issuer,
      'is not a CA certificate. Choose the root certificate, for example root_cert.pem.',
    );
  if (keyUsage !== undefined && !keyUsage.usages.includes(usage))
    throw refuse(
      'ca-key-usage',
      issuer,
      `is not for ${signs[usage]} (its key usage lacks ${usage}). Choose another CA.`,
    );
}

/** A key type that Certwright signs with. A key that is bound to RSASSA-PSS cannot be written otherwise: its certificate says so. */
export function assertKeyUsable(issuer: Certificate): void {
  if (issuer.keyAlgorithm !== undefined) return;
  throw refuse(
    'algorithm-not-allowed',
    issuer,
    `has a key of type ${keyTypeName(issuer.spki)}, which cannot sign here. Use a CA with a key of type RSA (rsaEncryption), P-256, P-384, P-521 or Ed25519.`,
  );
}

/** RFC 5280 §4.1.2.5. */
export function assertInForce(issuer: Certificate, now: Date): void {
  const { notBefore, notAfter } = issuer.validity;
  if (now > notAfter)
    throw refuse(
      'ca-expired',
      issuer,
      `expired on ${day(notAfter)}. Make a new CA or get its new certificate, or correct this computer's clock (${day(now)}).`,
    );
  if (now < notBefore)
    throw refuse(
      'ca-not-yet-valid',
      issuer,
      `begins on ${day(notBefore)}. Correct this computer's clock (${day(now)}), or wait.`,
    );
}

/** The signature of the trust anchor is not what makes it trusted, so an old digest matters only below it. */
export function assertStrong(issuer: Certificate, anchor: Bytes): void {
  const { keyAlgorithm, signatureAlgorithmOid } = issuer;
  if (keyAlgorithm?.family === 'rsa' && keyAlgorithm.bits < MIN_RSA_BITS)
    throw refuse(
      'ca-weak',
      issuer,
      `has an RSA key of ${String(keyAlgorithm.bits)} bits. At least 2048 are needed; make a new CA.`,
    );
  const signature = signatureAlgorithmByOid(signatureAlgorithmOid);
  if (signature === undefined)
    throw refuse(
      'ca-weak',
      issuer,
      `is signed in a way that cannot be checked here (${signatureAlgorithmName(signatureAlgorithmOid)}). Have its certificate issued again, with sha256WithRSAEncryption where its key is RSA, or use another CA.`,
    );
  if (signature.weak && !equalBytes(issuer.der, anchor))
    throw refuse('ca-weak', issuer, 'is signed with SHA-1, which most verifiers refuse. Have it issued again.');
}

/** The error about a CA; `reason` completes "The CA … ". */
export function refuse(code: PkiErrorCode, { subject }: Certificate, reason: string, field: MendedIn = 'ca'): PkiError {
  return new PkiError(code, `The CA ${formatName(subject)} ${reason}`, { field });
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
