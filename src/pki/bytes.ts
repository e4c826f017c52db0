import { PkiError } from './errors';
import type { Bytes } from './types';

const encoder = new TextEncoder();

/** UTF-8 of a text; lone surrogates become U+FFFD. */
export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/** Joins byte strings into a new one. */
export function concatBytes(...parts: readonly Uint8Array[]): Bytes {
  return joinBytes(parts);
}

/** As {@link concatBytes}, for as many parts as a file may have: engines limit the number of arguments. */
export function joinBytes(parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Whether two byte strings are the same. Not in constant time: for public values only. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  // A plain loop: the self-check compares whole archives, and a closure for each octet takes three times as long.
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}

/** Two digits for each octet: writing them anew takes ten times as long, and a truststore is compared as hex. */
const pairs = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'));

/** Lower-case hex, two digits an octet, no separators. */
export function toHex(bytes: Uint8Array): string {
  let hex = '';
  for (const octet of bytes) hex += pairs[octet] ?? '';
  return hex;
}

/**
 * Octets of a hex text of either case.
 *
 * @throws PkiError `file-damaged` for anything but pairs of hex digits
 */
export function fromHex(hex: string): Bytes {
  if (hex.length % 2 !== 0 || /[^0-9a-f]/iu.test(hex)) throw new PkiError('file-damaged', 'This is not a hex text.');
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) => parseInt(hex.slice(index * 2, index * 2 + 2), 16));
}

/** Octets handed to String.fromCharCode at once; engines limit the number of arguments. */
const CHUNK = 8192;

/** Base64 with padding, on one line (RFC 4648 §4). */
export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let offset = 0; offset < bytes.length; offset += CHUNK)
    binary += String.fromCharCode(...bytes.subarray(offset, offset + CHUNK));
  return btoa(binary);
}

/**
 * Octets of a base64 text (RFC 4648 §4); white space is skipped, padding may be absent.
 *
 * @throws PkiError `file-damaged` when it holds anything else
 */
export function fromBase64(text: string): Bytes {
  let binary: string;
  try {
    binary = atob(text);
  } catch (cause) {
    throw new PkiError('file-damaged', 'The base64 text is damaged: a character is missing or does not belong there.', {
      cause,
    });
  }
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

/**
 * Octets of a base64url text (RFC 4648 §5), as JSON Web Keys use it.
 *
 * @throws PkiError `file-damaged` as {@link fromBase64}
 */
export function fromBase64Url(text: string): Bytes {
  return fromBase64(text.replaceAll('-', '+').replaceAll('_', '/'));
}

/** Digests of certificates and files. SHA-1 is for display and key identifiers only, never for signatures. */
export type DigestName = 'SHA-256' | 'SHA-1';

/** Digest of a byte string. */
export async function digest(name: DigestName, bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest(name, bytes));
}

/** Digest as lower-case hex without separators. */
export async function digestHex(name: DigestName, bytes: Bytes): Promise<string> {
  return toHex(await digest(name, bytes));
}
