import { damaged } from './der-reader';
import type { DerElement } from './der-reader';
import { tags } from './der-tags';
import type { Bytes } from './types';

/** Dotted form of an OBJECT IDENTIFIER (X.690 §8.19). */
export function readObjectIdentifier({ tag, content }: DerElement): string {
  if (tag !== tags.OBJECT_IDENTIFIER || content.length === 0 || (content.at(-1) ?? 0) > 0x7f || content.length > 64)
    throw damaged('an object identifier is wrong');
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const octet of content) {
    arc = (arc << 7n) | BigInt(octet & 0x7f);
    if (octet > 0x7f) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const [joint = 0n, ...rest] = arcs;
  const first = joint < 80n ? joint / 40n : 2n;
  return [first, joint - first * 40n, ...rest].join('.');
}

/** Non-negative INTEGER that fits a number exactly; undefined when it is negative or larger. */
export function readSmallInteger({ content }: DerElement): number | undefined {
  if (content.length === 0 || content.length > 6 || (content[0] ?? 0) > 0x7f) return undefined;
  return content.reduce((value, octet) => value * 256 + octet, 0);
}

/** Octets of a BIT STRING whose bits are whole octets, as keys and signatures are. */
export function readBitString({ content }: DerElement): Bytes {
  if (content[0] !== 0) throw damaged('a bit string is wrong');
  return content.subarray(1);
}

/** Numbers of the bits that are set in a BIT STRING. */
export function readNamedBits({ content }: DerElement): number[] {
  return Array.from({ length: Math.min(content.length - 1, 4) * 8 }, (_, bit) => bit).filter(
    (bit) => (content[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7)),
  );
}

const utf8Strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Each octet as the character of its number, which for ASCII is the text. */
export function latin1Text(content: Uint8Array): string {
  return Array.from(content, (octet) => String.fromCharCode(octet)).join('');
}

/** Real certificates have UTF-8 in every octet string type, and TeletexString means Latin-1 to those who write it. */
function utf8OrLatin1(content: Bytes): string {
  try {
    return utf8Strict.decode(content);
  } catch {
    return latin1Text(content);
  }
}

/** UTF-16 (two octets) or UTF-32 (four), big-endian. */
function wide(content: Bytes, width: 2 | 4): string {
  const units = Array.from({ length: Math.floor(content.length / width) }, (_, index) =>
    content.subarray(index * width, (index + 1) * width).reduce((value, octet) => value * 256 + octet, 0),
  );
  const codePoint = (unit: number): string => (unit > 0x10ffff ? '\ufffd' : String.fromCodePoint(unit));
  return units.map(width === 2 ? (unit) => String.fromCharCode(unit) : codePoint).join('');
}

const stringReaders: ReadonlyMap<number, (content: Bytes) => string> = new Map([
  [tags.UTF8_STRING, utf8OrLatin1],
  [tags.PRINTABLE_STRING, utf8OrLatin1],
  [tags.IA5_STRING, utf8OrLatin1],
  [tags.VISIBLE_STRING, utf8OrLatin1],
  [tags.TELETEX_STRING, utf8OrLatin1],
  [tags.BMP_STRING, (content: Bytes) => wide(content, 2)],
  [tags.UNIVERSAL_STRING, (content: Bytes) => wide(content, 4)],
]);

/** Text of a string type; undefined for other types. Never throws: what is not well-formed is read as Latin-1. */
export function readText({ tag, content }: DerElement): string | undefined {
  return stringReaders.get(tag)?.(content);
}

/** UTCTime or GeneralizedTime with or without seconds and with any zone (X.680 §46, §47), which RFC 5280 narrows. */
export function readTime({ tag, content }: DerElement): Date {
  const years = tag === tags.UTC_TIME ? 2 : 4;
  const text = latin1Text(content.subarray(0, 32));
  const match = /^(\d{8})(\d\d)?(?:\.\d{1,9})?(?:Z|([+-])(\d\d)(\d\d))$/u.exec(text.slice(years));
  if (
    (tag !== tags.UTC_TIME && tag !== tags.GENERALIZED_TIME) ||
    match === null ||
    !/^\d+$/u.test(text.slice(0, years))
  )
    throw damaged('a date is wrong');
  const [, digits = '', seconds = '0', sign = '+', hours = '0', minutes = '0'] = match;
  const year = Number(text.slice(0, years));
  const [month = 0, day = 0, hour = 0, minute = 0] = (digits.match(/\d\d/gu) ?? []).map(Number);
  // RFC 5280 §4.1.2.5.1: two-digit years from 50 are in the 20th century.
  const whole = years === 4 ? year : year + (year < 50 ? 2000 : 1900);
  const date = new Date(Date.UTC(whole, month - 1, day, hour, minute, Number(seconds)));
  date.setUTCFullYear(whole);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) throw damaged('a date is wrong');
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return new Date(date.getTime() - (sign === '-' ? -offset : offset));
}
