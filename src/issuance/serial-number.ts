import { equalBytes } from '../pki/bytes';
import { PkiError } from '../pki/errors';
import type { Random } from '../pki/platform';
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
