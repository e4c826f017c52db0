import type { Bytes } from '../pki/types';

/**
 * Whether octets hold what no text in UTF-8 or ASCII does: control characters other than tab, line ends, form feed and
 * escape.
 */
export function isBinary(bytes: Bytes): boolean {
  // Five times as fast as a function for each of five million.
  for (const octet of bytes) if (octet < 0x20 && (octet < 0x09 || octet > 0x0d) && octet !== 0x1b) return true;
  return false;
}

/**
 * Octets as text: UTF-16 of either order, as PowerShell and certutil write it, by its mark or by its zeros; anything else as
 * UTF-8. A byte order mark is left out; what is not well-formed becomes U+FFFD.
 */
export function decodeText(bytes: Bytes): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf([first, second, third, fourth]: Bytes): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first !== 0 && second === 0 && fourth === 0) return 'utf-16le';
  return first === 0 && second !== 0 && third === 0 ? 'utf-16be' : 'utf-8';
}
