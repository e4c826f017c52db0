import { toHex } from '../../pki/bytes';
import { normaliseDnsName } from '../../pki/dns-name';
import { PkiError } from '../../pki/errors';
import { formatGeneralName } from '../../pki/general-names';
import { isCovered } from '../../pki/host-match';
import { ipToBytes } from '../../pki/ip-address';
import { showText } from '../../pki/show-text';
import type { Certificate, GeneralName, ParsedName } from '../../pki/types';
import { id_ce_subjectAltName } from '../../pki/oids';
import { commonHosts, hostsOf, isForServers, isFromPublicCa, isInternal } from './certificate-traits';
import { called, listed, ofCertificates } from './rule';
import type { Rule } from './rule';

/** Names of hosts and of holders. */
export const nameRules: readonly Rule[] = [
  {
    id: 'e_ext_san_missing',
    source: 'RFC 9525 §2, §6.3',
    judge: ofCertificates(
      ({ certificate }) =>
        isForServers(certificate) &&
        hostsOf(certificate).length === 0 &&
        `${called(certificate)} names no host among its subject alternative names. Browsers and Go refuse it; have it issued with the names that clients connect to.`,
    ),
  },
  {
    id: 'e_ip_address_as_dns_name',
    source: 'RFC 5280 §4.2.1.6',
    judge: ofCertificates(({ certificate }) => {
      const right = (certificate.subjectAltNames ?? []).filter(({ kind }) => kind === 'ip');
      const addresses = new Set(right.map(({ value }) => addressIn(value)));
      // Beside the right form it does no harm, and gRPC may look for it.
      const wrong = dnsNames(certificate).filter((name) => isAddress(name) && !addresses.has(addressIn(name)));
      return (
        wrong.length > 0 &&
        `${called(certificate)} has ${listed(wrong)} as a DNS name instead of an IP address, so clients that use the address refuse it. Have it issued with IP:${showText(wrong[0] ?? '')}.`
      );
    }),
  },
  {
    id: 'e_dnsname_wildcard_misplaced',
    source: 'RFC 9525 §6.3',
    judge: ofCertificates(({ certificate }) => {
      const wrong = dnsNames(certificate).filter((name) => name.includes('*') && !/^\*\.[^*.]+\.[^*]+$/u.test(name));
      return (
        wrong.length > 0 &&
        `${called(certificate)} has the wildcard ${listed(wrong)}. A star counts only as the whole first part, with two names after it, as in *.example.com; name the hosts instead.`
      );
    }),
  },
  {
    id: 'e_dnsname_malformed',
    source: 'RFC 5280 §4.2.1.6, RFC 9549 §2',
    judge: ofCertificates(({ certificate }) => {
      const why = malformed(certificate);
      return (
        why !== undefined &&
        `${called(certificate)} has a DNS name that no client can match: ${why} Have it issued with the right name.`
      );
    }),
  },
  {
    id: 'w_dnsname_underscore',
    source: 'RFC 1034 §3.5; OpenJDK sun.security.x509.DNSName',
    judge: ofCertificates(({ certificate }) => {
      const wrong = dnsNames(certificate).filter((name) => name.includes('_'));
      return (
        wrong.length > 0 &&
        `${called(certificate)} names ${listed(wrong)}; Java refuses certificates that name a host with an underscore. Give the machine an alias without one.`
      );
    }),
  },
  {
    id: 'w_common_name_not_from_san',
    source: 'RFC 9525 §2',
    judge: ofCertificates(({ certificate }) => {
      const names = hostsOf(certificate);
      const lost = commonHosts(certificate).filter((name) => !isCovered(name, lowerCase(names)));
      return (
        isForServers(certificate) &&
        names.length > 0 &&
        lost.length > 0 &&
        `${called(certificate)} has the host ${listed(lost.map(({ value }) => value))} as its common name only, where clients no longer look. Connect to ${listed(names.map(({ value }) => value))}, or have it issued with that name too.`
      );
    }),
  },
  {
    id: 'w_internal_name_from_public_ca',
    source: 'CA/Browser Forum Baseline Requirements §4.2.2',
    judge: ofCertificates(({ certificate }) => {
      const internal = hostsOf(certificate).filter(isInternal);
      return (
        internal.length > 0 &&
        isFromPublicCa(certificate) &&
        `${called(certificate)} claims to come from a public CA, but names ${listed(internal.map(formatGeneralName))}, which public CAs must not. Use your own CA for internal names.`
      );
    }),
  },
  {
    id: 'w_ext_san_not_critical_without_subject',
    source: 'RFC 5280 §4.2.1.6',
    judge: ofCertificates(({ certificate }) => {
      const names = certificate.extensions.find(({ oid }) => oid === id_ce_subjectAltName);
      return (
        certificate.subject.rdns.length === 0 &&
        names?.critical === false &&
        `${called(certificate)} has no subject, and its alternative names are not critical. Java and strict verifiers refuse it; have it issued with a common name.`
      );
    }),
  },
  {
    id: 'w_multiple_attributes_in_rdn',
    source: 'RFC 5280 §4.1.2.4; zlint w_multiple_subject_rdn',
    judge: ofCertificates(
      ({ certificate }) =>
        [certificate.subject, certificate.issuer].some(hasMultiple) &&
        `${called(certificate)} has several attributes in one part of a name. Some programs compare or show such names wrongly; leave the plus signs out of the subject when it is issued again.`,
    ),
  },
];

function dnsNames({ subjectAltNames = [] }: Certificate): string[] {
  return subjectAltNames.flatMap(({ kind, value }) => (kind === 'dns' ? [value] : []));
}

/** Hosts are the same in either case (RFC 4343). */
function lowerCase(names: readonly GeneralName[]): GeneralName[] {
  return names.map(({ kind, value }) => ({ kind, value: value.toLowerCase() }));
}

function isAddress(name: string): boolean {
  return addressIn(name) !== undefined;
}

/** The octets of an address, in hex. */
function addressIn(name: string): string | undefined {
  const octets = ipToBytes(name.replace(/^\[(.*)\]$/u, '$1'));
  return octets && toHex(octets);
}

/** Why a name is none, of the first such; addresses and stars have rules of their own. */
function malformed(certificate: Certificate): string | undefined {
  for (const name of dnsNames(certificate).filter((each) => !isAddress(each) && !each.includes('*'))) {
    if (name.endsWith('.')) return `${showText(name)} ends with a dot.`;
    if (/[^\x21-\x7e]/u.test(name)) return `${showText(name)} is not written in ASCII (xn--…).`;
    try {
      normaliseDnsName(name);
    } catch (error) {
      if (!(error instanceof PkiError)) throw error;
      return error.message;
    }
  }
  return undefined;
}

function hasMultiple({ rdns }: ParsedName): boolean {
  return rdns.some((rdn) => rdn.length > 1);
}
