import { equalBytes } from '../pki/bytes';
import { PkiError } from '../pki/errors';
import type { Random } from '../pki/platform';
import { showText } from '../pki/show-text';
import type { Bytes } from '../pki/types';

/** RFC 5280 §4.1.2.2 allows 20; the CA/Browser Forum asks for 64 random bits. */
const OCTETS = 16;

/**
 * Makes a serial number: 16 random octets, positive, always of the same length (the first octet is 40 to 7f hex), so that
 * two of them are equal with probability 2⁻¹²⁶.
 *
 * @throws PkiError `random-failed` when all octets are the same
 */
export function newSerialNumber(random: Random): Bytes {
  const serialNumber = random(new Uint8Array(OCTETS));
  assertVaried(serialNumber);
  serialNumber[0] = ((serialNumber[0] ?? 0) & 0x3f) | 0x40;
  return serialNumber;
}

/** RFC 5280 §4.1.2.2. */
const MOST_OCTETS = 20;

/**
 * Reads a serial number as tools print it: hex digits of either case, with or without colons, spaces or `0x`.
 *
 * @returns lower-case hex of its content octets without a leading 00, as certificates are read
 * @throws PkiError `field-invalid` for anything else, zero, or more than 20 octets
 */
export function parseSerialNumber(text: string, field: string): string {
  const digits = text.replaceAll(/[\s:]/gu, '').toLowerCase().replace(/^0x/u, '').replace(/^0+/u, '');
  if (!/^[\da-f]+$/u.test(digits) || digits.length > MOST_OCTETS * 2)
    throw new PkiError(
      'field-invalid',
      `${showText(text)} is not a serial number. Enter it in hex, as in 0A:1B:2C; a certificate can be dropped instead.`,
      { field },
    );
  return digits.padStart(digits.length + (digits.length % 2), '0');
}

/**
 * Draws twice and refuses a source that gives constant or repeated octets, before any key is made.
 *
 * @throws PkiError `random-failed`
 */
export function assertRandomWorks(random: Random): void {
  const [first, second] = [random(new Uint8Array(32)), random(new Uint8Array(32))];
  assertVaried(first);
  assertVaried(second);
  if (equalBytes(first, second)) throw broken();
}

function assertVaried(octets: Bytes): void {
  if (octets.every((octet) => octet === octets[0])) throw broken();
}

function broken(): PkiError {
  return new PkiError(
    'random-failed',
    'The random source of this browser repeats itself, so keys made here would not be secret. Use another browser or computer.',
  );
}
