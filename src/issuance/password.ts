import type { Random } from '../pki/platform';
import type { Bytes } from '../pki/types';

/** Bitcoin's base58: no 0, O, I, l, and nothing that a shell, a properties file or a BMPString would need escaped. */
const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** The largest multiple of 58 in a byte: octets from here on are rejected, or the first letters would come up more often. */
const limit = 256 - (256 % alphabet.length);

/** Typed passwords that protect something we write are at least this long (NIST SP 800-63B-4 §3.1.1.2, single factor). */
export const SHORTEST_TYPED = 15;

/**
 * Makes a password of equally likely base58 characters by rejection sampling. The default of 24 characters holds 140 bits.
 *
 * @param random source of random octets
 * @param length number of characters
 */
export function generatePassword(random: Random, length = 24): string {
  let password = '';
  const octets: Bytes = new Uint8Array(length);
  while (password.length < length) {
    for (const octet of random(octets))
      if (octet < limit && password.length < length) password += alphabet.charAt(octet % alphabet.length);
  }
  octets.fill(0);
  return password;
}
