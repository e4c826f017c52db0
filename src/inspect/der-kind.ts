import { childrenOf, readElement } from '../pki/der-reader';
import type { DerElement } from '../pki/der-reader';
import { tags } from '../pki/der-tags';
import { PkiError } from '../pki/errors';
import { isSignedData } from '../pki/pkcs7';
import type { Bytes } from '../pki/types';

/** What DER holds, as far as its structure tells. */
export type DerKind =
  | 'certificate'
  | 'request'
  | 'crl'
  | 'signed-data'
  | 'pkcs8'
  | 'encrypted-pkcs8'
  | 'pkcs1'
  | 'sec1'
  | 'spki'
  | 'pkcs1-public';

/** A letter for each type, so that a structure can be compared as a word: S for SEQUENCE, 0 for the tag [0], … */
const letters: ReadonlyMap<number, string> = new Map([
  [tags.SEQUENCE, 'S'],
  [tags.INTEGER, 'I'],
  [tags.OCTET_STRING, 'O'],
  [tags.BIT_STRING, 'B'],
  [tags.UTC_TIME, 'T'],
  [tags.GENERALIZED_TIME, 'T'],
  [0xa0, '0'],
  [0xa1, '1'],
]);

/** Structures of one SEQUENCE: RFC 5958 §2 and §3, RFC 8017 appendix A.1, RFC 5915 §3, RFC 5280 §4.1. */
const kinds: readonly (readonly [RegExp, DerKind])[] = [
  [/^ISO/u, 'pkcs8'],
  [/^SO$/u, 'encrypted-pkcs8'],
  [/^I{9}S?$/u, 'pkcs1'],
  [/^IO0?1?$/u, 'sec1'],
  [/^SB$/u, 'spki'],
];

/** Structures of what is signed: RFC 5280 §4.1 and §5.1, RFC 2986 §4.1. */
const signedKinds: readonly (readonly [RegExp, DerKind])[] = [
  [/^0?ISSSSS/u, 'certificate'],
  [/^I?SST/u, 'crl'],
  [/^ISS0?$/u, 'request'],
];

/** A signature of DSA has the same structure as an RSA public key, with smaller numbers. */
const LEAST_MODULUS = 64;

/** Tells what DER holds; undefined for anything else. Never throws. */
export function derKind(der: Bytes): DerKind | undefined {
  if (isSignedData(der)) return 'signed-data';
  const parts = partsOf(der);
  const shape = shapeOf(parts);
  const [first] = parts;
  if (shape === 'SSB' && first !== undefined) return matching(signedKinds, shapeOf(partsOf(first.whole)));
  if (shape === 'II' && (first?.content.length ?? 0) >= LEAST_MODULUS) return 'pkcs1-public';
  return matching(kinds, shape);
}

function matching(table: readonly (readonly [RegExp, DerKind])[], shape: string): DerKind | undefined {
  return table.find(([pattern]) => pattern.test(shape))?.[1];
}

function shapeOf(parts: readonly DerElement[]): string {
  return parts.map(({ tag }) => letters.get(tag) ?? '?').join('');
}

function partsOf(der: Bytes): DerElement[] {
  try {
    const element = readElement(der);
    return element.tag === tags.SEQUENCE ? childrenOf(element) : [];
  } catch (error) {
    if (error instanceof PkiError) return [];
    throw error;
  }
}
