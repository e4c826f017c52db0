import { PkiError } from './errors';
import type { Bytes } from './types';

/** An element as read: identifier octet, content octets, and the whole of it. Views of the input, not copies. */
export interface DerElement {
  readonly tag: number;
  readonly content: Bytes;
  readonly whole: Bytes;
}

/**
 * Reads the one element that makes up all of the input. Lengths must be definite; whether they are the shortest is left to
 * `isCanonicalDer`, because certificates with long forms are in use.
 *
 * @throws PkiError `file-damaged` when it is cut off, followed by something, or no DER at all
 */
export function readElement(bytes: Bytes): DerElement {
  const found = elementAt(bytes, 0);
  if (found.whole.length !== bytes.length) throw damaged('something follows its end');
  return found;
}

/** Elements inside a constructed one, in order. */
export function childrenOf({ content }: DerElement): DerElement[] {
  const children: DerElement[] = [];
  for (let offset = 0; offset < content.length;) {
    const child = elementAt(content, offset);
    children.push(child);
    offset += child.whole.length;
  }
  return children;
}

function elementAt(bytes: Bytes, offset: number): DerElement {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined) throw damaged('it is cut off');
  if ((tag & 0x1f) === 0x1f || first === 0x80 || first > 0x84) throw damaged('it is not DER');
  let start = offset + 2;
  let length = first;
  if (first > 0x80) {
    length = 0;
    for (let left = first & 0x7f; left > 0; left--) length = length * 256 + (bytes[start++] ?? 0);
  }
  if (start + length > bytes.length) throw damaged('it is cut off');
  return { tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(offset, start + length) };
}

/** Takes the elements of a SEQUENCE or SET one after the other, each by the tag it must have. */
export class Fields {
  readonly #elements: readonly DerElement[];
  #at = 0;

  /** @throws PkiError `file-damaged` when the element has another tag */
  constructor(parent: DerElement, tag: number) {
    if (parent.tag !== tag) throw damaged('it has another structure');
    this.#elements = childrenOf(parent);
  }

  /** The next element of any type; undefined at the end. */
  any(): DerElement | undefined {
    return this.#elements[this.#at++];
  }

  /** The next element if it has this tag. */
  optional(tag: number): DerElement | undefined {
    const next = this.#elements[this.#at];
    if (next?.tag !== tag) return undefined;
    this.#at++;
    return next;
  }

  /** @throws PkiError `file-damaged` unless the next element has this tag */
  required(tag: number): DerElement {
    const next = this.optional(tag);
    if (next === undefined) throw damaged('it has another structure');
    return next;
  }
}

/** The error for input that is not what it should be; `reason` completes "The data cannot be read: …". */
export function damaged(reason: string, cause?: unknown): PkiError {
  return new PkiError('file-damaged', `The data cannot be read: ${reason}. Get the file again, in binary mode.`, {
    cause,
  });
}
