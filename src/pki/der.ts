import { compareSetMembers } from './der-writer';
import { childrenOf, damaged, readElement } from './der-reader';
import type { DerElement } from './der-reader';
import { tags } from './der-tags';
import { PkiError } from './errors';
import type { Bytes } from './types';

/** No certificate, key or request comes near this; a megabyte of it would be 10,000 names. */
const MAX_BYTES = 1_000_000;

/** A keystore has about twenty for each entry, since what is encrypted counts as one. */
const MAX_ELEMENTS = 200_000;

/** Certificates nest about ten deep. Parsers recurse, and 50,000 levels overflow their stack. */
const MAX_DEPTH = 64;

/**
 * Refuses input that is too large, nested too deeply or in too many parts, in one pass without recursion, before any parser
 * sees it. BER with indefinite lengths is walked too, so that the guard serves readers of BER.
 *
 * @throws PkiError `file-too-large`, also for too many parts, or `file-damaged` for what is cut off or nested beyond reason
 */
export function assertDerLimits(bytes: Bytes, maxBytes = MAX_BYTES): void {
  if (bytes.length > maxBytes)
    throw new PkiError(
      'file-too-large',
      `The data has ${String(bytes.length)} bytes, more than any certificate or key. Choose the right file.`,
    );
  /** Ends of the open elements; Infinity while the length is indefinite. */
  const open: number[] = [];
  let elements = 0;
  for (let offset = 0; offset < bytes.length;) {
    while (open.at(-1) === offset) open.pop();
    if (++elements > MAX_ELEMENTS) throw tooManyParts();
    const header = headerAt(bytes, offset);
    offset = header.start;
    if (header.endOfContents) {
      if (open.pop() !== Infinity) throw damaged('it is not DER');
    } else if (header.constructed) {
      open.push(header.length === undefined ? Infinity : offset + header.length);
      if (open.length > MAX_DEPTH) throw damaged(`it is nested more than ${String(MAX_DEPTH)} levels deep`);
    } else offset += header.length ?? 0;
  }
  if (open.some((end) => end !== bytes.length)) throw damaged('it is cut off');
}

function tooManyParts(): PkiError {
  return new PkiError(
    'file-too-large',
    `The data has more than ${String(MAX_ELEMENTS)} parts, which is the limit here: a revocation list of some 60000 entries. Look into it with openssl, or choose a smaller file.`,
  );
}

/** Identifier and length octets of an element of BER (X.690 §8.1.2, §8.1.3). */
export interface Header {
  readonly constructed: boolean;
  readonly endOfContents: boolean;
  /** Where the contents begin. */
  readonly start: number;
  /** Undefined: indefinite. */
  readonly length: number | undefined;
}

/**
 * Reads the header of the element that begins at an offset.
 *
 * @throws PkiError `file-damaged` for a header or contents that are cut off
 */
export function headerAt(bytes: Bytes, offset: number): Header {
  const identifier = bytes[offset] ?? 0;
  let start = offset + 1;
  if ((identifier & 0x1f) === 0x1f) while ((bytes[start++] ?? 0) > 0x7f);
  const first = bytes[start++];
  if (first === undefined) throw damaged('it is cut off');
  const constructed = (identifier & 0x20) !== 0;
  const endOfContents = identifier === 0 && first === 0;
  if (first === 0x80 && constructed) return { constructed, endOfContents, start, length: undefined };
  let length = first;
  if (first >= 0x80) {
    length = 0;
    for (let left = first & 0x7f; left > 0; left--) length = length * 256 + (bytes[start++] ?? 0);
  }
  if (first === 0x80 || length > bytes.length - start) throw damaged('it is cut off');
  return { constructed, endOfContents, start, length };
}

/**
 * Whether bytes are one element of canonical DER (X.690 §10 and §11) as far as that shows without knowing the types:
 * shortest definite lengths, no constructed strings, BOOLEAN 00 or FF, shortest INTEGERs and object identifiers, unused
 * bits zero, times in UTC with seconds, SETs in order. Never throws.
 */
export function isCanonicalDer(bytes: Bytes): boolean {
  try {
    assertDerLimits(bytes);
    return isCanonical(readElement(bytes));
  } catch (error) {
    if (error instanceof PkiError) return false;
    throw error;
  }
}

function isCanonical(element: DerElement): boolean {
  const { tag, content, whole } = element;
  const header = whole.length - content.length;
  if (header !== shortestHeader(content.length)) return false;
  if ((tag & 0x20) === 0) return canonicalContent.get(tag)?.(content) ?? true;
  if ((tag & 0xc0) === 0 && tag !== tags.SEQUENCE && tag !== tags.SET) return false;
  const children = childrenOf(element);
  if (
    tag === tags.SET &&
    !children.every(({ whole }, index) => compareSetMembers(children[index - 1]?.whole ?? whole, whole) <= 0)
  )
    return false;
  return children.every(isCanonical);
}

function shortestHeader(length: number): number {
  let octets = 2;
  if (length > 0x7f) for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets++;
  return octets;
}

const isAscii = (content: Bytes, pattern: RegExp): boolean =>
  pattern.test(String.fromCharCode(...content.subarray(0, 32)));

/** What X.690 asks of the contents of primitive types, by identifier octet. */
const canonicalContent: ReadonlyMap<number, (content: Bytes) => boolean> = new Map([
  [tags.BOOLEAN, (content: Bytes) => content.length === 1 && (content[0] === 0 || content[0] === 0xff)],
  [tags.INTEGER, isShortestInteger],
  [tags.BIT_STRING, hasZeroUnusedBits],
  [tags.NULL, (content: Bytes) => content.length === 0],
  [
    tags.OBJECT_IDENTIFIER,
    (content: Bytes) =>
      content.length > 0 &&
      (content.at(-1) ?? 0) < 0x80 &&
      content.every((octet, index) => octet !== 0x80 || (content[index - 1] ?? 0) > 0x7f),
  ],
  [tags.UTC_TIME, (content: Bytes) => isAscii(content, /^\d{12}Z$/u)],
  [tags.GENERALIZED_TIME, (content: Bytes) => isAscii(content, /^\d{14}(?:\.\d*[1-9])?Z$/u)],
]);

function isShortestInteger(content: Bytes): boolean {
  const [first, second] = content;
  if (first === undefined) return false;
  if (second === undefined) return true;
  return !((first === 0 && second < 0x80) || (first === 0xff && second > 0x7f));
}

function hasZeroUnusedBits(content: Bytes): boolean {
  const unused = content[0] ?? 8;
  if (unused > 7 || (content.length === 1 && unused !== 0)) return false;
  return ((content.at(-1) ?? 0) & ((1 << unused) - 1)) === 0 || content.length === 1;
}
