import { concatBytes } from '../../src/pki/bytes';
import { childrenOf, readElement } from '../../src/pki/der-reader';
import { tags } from '../../src/pki/der-tags';
import { element } from '../../src/pki/der-writer';
import type { Bytes } from '../../src/pki/types';

const CONSTRUCTED = 0x20;

/**
 * DER in the manner of writers of BER: constructed elements with indefinite lengths, OCTET STRINGs in pieces.
 *
 * @param keep elements that stay as they are
 * @param piece octets in a piece
 */
export function toIndefinite(der: Bytes, keep: (whole: Bytes) => boolean = () => false, piece = 1000): Bytes {
  const { tag, content, whole } = readElement(der);
  if (keep(whole)) return whole;
  if (tag === tags.OCTET_STRING) {
    const count = Math.ceil(content.length / piece);
    const pieces = Array.from({ length: count }, (_, index) => content.subarray(index * piece, (index + 1) * piece));
    return indefinite(tag | CONSTRUCTED, ...pieces.map((part) => element(tags.OCTET_STRING, part)));
  }
  if ((tag & CONSTRUCTED) === 0) return whole;
  return indefinite(tag, ...childrenOf(readElement(der)).map((child) => toIndefinite(child.whole, keep, piece)));
}

/** X.690 §8.1.3.6. */
function indefinite(tag: number, ...members: readonly Bytes[]): Bytes {
  return concatBytes(Uint8Array.of(tag, 0x80), ...members, new Uint8Array(2));
}
