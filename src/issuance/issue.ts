import { fromHex } from '../pki/bytes';
import { signCertificate } from '../pki/certificate';
import { PkiError } from '../pki/errors';
import { keyIdentifier } from '../pki/extensions';
import { encodeName } from '../pki/name-der';
import { parseCertificate } from '../pki/parse-certificate';
import type { Random } from '../pki/platform';
import type { Bytes, Certificate, DistinguishedName, Extension, GeneralName, KeyPair, Validity } from '../pki/types';
import { assertMayIssue } from './authority';
import type { Authority } from './authority';
import { authorityExtensions, leafExtensions } from './profiles';
import type { Purpose } from './profiles';
import { newSerialNumber } from './serial-number';
import { validityFor } from './validity';

/** A CA to be made. */
export interface AuthorityRequest {
  readonly subject: DistinguishedName;
  readonly key: KeyPair;
  /** Absent: a self-signed root. */
  readonly issuer?: Authority;
  readonly days: number;
  /** pathLenConstraint; absent: none. A root with intermediates below it must not have 0. */
  readonly pathLength?: number;
  /** Names that it is limited to; absent: not limited. */
  readonly permitted?: readonly GeneralName[];
  readonly now: Date;
  readonly random: Random;
}

/**
 * Makes a CA: a self-signed root, or an intermediate under another one.
 *
 * @throws PkiError `name-invalid` (also for an empty subject), `days-invalid`, `random-failed`, and those of
 *   `assertMayIssue` for the issuer
 */
export async function issueAuthority(request: AuthorityRequest): Promise<Authority> {
  const { subject, key, issuer, days, now } = request;
  // RFC 5280 §4.1.2.4: a CA must have a name, since it stands as issuer in what it signs.
  if (subject.length === 0) throw new PkiError('name-invalid', 'A CA needs a name. Enter one.', { field: 'ca-name' });
  if (issuer !== undefined) assertMayIssue(issuer, { now, sans: [], subject, asAuthority: true });
  const { validity } = validityFor({ now, days, issuer: issuer?.certificate.validity });
  const ids = { own: await keyIdentifier(key.spki), issuer: issuer && (await issuerKeyIdentifier(issuer)) };
  const extensions = authorityExtensions(ids, request);
  const certificate = await sign({ ...request, spki: key.spki, validity, extensions }, issuer?.key ?? key);
  const above = (issuer?.chain ?? []).filter((der) => der !== issuer?.anchor);
  return { certificate, key, chain: [certificate.der, ...above], anchor: issuer?.anchor ?? certificate.der };
}

/** A leaf to be issued. */
export interface LeafRequest {
  readonly subject: DistinguishedName;
  /** The subject's key; its public part is enough. */
  readonly key: Pick<KeyPair, 'spki'>;
  readonly issuer: Authority;
  readonly purposes: readonly Purpose[];
  readonly sans: readonly GeneralName[];
  readonly days: number;
  readonly extensions: readonly { readonly oid: string; readonly value: string }[];
  readonly now: Date;
  readonly random: Random;
}

/**
 * Issues a server or client certificate.
 *
 * @returns `cut`: whether it ends earlier than asked, together with its CA
 * @throws PkiError `field-required` without names for a server, `days-invalid`, `random-failed`, and those of
 *   `assertMayIssue`
 */
export async function issueLeaf(
  request: LeafRequest,
): Promise<{ readonly certificate: Certificate; readonly cut: boolean }> {
  const { subject, key, issuer, purposes, sans, days, now } = request;
  assertMayIssue(issuer, { now, sans, subject, asAuthority: false, purposes });
  // Verifiers ignore the common name (RFC 9525 §6.4.1); a client without names is known by its subject.
  if (sans.length === 0 && (purposes.includes('server') || subject.length === 0))
    throw new PkiError(
      'field-required',
      'A certificate needs the names or addresses that clients connect to. Enter at least one.',
      {
        field: 'hosts',
      },
    );
  const { validity, cut } = validityFor({ now, days, issuer: issuer.certificate.validity });
  const ids = { own: await keyIdentifier(key.spki), issuer: await issuerKeyIdentifier(issuer) };
  const leaf = { spki: key.spki, purposes, sans, emptySubject: subject.length === 0, extensions: request.extensions };
  const extensions = leafExtensions(ids, leaf);
  return { certificate: await sign({ ...request, spki: key.spki, validity, extensions }, issuer.key), cut };
}

/** RFC 5280 §4.2.1.1: the issuer's own identifier, whatever its method; computed where an old CA has none. */
export async function issuerKeyIdentifier({ certificate }: Pick<Authority, 'certificate'>): Promise<Bytes> {
  const { subjectKeyIdentifier, spki } = certificate;
  return subjectKeyIdentifier === undefined ? keyIdentifier(spki) : fromHex(subjectKeyIdentifier);
}

interface SignRequest {
  readonly subject: DistinguishedName;
  readonly issuer?: Authority;
  readonly spki: Bytes;
  readonly validity: Validity;
  readonly extensions: readonly Extension[];
  readonly random: Random;
}

async function sign(
  { subject, issuer, spki, validity, extensions, random }: SignRequest,
  key: KeyPair,
): Promise<Certificate> {
  const name = encodeName(subject);
  const contents = {
    serialNumber: newSerialNumber(random),
    issuer: issuer?.certificate.subject.der ?? name,
    subject: name,
    validity,
    spki,
    extensions,
  };
  return parseCertificate(await signCertificate(contents, key));
}
