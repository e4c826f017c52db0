import { id_kp_serverAuth } from '../../pki/oids';
import { isAuthority } from '../climb';
import { hostsOf } from './certificate-traits';
import { called, ofCertificates } from './rule';
import type { Rule } from './rule';

/** What CA certificates say of themselves, and what others must not. */
export const authorityRules: readonly Rule[] = [
  {
    id: 'e_ca_certificate_for_host',
    source: 'RFC 5280 §4.2.1.9; Firefox MOZILLA_PKIX_ERROR_CA_CERT_USED_AS_END_ENTITY',
    judge: ofCertificates(
      ({ certificate, selfSigned }) =>
        certificate.basicConstraints?.ca === true &&
        (hostsOf(certificate).length > 0 ||
          (selfSigned && certificate.extendedKeyUsage?.includes(id_kp_serverAuth) === true)) &&
        `${called(certificate)} is a CA certificate that names a host. Firefox refuses it for a server, and whoever trusts it lets its key issue for every name; make a CA and a server certificate below it.`,
    ),
  },
  {
    id: 'e_ca_key_cert_sign_not_set',
    source: 'RFC 5280 §4.2.1.3',
    judge: ofCertificates(
      ({ certificate, issued }) =>
        (issued || certificate.basicConstraints?.ca === true) &&
        certificate.keyUsage?.usages.includes('keyCertSign') === false &&
        `The CA ${called(certificate)} is not for signing certificates (its key usage lacks keyCertSign), so what it issues is refused. Have its certificate issued again.`,
    ),
  },
  {
    id: 'e_issuer_not_ca',
    source: 'RFC 5280 §4.2.1.9, §6.1.4 (k)',
    judge: ofCertificates(
      ({ certificate, issued }) =>
        issued &&
        !isAuthority(certificate) &&
        `${called(certificate)} issued another certificate but is not a CA certificate, so that one is refused. Use a CA certificate (basic constraints CA:TRUE).`,
    ),
  },
  {
    id: 'w_ca_key_usage_missing',
    source: 'RFC 5280 §4.2.1.3; Python 3.13 VERIFY_X509_STRICT',
    judge: ofCertificates(
      ({ certificate }) =>
        certificate.basicConstraints?.ca === true &&
        certificate.keyUsage === undefined &&
        `The CA ${called(certificate)} has no key usage, so strict verifiers (Python 3.13, openssl -x509_strict) refuse what it issues. Make the next CA with keyCertSign.`,
    ),
  },
  {
    id: 'w_basic_constraints_not_critical',
    source: 'RFC 5280 §4.2.1.9; Python 3.13 VERIFY_X509_STRICT',
    judge: ofCertificates(
      ({ certificate: { basicConstraints }, certificate }) =>
        basicConstraints?.ca === true &&
        !basicConstraints.critical &&
        `The basic constraints of the CA ${called(certificate)} are not critical, so strict verifiers (Python 3.13, openssl -x509_strict) refuse what it issues. Make the next CA with critical ones.`,
    ),
  },
  {
    id: 'w_ext_subject_key_identifier_missing_ca',
    source: 'RFC 5280 §4.2.1.2; Python 3.13 VERIFY_X509_STRICT',
    judge: ofCertificates(
      ({ certificate }) =>
        certificate.basicConstraints?.ca === true &&
        certificate.subjectKeyIdentifier === undefined &&
        `The CA ${called(certificate)} has no subject key identifier, so strict verifiers (Python 3.13, openssl -x509_strict) refuse what it issues. Make the next CA with one.`,
    ),
  },
  {
    id: 'w_ext_authority_key_identifier_missing',
    source: 'RFC 5280 §4.2.1.1; Python 3.13 VERIFY_X509_STRICT',
    judge: ofCertificates(
      ({ certificate, selfSigned }) =>
        !selfSigned &&
        certificate.authorityKeyIdentifier?.keyId === undefined &&
        `${called(certificate)} has no authority key identifier, so strict verifiers (Python 3.13, openssl -x509_strict) refuse it. Have it issued with one.`,
    ),
  },
  {
    id: 'w_key_cert_sign_without_ca',
    source: 'RFC 5280 §4.2.1.3; Python 3.13 VERIFY_X509_STRICT',
    judge: ofCertificates(
      ({ certificate }) =>
        certificate.version === 3 &&
        !isAuthority(certificate) &&
        certificate.keyUsage?.usages.includes('keyCertSign') === true &&
        `${called(certificate)} is not a CA, yet its key usage has keyCertSign, so strict verifiers (Python 3.13, openssl -x509_strict) refuse it. Have it issued without.`,
    ),
  },
];
