import { toHex } from '../pki/bytes';
import { Fields, childrenOf, damaged } from '../pki/der-reader';
import type { DerElement } from '../pki/der-reader';
import { tags } from '../pki/der-tags';
import { readNamedBits, readObjectIdentifier, readSmallInteger, readText } from '../pki/der-values';
import { purposeInWords } from '../pki/oid-names';
import type { ExtensionWords } from './report-extensions';

/** Extensions of other RFCs and of vendors that are met in the field. */
export const furtherExtensions: Readonly<Record<string, ExtensionWords>> = {
  '1.3.6.1.5.5.7.1.3': {
    name: 'qcStatements',
    say: (value) =>
      childrenOf(value)
        .map((statement) => readObjectIdentifier(new Fields(statement, tags.SEQUENCE).required(tags.OBJECT_IDENTIFIER)))
        .join(', '),
  },
  // RFC 7633: what the server must show in the handshake, by the number of its TLS extension.
  '1.3.6.1.5.5.7.1.24': {
    name: 'tlsFeature',
    say: (value) =>
      childrenOf(value)
        .map((feature) => tlsFeatures[readSmallInteger(feature) ?? -1] ?? `TLS extension #${toHex(feature.content)}`)
        .join(', '),
  },
  // RFC 6960 §4.2.2.2.1.
  '1.3.6.1.5.5.7.48.1.5': { name: 'ocspNoCheck', say: () => 'not to be asked about by OCSP' },
  // RFC 6962 §3.3 and §3.1.
  '1.3.6.1.4.1.11129.2.4.2': { name: 'signedCertificateTimestamps', say: timestamps },
  '1.3.6.1.4.1.11129.2.4.3': { name: 'precertificatePoison', say: () => 'a precertificate: not for use' },
  '2.16.840.1.113730.1.1': {
    name: 'netscapeCertType',
    say: (value) =>
      readNamedBits(value)
        .flatMap((bit) => netscapeTypes[bit] ?? [])
        .join(', '),
  },
  '2.16.840.1.113730.1.13': { name: 'netscapeComment', say: text },
  // Microsoft, [MS-WCCE] §2.2.2.7.7.
  '1.3.6.1.4.1.311.20.2': { name: 'certificateTemplateName', say: text },
  '1.3.6.1.4.1.311.21.1': { name: 'caVersion', say: caVersion },
  '1.3.6.1.4.1.311.21.2': { name: 'previousCaCertificateHash', say: ({ content }) => toHex(content) },
  '1.3.6.1.4.1.311.21.7': { name: 'certificateTemplate', say: template },
  '1.3.6.1.4.1.311.21.10': {
    name: 'applicationPolicies',
    say: (value) =>
      childrenOf(value)
        .map((policy) =>
          purposeInWords(readObjectIdentifier(new Fields(policy, tags.SEQUENCE).required(tags.OBJECT_IDENTIFIER))),
        )
        .join(', '),
  },
  // Qlik marks the client certificates that it exports; the value is its bare text.
  '1.3.6.1.5.5.7.13.3': { name: 'qlikCertificateKind', say: text },
};

const tlsFeatures: Readonly<Record<number, string>> = {
  5: 'OCSP must be stapled',
  17: 'OCSP must be stapled for the whole chain',
};

const netscapeTypes = [
  'client',
  'server',
  'e-mail protection',
  'code signing',
  'reserved',
  'server CA',
  'e-mail CA',
  'code signing CA',
];

function text(value: DerElement): string {
  const said = readText(value);
  if (said === undefined) throw damaged('it is no text');
  return said;
}

/** SignedCertificateTimestampList (RFC 6962 §3.3): a length, then each with a length of two octets. */
function timestamps({ content }: DerElement): string {
  let found = 0;
  for (let at = 2; at < content.length; found++) at += 2 + (content[at] ?? 0) * 256 + (content[at + 1] ?? 0);
  return `${String(found)} signed certificate timestamps`;
}

/** [MS-WCCE] §2.2.2.7.6: certificate index in the low half, key index in the high one. */
function caVersion(value: DerElement): string {
  const number = readSmallInteger(value);
  if (number === undefined) throw damaged('a version is wrong');
  return `certificate ${String(number & 0xffff)}, key ${String(number >>> 16)}`;
}

function template(value: DerElement): string {
  const fields = new Fields(value, tags.SEQUENCE);
  const oid = readObjectIdentifier(fields.required(tags.OBJECT_IDENTIFIER));
  const [major, minor] = [fields.optional(tags.INTEGER), fields.optional(tags.INTEGER)].map(
    (part) => part && readSmallInteger(part),
  );
  return major === undefined ? oid : `${oid}, version ${String(major)}.${String(minor ?? 0)}`;
}
