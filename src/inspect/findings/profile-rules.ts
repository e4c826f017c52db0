import { understood } from '../../issuance/authority-extensions';
import * as oids from '../../pki/oids';
import { isForServers, writtenForm } from './certificate-traits';
import { called, ofCertificates } from './rule';
import type { Rule } from './rule';

/** RFC 5280 §4.1.2.2, the octet of the sign included. */
const MAX_SERIAL_OCTETS = 20;

/** What a certificate says it may be used for, and how it is made up. */
export const profileRules: readonly Rule[] = [
  {
    id: 'w_version_1',
    source: 'RFC 5280 §4.1.2.1',
    judge: ofCertificates(
      ({ certificate }) =>
        certificate.version < 3 &&
        `${called(certificate)} is of version ${String(certificate.version)} and so cannot say what it is for. Browsers, Go and strict verifiers refuse it; have it issued as version 3.`,
    ),
  },
  {
    id: 'e_rsa_server_without_digital_signature',
    source: 'RFC 8446 §4.4.2.2; Chromium ERR_SSL_KEY_USAGE_INCOMPATIBLE',
    judge: ofCertificates(
      ({ certificate }) =>
        isForServers(certificate) &&
        certificate.keyUsage?.usages.includes('digitalSignature') === false &&
        `${called(certificate)} is for servers, but its key usage lacks digitalSignature. Browsers, Java and GnuTLS refuse it; have it issued with it.`,
    ),
  },
  {
    id: 'e_any_extended_key_usage_only',
    source: 'CA/Browser Forum Baseline Requirements §7.1.2.7.10; OpenSSL "unsuitable certificate purpose"',
    judge: ofCertificates(
      ({ certificate }) =>
        certificate.extendedKeyUsage?.includes(oids.anyExtendedKeyUsage) === true &&
        !certificate.extendedKeyUsage.includes(oids.id_kp_serverAuth) &&
        !certificate.extendedKeyUsage.includes(oids.id_kp_clientAuth) &&
        `${called(certificate)} says it is for any purpose, and most verifiers look for theirs by name. Have it issued for serverAuth or clientAuth.`,
    ),
  },
  {
    id: 'e_unknown_critical_extension',
    source: 'RFC 5280 §4.2',
    judge: ofCertificates(({ certificate }) => {
      const unknown = certificate.extensions.filter(({ oid, critical }) => critical && !understood.has(oid));
      return (
        unknown.length > 0 &&
        `${called(certificate)} has a critical extension that verifiers do not know (${unknown.map(({ oid }) => oid).join(', ')}), so they refuse it. Have it issued without, or not critical.`
      );
    }),
  },
  {
    id: 'e_serial_number_not_positive',
    source: 'RFC 5280 §4.1.2.2',
    judge: ofCertificates(({ certificate, selfSigned }) => {
      const { serial } = writtenForm(certificate);
      const negative = (serial[0] ?? 0) > 0x7f;
      return (
        (negative || (!selfSigned && serial.every((octet) => octet === 0))) &&
        `${called(certificate)} has a serial number that is ${negative ? 'negative' : 'zero'}. Go refuses negative ones, and no CA may issue either; have it issued again.`
      );
    }),
  },
  {
    id: 'e_serial_number_longer_than_20_octets',
    source: 'RFC 5280 §4.1.2.2',
    judge: ofCertificates(({ certificate }) => {
      const { length } = writtenForm(certificate).serial;
      return (
        length > MAX_SERIAL_OCTETS &&
        `${called(certificate)} has a serial number of ${String(length)} octets; at most ${String(MAX_SERIAL_OCTETS)} are allowed. Have it issued again.`
      );
    }),
  },
];
