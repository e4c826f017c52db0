import { refuseHost } from './host-error';
import { decodePunycode } from './punycode';
import { showText } from './show-text';

/** A name as it goes into a certificate, and what the user should know about it. */
export interface NormalisedName {
  readonly value: string;
  readonly notices: readonly string[];
}

/** RFC 5891 §4.2.2 and RFC 5892: letters, marks, decimal digits, hyphen, and the characters with contextual rules. */
const idnaCharacters = /^[\p{L}\p{M}\p{Nd}\-\u00b7\u0375\u05f3\u05f4\u30fb\u200c\u200d]*$/u;

/** UTS 46 §2.3: these separate labels as a full stop does. */
const fullStops = /[\u3002\uff0e\uff61]/gu;

/**
 * Normalises a DNS name for a dNSName (RFC 5280 §4.2.1.6): lower case, A-labels (RFC 9549, by the platform's UTS 46 but for
 * IDNA 2008 characters only), no trailing dot. A wildcard is allowed as the whole left label with two labels after it.
 *
 * @param text at most a few thousand characters; neither address, port nor path
 * @throws PkiError `host-invalid`
 */
export function normaliseDnsName(text: string): NormalisedName {
  const notices: string[] = [];
  const dotted = text.replace(fullStops, '.').toLowerCase();
  const trailing = dotted.endsWith('.') && dotted.length > 1;
  if (trailing)
    notices.push(`The dot at the end of ${showText(text)} was dropped: certificates hold names without it.`);
  const whole = trailing ? dotted.slice(0, -1) : dotted;

  const wildcard = whole.startsWith('*.');
  const name = toAscii(wildcard ? whole.slice(2) : whole, text);
  const labels = name.split('.');
  for (const label of labels) assertLabel(label, text);
  assertNoAddressTypo(labels, text);
  if (wildcard && labels.length < 2)
    throw refuseHost(
      text,
      'is a wildcard over a whole top-level domain, which browsers refuse. At least two names must follow the star, as in *.example.com.',
    );
  const value = wildcard ? `*.${name}` : name;
  // RFC 1035 §2.3.4: 255 octets with length octets and root, so 253 characters.
  if (value.length > 253)
    throw refuseHost(text, `is ${String(value.length)} characters long. DNS names have at most 253.`);
  if (name.includes('_'))
    notices.push(
      `${value} has an underscore, so Java clients refuse it. Give the machine an alias without one, or use its address.`,
    );
  return { value, notices };
}

/** All labels as A-labels. ASCII names never reach the URL parser, which would turn `1.2.3` into an address. */
function toAscii(name: string, text: string): string {
  for (const label of name.split('.')) assertCharacters(label, text);
  // NFKC folds full-width letters and digits, so that what looks like an address is judged as one. What else it unfolds
  // (some letters hold a space) is looked at again.
  const folded = name.normalize('NFKC').toLowerCase();
  for (const label of folded.split('.')) assertCharacters(label, text);
  const ascii = isAscii(folded) ? folded : viaUrl(folded, text);
  for (const label of ascii.split('.')) if (label.startsWith('xn--') && label.length <= 63) assertALabel(label, text);
  return ascii;
}

function isAscii(text: string): boolean {
  return Array.from(text).every((character) => character <= '\x7f');
}

function assertCharacters(label: string, text: string): void {
  if (/^[\w-]*$/u.test(label) || idnaCharacters.test(label)) return;
  if (/\p{Extended_Pictographic}/u.test(label))
    throw refuseHost(
      text,
      'has an emoji in it. Certificates hold only names of letters, digits and hyphens (IDNA 2008, RFC 9549).',
    );
  if (label.includes('*'))
    throw refuseHost(
      text,
      'has a star in the wrong place. Use a star only for the whole first part, as in *.example.com.',
    );
  const wrong = Array.from(label).find((character) => !idnaCharacters.test(character) && character !== '_') ?? '';
  throw refuseHost(
    text,
    `has a character that host names cannot have (${wrong === ' ' ? 'a space' : showText(wrong)}). Use letters, digits, hyphens and dots.`,
  );
}

function viaUrl(name: string, text: string): string {
  try {
    return new URL(`https://${name}`).hostname;
  } catch (cause) {
    throw refuseHost(text, 'is not a valid internationalised name. Check its spelling.', cause);
  }
}

/** An A-label must decode to IDNA 2008 characters that encode to the same label again. */
function assertALabel(label: string, text: string): void {
  const decoded = decodePunycode(label.slice(4));
  if (decoded !== undefined) assertCharacters(decoded, text);
  if (decoded === undefined || isAscii(decoded) || viaUrl(decoded, text) !== label)
    throw refuseHost(
      text,
      `has a part that is not a well-formed xn-- name (${showText(label)}). Type the name in its own letters.`,
    );
}

function assertLabel(label: string, text: string): void {
  if (label === '') throw refuseHost(text, 'has an empty part. Between two dots there must be a name.');
  if (label.length > 63)
    throw refuseHost(
      text,
      `has a part of ${String(label.length)} characters. Between two dots at most 63 are allowed.`,
    );
  if (!/^[a-z0-9_-]+$/u.test(label))
    throw refuseHost(text, 'is not a host name. Use letters, digits, hyphens and dots.');
  if (label.startsWith('-') || label.endsWith('-'))
    throw refuseHost(text, `has a part that begins or ends with a hyphen (${label}). Remove the hyphen.`);
}

/** No top-level domain is a number (RFC 3696 §2); clients read such names as addresses (URL Standard, "ends in a number"). */
function assertNoAddressTypo(labels: readonly string[], text: string): void {
  if (/^(?:\d+|0x[0-9a-f]*)$/u.test(labels.at(-1) ?? ''))
    throw refuseHost(
      text,
      'looks like an IP address with a typo. An IPv4 address has four numbers from 0 to 255, as in 10.0.0.5.',
    );
}
