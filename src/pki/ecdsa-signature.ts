import { concatBytes } from './bytes';
import { Fields, damaged, readElement } from './der-reader';
import { tags } from './der-tags';
import { sequence, unsignedInteger } from './der-writer';
import type { Bytes } from './types';

/** WebCrypto's form of an ECDSA signature (r and s side by side) as Ecdsa-Sig-Value (RFC 3279 §2.2.3). */
export function ecdsaSignatureToDer(signature: Bytes): Bytes {
  const half = signature.length / 2;
  return sequence(unsignedInteger(signature.subarray(0, half)), unsignedInteger(signature.subarray(half)));
}

/**
 * Ecdsa-Sig-Value as WebCrypto takes it: r and s side by side, each as long as the curve's field.
 *
 * @param bits field size of the curve
 * @throws PkiError `file-damaged` unless it is exactly two positive INTEGERs in their shortest form that fit
 */
export function ecdsaSignatureFromDer(der: Bytes, bits: number): Bytes {
  const width = Math.ceil(bits / 8);
  const fields = new Fields(readElement(der), tags.SEQUENCE);
  const numbers = [fields.required(tags.INTEGER), fields.required(tags.INTEGER)].map(({ content, whole }) => {
    const [first = 0x80, second = 0x80] = content;
    const digits = first === 0 ? content.subarray(1) : content;
    const shortest = whole.length === content.length + 2 && (first !== 0 || second > 0x7f);
    if (first > 0x7f || !shortest || digits.length > width) throw damaged('a signature is wrong');
    return concatBytes(new Uint8Array(width - digits.length), digits);
  });
  if (fields.any() !== undefined) throw damaged('a signature is wrong');
  return concatBytes(...numbers);
}
