import { toHex } from '../pki/bytes';
import type { Bytes } from '../pki/types';
import type { FoundObject } from './found-object';
import { groupBy } from './group-by';
import type { Placed } from './placed';
import type { ReportedMatch } from './report';

/** Beyond this many pairs for one key, each object is paired once: files of copies would fill the memory. */
const MOST_PAIRS = 10_000;

/** Which private key belongs to which certificate, request or public key. */
export function reportMatches(placed: readonly Placed[]): ReportedMatch[] {
  const holders = placed.flatMap((each) => {
    const spki = spkiOf(each.object);
    return spki === undefined ? [] : [{ ...each, id: toHex(spki) }];
  });
  return [...groupBy(holders, ({ id }) => id).values()].flatMap(pairsAmong);
}

/** SubjectPublicKeyInfo of what has one. */
export function spkiOf(object: FoundObject): Bytes | undefined {
  switch (object.type) {
    case 'certificate':
      return object.certificate.spki;
    case 'private-key':
      return object.key.spki;
    case 'request':
      return object.request.spki;
    case 'public-key':
      return object.spki;
    default:
      return undefined;
  }
}

function pairsAmong(same: readonly Placed[]): ReportedMatch[] {
  const keys = same.filter(({ object }) => object.type === 'private-key').map(({ reference }) => reference);
  const others = same.filter(({ object }) => object.type !== 'private-key').map(({ reference }) => reference);
  const [first] = keys;
  if (first === undefined) return [];
  if (keys.length * others.length > MOST_PAIRS) return others.map((other) => ({ key: first, with: other }));
  return keys.flatMap((key) => others.map((other) => ({ key, with: other })));
}
