import { toHex } from '../../pki/bytes';
import { Fields, readElement } from '../../pki/der-reader';
import { tags } from '../../pki/der-tags';
import { anyExtendedKeyUsage, id_kp_serverAuth } from '../../pki/oids';
import { ipToBytes } from '../../pki/ip-address';
import type { Bytes, Certificate, GeneralName } from '../../pki/types';
import { isAuthority } from '../climb';

/** Whether a certificate is meant to be shown by a TLS server: it says so, or says nothing and names hosts. */
export function isForServers(certificate: Certificate): boolean {
  const { extendedKeyUsage } = certificate;
  if (isAuthority(certificate)) return false;
  if (extendedKeyUsage === undefined) return hostsOf(certificate).length > 0 || commonHosts(certificate).length > 0;
  return extendedKeyUsage.includes(id_kp_serverAuth) || extendedKeyUsage.includes(anyExtendedKeyUsage);
}

/** Host names and addresses among the subject alternative names. */
export function hostsOf({ subjectAltNames = [] }: Certificate): GeneralName[] {
  return subjectAltNames.filter(({ kind }) => kind === 'dns' || kind === 'ip');
}

/** Common names that look like a host: an address, `localhost`, or labels with dots. */
export function commonHosts({ subject }: Certificate): GeneralName[] {
  return subject.rdns.flat().flatMap(({ type, value }): GeneralName[] => {
    if (type !== 'CN') return [];
    if (ipToBytes(value) !== undefined) return [{ kind: 'ip', value }];
    const host = value === 'localhost' || /^(?:\*\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}$/iu.test(value);
    return host ? [{ kind: 'dns', value: value.toLowerCase() }] : [];
  });
}

const id_ce_certificatePolicies = '2.5.29.32';
const signedCertificateTimestamps = '1.3.6.1.4.1.11129.2.4.2';

/** DER of the arc 2.23.140.1, under which the CA/Browser Forum numbers what public CAs promise. */
const forumArc = '67810c01';

/** Whether a CA that browsers trust by themselves seems to have issued it: it was logged, or claims the forum's policies. */
export function isFromPublicCa({ extensions }: Certificate): boolean {
  return extensions.some(
    ({ oid, value }) =>
      oid === signedCertificateTimestamps || (oid === id_ce_certificatePolicies && toHex(value).includes(forumArc)),
  );
}

/** What a parsed certificate does not tell any more: how its serial number and dates are written. */
export function writtenForm({ der }: Certificate): { readonly serial: Bytes; readonly dates: readonly number[] } {
  const outer = new Fields(readElement(der), tags.SEQUENCE);
  const fields = new Fields(outer.required(tags.SEQUENCE), tags.SEQUENCE);
  fields.optional(0xa0);
  const serial = fields.required(tags.INTEGER).content;
  fields.required(tags.SEQUENCE);
  fields.required(tags.SEQUENCE);
  const validity = new Fields(fields.required(tags.SEQUENCE), tags.SEQUENCE);
  return { serial, dates: [validity.any(), validity.any()].flatMap((date) => date?.tag ?? []) };
}

/** Names that mean nothing outside one network: one label, or under a top-level domain that is reserved (RFC 6762, 8375, 9476). */
export function isInternal({ kind, value }: GeneralName): boolean {
  if (kind === 'ip')
    return /^(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|::1$|f[cd]|fe[89ab])/u.test(value);
  return (
    kind === 'dns' &&
    (!value.includes('.') ||
      /\.(?:local|localhost|internal|intranet|lan|corp|home|home\.arpa|test|invalid|example|alt)$/u.test(value))
  );
}
