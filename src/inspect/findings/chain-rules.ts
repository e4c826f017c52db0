import { boundNames, isAllowed } from '../../issuance/name-constraints';
import type { BoundName } from '../../issuance/name-constraints';
import { formatName } from '../../pki/distinguished-name';
import { formatGeneralName } from '../../pki/general-names';
import { isSelfIssued } from '../../pki/issuer';
import { anyExtendedKeyUsage, id_kp_clientAuth, id_kp_serverAuth } from '../../pki/oids';
import { showText } from '../../pki/show-text';
import type { Certificate } from '../../pki/types';
import { isAuthority } from '../climb';
import type { CertificateEvidence } from '../evidence';
import { isForServers } from './certificate-traits';
import { called, ofCertificates } from './rule';
import type { Rule } from './rule';

/** How a certificate stands to those above it. */
export const chainRules: readonly Rule[] = [
  {
    id: 'e_signature_not_by_named_issuer',
    source: 'RFC 5280 §6.1.3 (a)(1)',
    judge: ofCertificates(
      ({ certificate, named, issuers, selfSigned, verifiable }) =>
        verifiable &&
        !selfSigned &&
        named.length > 0 &&
        issuers.length === 0 &&
        `${called(certificate)} names ${formatName(certificate.issuer)} as its issuer, but its signature does not verify under the certificate of that name here. It was altered, or another CA of the same name issued it; find that one's certificate.`,
    ),
  },
  {
    id: 'e_self_signature_invalid',
    source: 'RFC 5280 §6.1.3 (a)(1)',
    judge: ofCertificates(
      ({ certificate, issuers, named, selfSigned, verifiable }) =>
        verifiable &&
        !selfSigned &&
        isSelfIssued(certificate) &&
        named.length === 0 &&
        issuers.length === 0 &&
        `${called(certificate)} names itself as its issuer, but its signature does not verify under its own key. It was altered, or another certificate of the same name issued it; get it again.`,
    ),
  },
  {
    id: 'e_authority_key_identifier_mismatch',
    source: 'RFC 5280 §4.2.1.1; OpenSSL "authority and subject key identifier mismatch"',
    judge: ofCertificates(({ certificate, issuers }) => {
      const wanted = certificate.authorityKeyIdentifier?.keyId;
      const given = issuers.flatMap(({ subjectKeyIdentifier }) => subjectKeyIdentifier ?? []);
      return (
        wanted !== undefined &&
        given.length > 0 &&
        given.length === issuers.length &&
        !given.includes(wanted) &&
        `${called(certificate)} names the key ${wanted} of its issuer, whose certificate here calls it ${given.join(', ')}. OpenSSL and Java refuse the pair; get the issuer's other certificate.`
      );
    }),
  },
  {
    id: 'e_path_length_exceeded',
    source: 'RFC 5280 §4.2.1.9',
    judge: ofCertificates((each) => {
      const wrong = above(each).find(
        ({ issuer, below }) => below > (issuer.basicConstraints?.pathLength ?? Number.POSITIVE_INFINITY),
      );
      return (
        wrong !== undefined &&
        `${called(each.certificate)} stands below ${wrong.below === 1 ? 'a CA' : `${String(wrong.below)} CAs`} under ${called(wrong.issuer)}, which allows ${String(wrong.issuer.basicConstraints?.pathLength ?? 0)}. Verifiers refuse it; have it issued by a CA further up.`
      );
    }),
  },
  {
    id: 'e_name_constraints_violated',
    source: 'RFC 5280 §4.2.1.10',
    judge: ofCertificates((each) => {
      for (const { issuer } of above(each)) {
        const name = forbidden(each.certificate, issuer);
        if (name !== undefined)
          return `${called(each.certificate)} is for ${showText(name)}, which its CA ${called(issuer)} may not issue (its name constraints). Most verifiers refuse it; use a name inside the limits, or another CA.`;
      }
      return undefined;
    }),
  },
  {
    id: 'e_ca_purpose_excludes_leaf',
    source: 'OpenSSL "unsuitable certificate purpose"; Mozilla Root Store Policy §5.3',
    judge: ofCertificates((each) => {
      const { extendedKeyUsage = [] } = each.certificate;
      const purpose = isAuthority(each.certificate)
        ? undefined
        : [id_kp_serverAuth, id_kp_clientAuth].find((oid) => extendedKeyUsage.includes(oid));
      const wrong = above(each).find(
        ({ issuer }) =>
          purpose !== undefined &&
          issuer.extendedKeyUsage?.some((oid) => oid === purpose || oid === anyExtendedKeyUsage) === false,
      );
      return (
        wrong !== undefined &&
        `${called(each.certificate)} is for ${purpose === id_kp_serverAuth ? 'servers' : 'clients'}, and its CA ${called(wrong.issuer)} is only for other purposes. Most programs refuse it; have it issued by another CA.`
      );
    }),
  },
  {
    id: 'w_issuer_missing',
    source: 'RFC 8446 §4.4.2',
    judge: ofCertificates(
      ({ certificate, issued, selfSigned, named, climb: { chain } }) =>
        !issued &&
        !selfSigned &&
        !isAuthority(certificate) &&
        named.length === 0 &&
        chain.length === 1 &&
        `The certificate of ${formatName(certificate.issuer)}, which issued ${called(certificate)}, is not here. Add it: servers must send an intermediate, and clients must trust a root.`,
    ),
  },
  {
    id: 'n_root_missing',
    source: 'RFC 8446 §4.4.2',
    judge: ofCertificates(({ certificate, issued, climb: { chain, root } }) => {
      const last = chain.at(-1) ?? certificate;
      return (
        !issued &&
        root === undefined &&
        isAuthority(last) &&
        `The way up from ${called(certificate)} ends with ${called(last)}. Its issuer ${formatName(last.issuer)} is not here. Add it, or make sure that clients have it.`
      );
    }),
  },
  {
    id: 'n_self_signed_leaf',
    source: 'Measured: Chromium ERR_CERT_AUTHORITY_INVALID',
    judge: ofCertificates(
      ({ certificate, selfSigned }) =>
        selfSigned &&
        !isAuthority(certificate) &&
        isForServers(certificate) &&
        `${called(certificate)} is self-signed: everybody who connects must trust this one certificate, and Chrome refuses it even then. Make a CA and a certificate below it.`,
    ),
  },
];

interface Above {
  readonly issuer: Certificate;
  /** How many CAs stand between it and a leaf, or it and what is below this CA. */
  readonly below: number;
}

/** The CAs above a certificate, nearest first. Self-issued ones below them do not count (RFC 5280 §6.1.4 (l)). */
function above({ certificate, climb: { chain, root } }: CertificateEvidence): Above[] {
  const path = [...chain.slice(1), ...(root === undefined || root === certificate ? [] : [root])];
  const counted = [certificate, ...path].map((each) => isAuthority(each) && !isSelfIssued(each));
  return path.map((issuer, index) => ({ issuer, below: counted.slice(0, index + 1).filter(Boolean).length }));
}

/** The first name of a certificate that an issuer's constraints do not allow. */
function forbidden(certificate: Certificate, { nameConstraints }: Certificate): string | undefined {
  if (nameConstraints === undefined) return undefined;
  const { subject, subjectAltNames = [] } = certificate;
  const directory: BoundName[] = subject.rdns.length === 0 ? [] : [{ kind: 'directory', name: subject }];
  const names = [...boundNames(subjectAltNames, subject.rdns.flat(), isAuthority(certificate)), ...directory];
  const wrong = names.find((name) => !isAllowed(name, nameConstraints));
  if (wrong === undefined) return undefined;
  return wrong.kind === 'directory' ? formatName(wrong.name) : formatGeneralName(wrong);
}
