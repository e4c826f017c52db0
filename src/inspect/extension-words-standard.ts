import { toHex } from '../pki/bytes';
import { Fields, childrenOf, damaged } from '../pki/der-reader';
import type { DerElement } from '../pki/der-reader';
import { tags } from '../pki/der-tags';
import { readNamedBits, readObjectIdentifier, readSmallInteger, readText, readTime } from '../pki/der-values';
import { keyUsageBits } from '../pki/extensions';
import { readNameConstraints } from '../pki/name-constraints';
import type { NameConstraint } from '../pki/types';
import { generalNameInWords, generalNamesInWords } from './general-name-words';
import { purposeInWords } from '../pki/oid-names';
import type { ExtensionWords } from './report-extensions';

/** Certificate extensions of RFC 5280 §4.2, and privateKeyUsagePeriod of its predecessor (RFC 3280 §4.2.1.4). */
export const standardExtensions: Readonly<Record<string, ExtensionWords>> = {
  '2.5.29.9': {
    name: 'subjectDirectoryAttributes',
    say: (value) => childrenOf(value).map(attributeType).join(', '),
  },
  '2.5.29.14': { name: 'subjectKeyIdentifier', say: ({ content }) => toHex(content) },
  '2.5.29.15': {
    name: 'keyUsage',
    say: (value) =>
      readNamedBits(value)
        .flatMap((bit) => keyUsageBits[bit] ?? [])
        .join(', '),
  },
  '2.5.29.16': { name: 'privateKeyUsagePeriod', say: usagePeriod },
  '2.5.29.17': { name: 'subjectAltName', say: (value) => generalNamesInWords(value).join(', ') },
  '2.5.29.18': { name: 'issuerAltName', say: (value) => generalNamesInWords(value).join(', ') },
  '2.5.29.19': { name: 'basicConstraints', say: constraints },
  '2.5.29.30': { name: 'nameConstraints', say: nameLimits },
  '2.5.29.31': { name: 'cRLDistributionPoints', say: distributionPoints },
  '2.5.29.32': {
    name: 'certificatePolicies',
    say: (value) => childrenOf(value).map(policy).join('; '),
  },
  '2.5.29.33': {
    name: 'policyMappings',
    say: (value) =>
      childrenOf(value)
        .map((pair) => childrenOf(pair).map(readObjectIdentifier).join(' counts as '))
        .join(', '),
  },
  '2.5.29.35': { name: 'authorityKeyIdentifier', say: authorityKey },
  '2.5.29.36': { name: 'policyConstraints', say: policyLimits },
  '2.5.29.37': {
    name: 'extendedKeyUsage',
    say: (value) => childrenOf(value).map(readObjectIdentifier).map(purposeInWords).join(', '),
  },
  '2.5.29.46': { name: 'freshestCRL', say: distributionPoints },
  '2.5.29.54': { name: 'inhibitAnyPolicy', say: (value) => `after ${count(value)} certificates` },
  '1.3.6.1.5.5.7.1.1': { name: 'authorityInfoAccess', say: accessDescriptions },
  '1.3.6.1.5.5.7.1.11': { name: 'subjectInfoAccess', say: accessDescriptions },
};

function attributeType(attribute: DerElement): string {
  return readObjectIdentifier(new Fields(attribute, tags.SEQUENCE).required(tags.OBJECT_IDENTIFIER));
}

function usagePeriod(value: DerElement): string {
  const fields = new Fields(value, tags.SEQUENCE);
  const date = (tag: number): string | undefined => {
    const found = fields.optional(tag);
    return found === undefined ? undefined : readTime({ ...found, tag: tags.GENERALIZED_TIME }).toISOString();
  };
  const [from, until] = [date(0x80), date(0x81)];
  return [from && `from ${from}`, until && `until ${until}`].filter(Boolean).join(' ');
}

function constraints(value: DerElement): string {
  const fields = new Fields(value, tags.SEQUENCE);
  const ca = (fields.optional(tags.BOOLEAN)?.content[0] ?? 0) !== 0;
  const length = fields.optional(tags.INTEGER);
  const limit = length === undefined ? '' : `, at most ${count(length)} CAs below it`;
  return ca ? `CA${limit}` : `not a CA${limit}`;
}

function nameLimits({ whole }: DerElement): string {
  const { permitted, excluded } = readNameConstraints(whole);
  const shown = ({ kind, value }: NameConstraint): string => `${kind}:${value}`;
  const parts = [
    permitted.length > 0 ? `only ${permitted.map(shown).join(', ')}` : '',
    excluded.length > 0 ? `not ${excluded.map(shown).join(', ')}` : '',
  ];
  return parts.filter(Boolean).join('; ');
}

/** RFC 5280 §4.2.1.13: names of where it lies, by reason or issuer where that is all. */
function distributionPoints(value: DerElement): string {
  return childrenOf(value)
    .map((point) => childrenOf(point).map(pointPart).filter(Boolean).join(' '))
    .join(', ');
}

function pointPart(part: DerElement): string {
  if (part.tag === 0xa2) return `by ${childrenOf(part).map(generalNameInWords).join(', ')}`;
  if (part.tag !== 0xa0) return '';
  return childrenOf(part)
    .flatMap((name) => (name.tag === 0xa0 ? childrenOf(name).map(generalNameInWords) : ['a name below the issuer']))
    .join(', ');
}

/** The two policies that RFC 5280 §4.2.1.4 and the CA/Browser Forum make known to everybody. */
const policyNames: Readonly<Record<string, string>> = {
  '2.5.29.32.0': 'any policy',
  '2.23.140.1.1': 'extended validation',
  '2.23.140.1.2.1': 'domain validated',
  '2.23.140.1.2.2': 'organisation validated',
  '2.23.140.1.2.3': 'individual validated',
};

const id_qt_cps = '1.3.6.1.5.5.7.2.1';

function policy(information: DerElement): string {
  const fields = new Fields(information, tags.SEQUENCE);
  const oid = readObjectIdentifier(fields.required(tags.OBJECT_IDENTIFIER));
  const name = policyNames[oid];
  const qualifiers = fields.optional(tags.SEQUENCE);
  const said = qualifiers === undefined ? [] : childrenOf(qualifiers).map(qualifier);
  return [name === undefined ? oid : `${oid} (${name})`, ...said].join(', ');
}

function qualifier(information: DerElement): string {
  const [id, value] = childrenOf(information);
  if (id === undefined || value === undefined) throw damaged('a policy is wrong');
  if (readObjectIdentifier(id) === id_qt_cps) return readText(value) ?? '';
  const texts = value.tag === tags.SEQUENCE ? childrenOf(value).flatMap((part) => readText(part) ?? []) : [];
  return texts.join(' ');
}

function authorityKey(value: DerElement): string {
  const fields = new Fields(value, tags.SEQUENCE);
  const keyId = fields.optional(0x80);
  const issuer = fields.optional(0xa1);
  const serial = fields.optional(0x82);
  return [
    keyId && toHex(keyId.content),
    issuer && `issuer ${generalNamesInWords(issuer).join(', ')}`,
    serial && `serial number ${toHex(serial.content)}`,
  ]
    .filter(Boolean)
    .join(', ');
}

function policyLimits(value: DerElement): string {
  const fields = new Fields(value, tags.SEQUENCE);
  const required = fields.optional(0x80);
  const inhibited = fields.optional(0x81);
  return [
    required && `a policy is required after ${count(required)} certificates`,
    inhibited && `no mapping after ${count(inhibited)} certificates`,
  ]
    .filter(Boolean)
    .join('; ');
}

const accessMethods: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.48.1': 'OCSP',
  '1.3.6.1.5.5.7.48.2': 'issuer',
  '1.3.6.1.5.5.7.48.3': 'time stamping',
  '1.3.6.1.5.5.7.48.5': 'repository',
};

function accessDescriptions(value: DerElement): string {
  return childrenOf(value)
    .map((description) => {
      const [method, location] = childrenOf(description);
      if (method === undefined || location === undefined) throw damaged('an access description is wrong');
      const oid = readObjectIdentifier(method);
      return `${accessMethods[oid] ?? oid}: ${generalNameInWords(location)}`;
    })
    .join(', ');
}

function count(integer: DerElement): string {
  return String(readSmallInteger(integer) ?? `#${toHex(integer.content)}`);
}
