import type { AttributeType } from '../recipes/types';
import { toHex } from './bytes';
import { Fields, childrenOf, damaged, readElement } from './der-reader';
import type { DerElement } from './der-reader';
import { tags } from './der-tags';
import { readObjectIdentifier, readText } from './der-values';
import { element, objectIdentifier, sequence, textString } from './der-writer';
import { validateName } from './distinguished-name';
import type { AttributeTypeAndValue, Bytes, DistinguishedName, ParsedName } from './types';

/** RFC 4519 and RFC 5280 appendix A.1; emailAddress: RFC 2985 §5.2.1. */
const attributeOids: Readonly<Record<AttributeType, string>> = {
  CN: '2.5.4.3',
  serialNumber: '2.5.4.5',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  STREET: '2.5.4.9',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  UID: '0.9.2342.19200300.100.1.1',
  DC: '0.9.2342.19200300.100.1.25',
  emailAddress: '1.2.840.113549.1.9.1',
};

/** Types that are read by name but never written. */
const furtherOids: Readonly<Record<string, string>> = {
  SN: '2.5.4.4',
  title: '2.5.4.12',
  description: '2.5.4.13',
  businessCategory: '2.5.4.15',
  postalCode: '2.5.4.17',
  name: '2.5.4.41',
  givenName: '2.5.4.42',
  initials: '2.5.4.43',
  generationQualifier: '2.5.4.44',
  dnQualifier: '2.5.4.46',
  pseudonym: '2.5.4.65',
  organizationIdentifier: '2.5.4.97',
};

const typesByOid: ReadonlyMap<string, string> = new Map(
  Object.entries({ ...furtherOids, ...attributeOids }).map(([type, oid]) => [oid, type]),
);

/** RFC 5280 appendix A.1: types whose syntax is not DirectoryString. */
const stringTags: { readonly [Type in AttributeType]?: number } = {
  C: tags.PRINTABLE_STRING,
  serialNumber: tags.PRINTABLE_STRING,
  DC: tags.IA5_STRING,
  emailAddress: tags.IA5_STRING,
};

/** X.680 §41.4. */
const printable = /^[A-Za-z0-9 '()+,./:=?-]*$/u;

/**
 * DER of a Name (RFC 5280 §4.1.2.4) with each attribute in a RelativeDistinguishedName of its own, values exactly as given:
 * PrintableString where the characters allow it, else UTF8String.
 *
 * @throws PkiError as `validateName`
 */
export function encodeName(name: DistinguishedName): Bytes {
  validateName(name);
  return sequence(...name.map((attribute) => element(tags.SET, encodeAttribute(attribute))));
}

function encodeAttribute({ type, value }: AttributeTypeAndValue): Bytes {
  const tag = stringTags[type] ?? (printable.test(value) ? tags.PRINTABLE_STRING : tags.UTF8_STRING);
  return sequence(objectIdentifier(attributeOids[type]), textString(tag, value));
}

/**
 * Reads a Name. Known attribute types get their short name and text; others stand as dotted OID with `#` and the hex of
 * the value's DER (RFC 4514 §2.4).
 *
 * @throws PkiError `file-damaged`
 */
export function decodeName(der: Bytes): ParsedName {
  return readName(readElement(der));
}

/** As {@link decodeName}, of an element already read. */
export function readName(name: DerElement): ParsedName {
  if (name.tag !== tags.SEQUENCE) throw damaged('a name has another structure');
  const rdns = childrenOf(name).map((rdn) => {
    if (rdn.tag !== tags.SET) throw damaged('a name has another structure');
    return childrenOf(rdn).map(readAttribute);
  });
  return { der: name.whole.slice(), rdns };
}

function readAttribute(attribute: DerElement): ParsedName['rdns'][number][number] {
  const fields = new Fields(attribute, tags.SEQUENCE);
  const oid = readObjectIdentifier(fields.required(tags.OBJECT_IDENTIFIER));
  const value = fields.any();
  if (value === undefined) throw damaged('a name has another structure');
  const type = typesByOid.get(oid);
  const text = readText(value);
  return type === undefined || text === undefined
    ? { type: oid, value: `#${toHex(value.whole)}` }
    : { type, value: text };
}
