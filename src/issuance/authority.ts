import { equalBytes } from '../pki/bytes';
import { formatName } from '../pki/distinguished-name';
import { PkiError } from '../pki/errors';
import type { PkiErrorCode } from '../pki/errors';
import { formatGeneralName } from '../pki/general-names';
import { decodeName, encodeName } from '../pki/name-der';
import { parseCertificate } from '../pki/parse-certificate';
import { signatureAlgorithmByOid } from '../pki/signature-algorithms';
import type { Bytes, Certificate, DistinguishedName, GeneralName, KeyPair } from '../pki/types';
import { isAllowed } from './name-constraints';
import type { BoundName } from './name-constraints';

export { authorityWarnings } from './authority-warnings';

/** A CA that can issue: its certificate and key, and the way up from it. */
export interface Authority {
  readonly certificate: Certificate;
  readonly key: KeyPair;
  /** Its own certificate, then its issuers up to but without the root; of a root just itself. DER. */
  readonly chain: readonly Bytes[];
  /** The self-signed certificate that others trust; of a root the same object as the first in `chain`. DER. */
  readonly anchor: Bytes;
}

/** What an authority would issue. */
export interface IssueRequest {
  readonly now: Date;
  readonly sans: readonly GeneralName[];
  readonly subject?: DistinguishedName;
  /** Whether it is a CA certificate. */
  readonly asAuthority: boolean;
}

/** Field that errors about a brought CA belong to, unless the caller says otherwise. */
const FIELD = 'ca';

/** Consumers refuse shorter RSA keys (OpenSSL's security level 2, Apple). */
const MIN_RSA_BITS = 2048;

/**
 * Refuses what an authority must not issue, since not every verifier would notice: Java, for one, ignores path length, name
 * constraints and dates of a trust anchor.
 *
 * @throws PkiError with field `ca`: `key-mismatch`, `ca-not-authority`, `ca-key-usage`, `ca-not-yet-valid`, `ca-expired`,
 *   `ca-weak`, `ca-path-length`, `ca-name-constraints`
 */
export function assertMayIssue(authority: Authority, request: IssueRequest): void {
  const { certificate, key } = authority;
  if (!equalBytes(certificate.spki, key.spki))
    throw refuse(
      'key-mismatch',
      certificate,
      'does not belong to the private key. Choose the key made together with it.',
    );
  const path = pathOf(authority);
  path.forEach(assertStrong);
  assertPathAllows(path, request);
}

/**
 * Refuses a certificate that the CAs above it may not have issued (RFC 5280 §6.1), whoever they are.
 *
 * @param path from the issuer up to the last CA that is known
 * @throws PkiError of {@link assertMayIssue} but `key-mismatch` and `ca-weak`
 */
export function assertPathAllows(path: readonly Certificate[], request: IssueRequest): void {
  for (const [below, issuer] of path.entries()) {
    assertIsAuthority(issuer);
    assertInForce(issuer, request.now);
    assertPathLength(issuer, request.asAuthority ? below + 1 : below);
    assertNamesAllowed(issuer, request);
  }
}

/** The certificates from the authority up to the anchor. */
function pathOf({ certificate, chain, anchor }: Authority): Certificate[] {
  const others = [...chain.slice(1), anchor].filter((der) => !equalBytes(der, certificate.der));
  return [certificate, ...others.map(parseCertificate)];
}

/** RFC 5280 §4.2.1.9 and §4.2.1.3; a version 1 root has neither extension and is taken as some consumers do. */
function assertIsAuthority(issuer: Certificate): void {
  const { basicConstraints, keyUsage, version } = issuer;
  if (basicConstraints?.ca !== true && !(version === 1 && isSelfIssued(issuer)))
    throw refuse(
      'ca-not-authority',
      issuer,
      'is not a CA certificate. Choose the root certificate, for example root_cert.pem.',
    );
  if (keyUsage !== undefined && !keyUsage.usages.includes('keyCertSign'))
    throw refuse(
      'ca-key-usage',
      issuer,
      'is not for signing certificates (its key usage lacks keyCertSign). Choose another CA.',
    );
}

function assertInForce(issuer: Certificate, now: Date): void {
  const { notBefore, notAfter } = issuer.validity;
  if (now > notAfter)
    throw refuse(
      'ca-expired',
      issuer,
      `ended on ${day(notAfter)}. Make a new CA or get its new certificate, or correct this computer's clock (${day(now)}).`,
    );
  if (now < notBefore)
    throw refuse(
      'ca-not-yet-valid',
      issuer,
      `begins on ${day(notBefore)}. Correct this computer's clock (${day(now)}), or wait.`,
    );
}

/** The signature of a root is not what makes it trusted, so an old digest matters only below it. */
function assertStrong(issuer: Certificate): void {
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
      `is signed in a way that cannot be checked here (${signatureAlgorithmOid}). Use another CA.`,
    );
  if (signature.weak && !isSelfIssued(issuer))
    throw refuse('ca-weak', issuer, 'is signed with SHA-1, which most verifiers refuse. Have it issued anew.');
}

/** RFC 5280 §4.2.1.9: how many CA certificates may stand between this one and a leaf. */
function assertPathLength(issuer: Certificate, below: number): void {
  const allowed = issuer.basicConstraints?.pathLength;
  if (allowed !== undefined && below > allowed)
    throw refuse(
      'ca-path-length',
      issuer,
      `may have ${String(allowed)} CAs below it, and this would be number ${String(below)}. Use the CA above it.`,
    );
}

function assertNamesAllowed(issuer: Certificate, { sans, subject, asAuthority }: IssueRequest): void {
  const { nameConstraints } = issuer;
  if (nameConstraints === undefined) return;
  const directory: BoundName[] =
    subject === undefined || subject.length === 0 ? [] : [{ kind: 'directory', name: decodeName(encodeName(subject)) }];
  const names: BoundName[] = [...sans, ...(asAuthority ? [] : subjectHosts(sans, subject)), ...subjectEmails(subject)];
  const wrong = [...names, ...directory].find((name) => !isAllowed(name, nameConstraints));
  if (wrong === undefined) return;
  const shown = wrong.kind === 'directory' ? formatName(wrong.name) : formatGeneralName(wrong);
  throw refuse(
    'ca-name-constraints',
    issuer,
    `is limited to other names than ${shown}. Use a name inside its limits, or another CA.`,
  );
}

/** OpenSSL holds a dotted common name against the constraints for DNS names when there is no dNSName. */
function subjectHosts(sans: readonly GeneralName[], subject: DistinguishedName = []): GeneralName[] {
  if (sans.some(({ kind }) => kind === 'dns')) return [];
  return subject
    .filter(({ type, value }) => type === 'CN' && /^[\w-]+(?:\.[\w-]+)+$/u.test(value))
    .map(({ value }) => ({ kind: 'dns', value }));
}

/** RFC 5280 §4.2.1.10: constraints on mailboxes apply to emailAddress in the subject too. */
function subjectEmails(subject: DistinguishedName = []): GeneralName[] {
  return subject.filter(({ type }) => type === 'emailAddress').map(({ value }) => ({ kind: 'email', value }));
}

function isSelfIssued({ issuer, subject }: Certificate): boolean {
  return equalBytes(issuer.der, subject.der);
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function refuse(code: PkiErrorCode, { subject }: Certificate, reason: string): PkiError {
  return new PkiError(code, `The CA ${formatName(subject)} ${reason}`, { field: FIELD });
}
