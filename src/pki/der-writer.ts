import { concatBytes, utf8 } from './bytes';
import { tags } from './der-tags';
import type { Bytes } from './types';

/** Length octets: the short form up to 127, then the number of octets before them (X.690 §8.1.3, shortest by §10.1). */
function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 0x100)) octets.unshift(rest & 0xff);
  return [0x80 | octets.length, ...octets];
}

/**
 * One element: identifier octet, definite length in its shortest form, contents (X.690 §8.1, §10.1).
 *
 * @param tag identifier octet: class, bit 6 for constructed, number up to 30
 * @param contents finished octets, one after the other
 */
export function element(tag: number, ...contents: readonly Uint8Array[]): Bytes {
  const length = contents.reduce((sum, each) => sum + each.length, 0);
  return concatBytes(Uint8Array.of(tag, ...lengthOctets(length)), ...contents);
}

export function sequence(...parts: readonly Uint8Array[]): Bytes {
  return element(tags.SEQUENCE, ...parts);
}

/** Order of the members of a SET OF: as octet strings, the shorter one continued with zeros (X.690 §11.6). */
export function compareSetMembers(a: Uint8Array, b: Uint8Array): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Contents of a SET OF in its one order, to be tagged by the caller: SET, or an IMPLICIT tag in its place. */
export function inSetOrder(members: readonly Bytes[]): Bytes[] {
  return [...members].sort(compareSetMembers);
}

/** `[number]` around whole elements: EXPLICIT, or IMPLICIT over a constructed type. */
export function contextConstructed(number: number, ...parts: readonly Uint8Array[]): Bytes {
  return element(0xa0 | number, ...parts);
}

/** `[number] IMPLICIT` over a primitive type, given its content octets. */
export function contextPrimitive(number: number, content: Uint8Array): Bytes {
  return element(0x80 | number, content);
}

/** INTEGER of an unsigned big-endian number of any length; leading zeros do not matter (X.690 §8.3). */
export function unsignedInteger(magnitude: Uint8Array): Bytes {
  const first = magnitude.findIndex((octet) => octet !== 0);
  const digits = first < 0 ? Uint8Array.of(0) : magnitude.subarray(first);
  return (digits[0] ?? 0) > 0x7f ? element(tags.INTEGER, Uint8Array.of(0), digits) : element(tags.INTEGER, digits);
}

/** INTEGER of a number from 0 to 2³² − 1. */
export function smallInteger(value: number): Bytes {
  return unsignedInteger(Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value));
}

/** OBJECT IDENTIFIER from its dotted form: the first two arcs as one number, each number in base 128 (X.690 §8.19). */
export function objectIdentifier(dotted: string): Bytes {
  const [root = 0n, second = 0n, ...arcs] = dotted.split('.').map(BigInt);
  return element(tags.OBJECT_IDENTIFIER, Uint8Array.from([root * 40n + second, ...arcs].flatMap(base128)));
}

function base128(arc: bigint): number[] {
  const octets = [Number(arc & 0x7fn)];
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) octets.unshift(Number(rest & 0x7fn) | 0x80);
  return octets;
}

export function octetString(content: Uint8Array): Bytes {
  return element(tags.OCTET_STRING, content);
}

/** BIT STRING of whole octets. */
export function bitString(content: Uint8Array): Bytes {
  return element(tags.BIT_STRING, Uint8Array.of(0), content);
}

/** BIT STRING with a named bit list: trailing zero bits are left out (X.690 §11.2.2). */
export function namedBits(bits: readonly number[]): Bytes {
  const highest = Math.max(...bits);
  const octets = new Uint8Array(Math.floor(highest / 8) + 1);
  for (const bit of bits) octets[bit >> 3] = (octets[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return element(tags.BIT_STRING, Uint8Array.of(7 - (highest & 7)), octets);
}

/** BOOLEAN TRUE; FALSE is a default wherever we write one, and defaults are left out (X.690 §11.5). */
export const derTrue: Bytes = Uint8Array.of(tags.BOOLEAN, 1, 0xff);

export const derNull: Bytes = Uint8Array.of(tags.NULL, 0);

/** Text in one of the string types that hold octets: UTF8String, PrintableString, IA5String. */
export function textString(tag: number, text: string): Bytes {
  return element(tag, utf8(text));
}

/** Time in whole seconds: UTCTime through 2049, GeneralizedTime from 2050 (RFC 5280 §4.1.2.5). */
export function time(date: Date): Bytes {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/gu, '');
  return date.getUTCFullYear() < 2050
    ? textString(tags.UTC_TIME, digits.slice(2))
    : textString(tags.GENERALIZED_TIME, digits);
}
