import { assertDerLimits, headerAt } from './der';
import { childrenOf, damaged, readElement } from './der-reader';
import type { DerElement } from './der-reader';
import { tags } from './der-tags';
import { element } from './der-writer';
import { joinBytes } from './bytes';
import type { Bytes } from './types';

const CONSTRUCTED = 0x20;

/** Octets that end an indefinite length (X.690 §8.1.5). */
const END_OF_CONTENTS = 2;

/** An element in definite lengths, where it ended in the input, and whether it had to be written anew. */
interface Normalised {
  readonly whole: Bytes;
  readonly end: number;
  readonly changed: boolean;
}

/**
 * One element of BER in the form that our readers of DER take: definite lengths (X.690 §8.1.3) and OCTET STRINGs in one
 * piece (§8.7.3), as Windows, NSS and the JDK do not always write them. What has that form already stays as it is, octet by
 * octet, so that signatures over it still verify. Pieces of an OCTET STRING under an IMPLICIT tag look like members of any
 * constructed type and stay apart: {@link joinOctets} is for those.
 *
 * @param maxBytes as `assertDerLimits`
 * @throws PkiError `file-too-large`, or `file-damaged` for what is cut off, nested beyond reason or followed by something
 */
export function normaliseBer(ber: Bytes, maxBytes?: number): Bytes {
  // Bounds depth and number of the elements below.
  assertDerLimits(ber, maxBytes);
  const { whole, end } = normaliseAt(ber, 0);
  if (end !== ber.length) throw damaged('something follows its end');
  return whole;
}

/**
 * Octets of an OCTET STRING under an IMPLICIT tag, in one piece or several, in normalised BER.
 *
 * @throws PkiError `file-damaged`
 */
export function joinOctets(tagged: DerElement): Bytes {
  return (tagged.tag & CONSTRUCTED) === 0 ? tagged.content : joinBytes(childrenOf(tagged).map(contentOfPiece));
}

function normaliseAt(ber: Bytes, offset: number): Normalised {
  const tag = ber[offset] ?? 0;
  if ((tag & 0x1f) === 0x1f) throw damaged('it has types that certificates and keys have not');
  const { constructed, start, length } = headerAt(ber, offset);
  if (!constructed) {
    const end = start + (length ?? 0);
    return { whole: ber.subarray(offset, end), end, changed: false };
  }
  const members = membersAt(ber, start, length);
  const last = members.at(-1)?.end ?? start;
  const end = length === undefined ? last + END_OF_CONTENTS : last;
  const inPieces = tag === (tags.OCTET_STRING | CONSTRUCTED);
  if (length !== undefined && !inPieces && !members.some(({ changed }) => changed))
    return { whole: ber.subarray(offset, end), end, changed: false };
  const parts = members.map(({ whole }) => whole);
  const whole = inPieces
    ? element(tags.OCTET_STRING, joinBytes(parts.map((part) => contentOfPiece(readElement(part)))))
    : element(tag, joinBytes(parts));
  return { whole, end, changed: true };
}

function membersAt(ber: Bytes, start: number, length: number | undefined): Normalised[] {
  const members: Normalised[] = [];
  let at = start;
  while (length === undefined ? !headerAt(ber, at).endOfContents : at < start + length) {
    const member = normaliseAt(ber, at);
    members.push(member);
    at = member.end;
  }
  if (length !== undefined && at !== start + length) throw damaged('it is cut off');
  return members;
}

/** X.690 §8.7.3.2: each piece is an OCTET STRING. */
function contentOfPiece({ tag, content }: DerElement): Bytes {
  if (tag !== tags.OCTET_STRING) throw damaged('a piece of an octet string is wrong');
  return content;
}
