import type { Bytes } from '../pki/types';

/** Octets that text files do not have: all control characters but tab, line ends, form feed and escape. */
function isControl(octet: number): boolean {
  return octet < 0x20 && !(octet >= 0x09 && octet <= 0x0d) && octet !== 0x1b;
}

/** Whether octets hold what no text in UTF-8 or ASCII does. */
export function isBinary(bytes: Bytes): boolean {
  return bytes.some(isControl);
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
