import type { AttributeType } from '../recipes/types';
import { fromHex } from './bytes';
import { attributeTypes, validateName } from './distinguished-name';
import { PkiError } from './errors';
import { showText } from './show-text';
import type { AttributeTypeAndValue, DistinguishedName } from './types';

/** Every attribute type at its longest, escaped. */
const LONGEST = 4096;

/** An RFC 4514 attribute: everything up to a comma or plus that is not escaped. */
const attributes = /(?:\\.|[^\\,+])+/gsu;

/** Escaped octets of UTF-8, or one escaped character (RFC 4514 §2.4). */
const escapes = /((?:\\[\da-f]{2})+)|\\(.)/gisu;

const typeByName: ReadonlyMap<string, AttributeType> = new Map([
  ...attributeTypes.map((type) => [type.toUpperCase(), type] as const),
  // As OpenSSL, Java and Windows call it.
  ['E', 'emailAddress'],
  ['EMAIL', 'emailAddress'],
  ['S', 'ST'],
]);

/**
 * Reads a name in the form of RFC 4514 (`CN=svc.example.com,O=Example\, Inc.`), which {@link formatName} writes: the last
 * attribute first. Each attribute becomes a RelativeDistinguishedName of its own. A text without `=` is a common name; an
 * empty one is the empty name.
 *
 * @param field id of the field that it was typed into
 * @throws PkiError `name-invalid` or `common-name-too-long`
 */
export function parseName(text: string, field?: string): DistinguishedName {
  const refuse = (reason: string): PkiError =>
    new PkiError('name-invalid', `The name ${showText(text)} ${reason}`, { field });
  if (text.length > LONGEST) throw refuse(`is ${String(text.length)} characters long. Shorten it.`);
  if (text.trim() === '') return [];
  const name = text.includes('=')
    ? (text.match(attributes) ?? []).map((attribute) => readAttribute(attribute, refuse)).reverse()
    : [{ type: 'CN', value: text.trim() } as const];
  validateName(name, field);
  return name;
}

function readAttribute(attribute: string, refuse: (reason: string) => PkiError): AttributeTypeAndValue {
  const equals = attribute.indexOf('=');
  const name = attribute.slice(0, Math.max(equals, 0)).trim();
  const type = typeByName.get(name.toUpperCase());
  if (type === undefined)
    throw refuse(
      `has a part that cannot be written: ${showText(attribute.trim())}. Write it as CN=svc.example.com,O=Example; the types are ${attributeTypes.join(', ')}, and a comma inside a value is written \\,`,
    );
  return { type, value: unescape(withoutSpaces(attribute.slice(equals + 1))) };
}

/** Spaces around a value do not count, but an escaped one at its end does. Other blanks belong to the value. */
function withoutSpaces(text: string): string {
  const characters = text.match(/\\.|[^\\]/gsu) ?? [];
  let end = characters.length;
  while (characters[end - 1] === ' ') end -= 1;
  return characters.slice(0, end).join('').replace(/^ +/u, '');
}

function unescape(text: string): string {
  return text.replace(escapes, (_, octets: string | undefined, character: string | undefined) =>
    octets === undefined ? (character ?? '') : new TextDecoder().decode(fromHex(octets.replaceAll('\\', ''))),
  );
}
