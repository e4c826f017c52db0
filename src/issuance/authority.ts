import { equalBytes } from '../pki/bytes';
import { formatName } from '../pki/distinguished-name';
import { formatGeneralName } from '../pki/general-names';
import { isSelfIssued } from '../pki/issuer';
import { decodeName, encodeName } from '../pki/name-der';
import { parseCertificate } from '../pki/parse-certificate';
import type { Bytes, Certificate, DistinguishedName, GeneralName, KeyPair } from '../pki/types';
import { assertExtensionsKnown, assertPurposes } from './authority-extensions';
import { assertInForce, assertIsAuthority, assertKeyUsable, assertStrong, refuse } from './issuer-checks';
import { boundNames, isAllowed, isSameName } from './name-constraints';
import type { BoundName } from './name-constraints';
import type { Purpose } from './profiles';

export { authorityWarnings, publishedWarning } from './authority-warnings';

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
  /** What it is for; absent: not asked. */
  readonly purposes?: readonly Purpose[];
}

/**
 * Refuses what an authority must not issue, since not every verifier would notice: Java, for one, ignores path length, name
 * constraints and dates of a trust anchor.
 *
 * @throws PkiError with field `ca`: `algorithm-not-allowed`, `key-mismatch`, `ca-not-authority`, `ca-key-usage`,
 *   `ca-not-yet-valid`, `ca-expired`, `ca-weak`, `ca-path-length`, `ca-extension-unknown`, `certificate-purpose`; with field
 *   `hosts` or `subject`, whichever holds the name: `ca-name-constraints`; with field `subject`: `name-invalid`
 */
export function assertMayIssue(authority: Authority, request: IssueRequest): void {
  assertKeyBelongs(authority);
  const path = pathOf(authority);
  path.forEach(assertKeyUsable);
  for (const issuer of path) assertStrong(issuer, authority.anchor);
  assertPathAllows(path, request);
  path.forEach(assertExtensionsKnown);
  for (const issuer of path) assertPurposes(issuer, request.purposes ?? []);
  assertOtherName(authority.certificate, request);
}

/**
 * Refuses an authority that must not sign revocation lists (RFC 5280 §5, §4.2.1.3): verifiers would ignore them.
 *
 * @throws PkiError with field `ca`: `key-mismatch`, `ca-not-authority`, `ca-key-usage`, `ca-not-yet-valid`, `ca-expired`,
 *   `ca-weak`
 */
export function assertMayRevoke(authority: Authority, now: Date): void {
  assertKeyBelongs(authority);
  assertStrong(authority.certificate, authority.anchor);
  assertIsAuthority(authority.certificate, 'cRLSign');
  assertInForce(authority.certificate, now);
}

function assertKeyBelongs({ certificate, key }: Authority): void {
  if (!equalBytes(certificate.spki, key.spki))
    throw refuse(
      'key-mismatch',
      certificate,
      'does not belong to the private key. Choose the key made together with it.',
    );
}

/**
 * Refuses a certificate that the CAs above it may not have issued (RFC 5280 §6.1), whoever they are.
 *
 * @param path from the issuer up to the last CA that is known
 * @throws PkiError `ca-not-authority`, `ca-key-usage`, `ca-not-yet-valid`, `ca-expired`, `ca-path-length`,
 *   `ca-name-constraints`
 */
export function assertPathAllows(path: readonly Certificate[], request: IssueRequest): void {
  // RFC 5280 §6.1.4 (l): self-issued certificates, by which a CA passes to a new key, do not count.
  let below = request.asAuthority ? 1 : 0;
  for (const issuer of path) {
    assertIsAuthority(issuer, 'keyCertSign');
    assertInForce(issuer, request.now);
    assertPathLength(issuer, below);
    assertNamesAllowed(issuer, request);
    if (!isSelfIssued(issuer)) below += 1;
  }
}

/** The certificates from the authority up to the anchor. */
function pathOf({ certificate, chain, anchor }: Authority): Certificate[] {
  const others = [...chain.slice(1), anchor].filter((der) => !equalBytes(der, certificate.der));
  return [certificate, ...others.map(parseCertificate)];
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
  const names = boundNames(sans, subject, asAuthority);
  const wrong = [...names, ...directory].find((name) => !isAllowed(name, nameConstraints));
  if (wrong === undefined) return;
  const shown = wrong.kind === 'directory' ? formatName(wrong.name) : formatGeneralName(wrong);
  throw refuse(
    'ca-name-constraints',
    issuer,
    `is limited to other names than ${shown}. Use a name inside its limits, or another CA.`,
    wrong.kind === 'directory' || !sans.includes(wrong) ? 'subject' : 'hosts',
  );
}

/** Verifiers take a certificate for a root when subject and issuer are one name, however each is written. */
function assertOtherName(issuer: Certificate, { subject = [] }: IssueRequest): void {
  if (subject.length === 0 || !isSameName(decodeName(encodeName(subject)), issuer.subject)) return;
  throw refuse(
    'name-invalid',
    issuer,
    'has the same name as a certificate that it is to issue, so programs mix them up. Change that name in the answers, or use another CA.',
    'subject',
  );
}
