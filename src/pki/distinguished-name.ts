import type { AttributeType } from '../recipes/types';
import { PkiError } from './errors';
import type { PkiErrorCode } from './errors';
import { showText, unprintable } from './show-text';
import type { AttributeTypeAndValue, DistinguishedName, ParsedName } from './types';

interface AttributeRule {
  readonly label: string;
  /** Upper bound in characters. */
  readonly max: number;
  /** Of the whole value; absent: any text. */
  readonly pattern?: RegExp;
  readonly help?: string;
}

/** RFC 5280 appendix A.1 (ub-…); STREET: X.520; DC: a DNS label; UID: RFC 4524 §2.3 after RFC 1274. */
const rules: Readonly<Record<AttributeType, AttributeRule>> = {
  CN: { label: 'common name', max: 64 },
  O: { label: 'organisation', max: 64 },
  OU: { label: 'organisational unit', max: 64 },
  C: { label: 'country', max: 2, pattern: /^[A-Z]{2}$/u, help: 'Use the two capital letters of ISO 3166, as in SE.' },
  ST: { label: 'state or province', max: 128 },
  L: { label: 'locality', max: 128 },
  STREET: { label: 'street', max: 128 },
  DC: { label: 'domain component', max: 63, pattern: /^[\x21-\x7e]+$/u, help: 'Use letters, digits and hyphens.' },
  UID: { label: 'user id', max: 256 },
  serialNumber: {
    label: 'serial number',
    max: 64,
    pattern: /^[A-Za-z0-9 '()+,./:=?-]+$/u,
    help: 'Use letters, digits and spaces.',
  },
  emailAddress: {
    label: 'e-mail address',
    max: 255,
    pattern: /^[\x21-\x7e]+$/u,
    help: 'Use letters without accents, as in name@example.com.',
  },
};

/** Types of the attributes that can be written. */
export const attributeTypes = Object.keys(rules) as readonly AttributeType[];

/**
 * Whether a name can be written (RFC 5280 §4.1.2.4 and appendix A.1). An empty name is valid; whether it may be empty is
 * for the certificate's profile to say.
 *
 * @param field id of the field that the values come from
 * @throws PkiError `common-name-too-long` or `name-invalid`
 */
export function validateName(name: DistinguishedName, field?: string): void {
  for (const { type, value } of name) {
    const { label, max, pattern, help = '' } = rules[type];
    const refuse = (reason: string, code: PkiErrorCode = 'name-invalid'): PkiError =>
      new PkiError(code, `The ${label} ${reason}`, { field });
    const length = Array.from(value).length;
    if (length === 0) throw refuse('is empty. Enter it.');
    if (length > max)
      throw refuse(
        `${showText(value)} is ${String(length)} characters long. Certificates hold at most ${String(max)}; shorten it.`,
        type === 'CN' ? 'common-name-too-long' : 'name-invalid',
      );
    if (unprintable.test(value)) throw refuse(`${showText(value)} has invisible characters in it. Type it by hand.`);
    if (pattern !== undefined && !pattern.test(value)) throw refuse(`${showText(value)} is not valid. ${help}`);
  }
}

/** The name as a string per RFC 4514: the last RelativeDistinguishedName first, `+` between attributes of one. */
export function formatName(name: DistinguishedName | ParsedName): string {
  const rdns = 'rdns' in name ? name.rdns : name.map((attribute) => [attribute]);
  return rdns
    .map((rdn) => rdn.map(formatAttribute).join('+'))
    .reverse()
    .join(',');
}

/** RFC 4514 §2.4: values of types without a short name stand as `#` and the hex of their DER, never escaped. */
function formatAttribute({ type, value }: AttributeTypeAndValue | { type: string; value: string }): string {
  return /^\d/u.test(type) ? `${type}=${value}` : `${type}=${escapeValue(value)}`;
}

function escapeValue(value: string): string {
  const characters = Array.from(value);
  const last = characters.length - 1;
  return characters
    .map((character, index) => {
      if (unprintable.test(character)) return escapeOctets(character);
      const atEdge = (character === ' ' && (index === 0 || index === last)) || (character === '#' && index === 0);
      return atEdge || '"+,;<>\\'.includes(character) ? `\\${character}` : character;
    })
    .join('');
}

/** RFC 4514 §2.4 allows any character as the escaped hex pairs of its UTF-8; so nothing invisible is shown. */
function escapeOctets(character: string): string {
  return Array.from(new TextEncoder().encode(character), (octet) => `\\${octet.toString(16).padStart(2, '0')}`).join(
    '',
  );
}
