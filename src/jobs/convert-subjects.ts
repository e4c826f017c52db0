import { climb } from '../inspect/climb';
import { keystores, nameOfPiece, publicKeys, requests, revocationLists, usualPublicKeys } from './convert-candidates';
import { chooseOne } from './convert-choose';
import { allPairs, ends, onlyPair, pairs } from './convert-lot';
import type { Lot, Piece, PieceWithCertificate, PieceWithKey } from './convert-lot';
import { trustedIn } from './convert-trusted';
import type { Candidate, ConversionNeed, ConversionOptions, ConversionSubjects, Pieces } from './convert-types';
import { whyNot } from './convert-why-not';

/** How what a format needs is found among the files. */
interface NeedRule<Subject> {
  /** @throws PkiError of {@link subjectFor} */
  readonly find: (lot: Lot, options: ConversionOptions) => Subject | Promise<Subject>;
  /** Labels among which a user must choose; none when there is no question. */
  readonly choices: (lot: Lot) => readonly string[];
}

/**
 * Finds what a format needs.
 *
 * @throws PkiError of `whyNot`; `material-ambiguous`, `material-missing`, `field-invalid` with the field `choose`
 */
export async function subjectFor<Need extends ConversionNeed>(
  need: Need,
  lot: Lot,
  options: ConversionOptions,
): Promise<ConversionSubjects[Need]> {
  return rules[need].find(lot, options);
}

/** The labels among which a user must choose; none when there is no question. */
export function choicesFor(need: ConversionNeed, lot: Lot): readonly string[] {
  return rules[need].choices(lot);
}

/** What finds one of something. `usual` are those among which there is a question when nothing was chosen. */
function one<Value, Subject>(
  need: ConversionNeed,
  all: (lot: Lot) => readonly Candidate<Value>[],
  usual: (lot: Lot) => readonly Candidate<Value>[],
  take: (value: Value, lot: Lot) => Subject | Promise<Subject>,
): NeedRule<Subject> {
  return {
    find: (lot, { choose }) => {
      const candidates = all(lot);
      if (candidates.length === 0) throw whyNot(need, lot);
      return take(chooseOne(candidates, usual(lot), choose).value, lot);
    },
    choices: (lot) => {
      const several = usual(lot);
      return several.length > 1 ? several.map(({ label }) => label) : [];
    },
  };
}

function firstFilled<Value>(...lists: (readonly Candidate<Value>[])[]): readonly Candidate<Value>[] {
  return lists.find((list) => list.length > 0) ?? [];
}

const rules: { readonly [Need in ConversionNeed]: NeedRule<ConversionSubjects[Need]> } = {
  certificate: one<PieceWithCertificate, PieceWithCertificate & Pieces>(
    'certificate',
    ({ certificates }) => certificates,
    (lot) => firstFilled(onlyPair(lot), ends(lot)),
    withIssuers,
  ),
  key: one<PieceWithKey, PieceWithKey & Pieces>(
    'key',
    ({ keys }) => keys,
    (lot) => firstFilled(onlyPair(lot), lot.keys),
    withIssuers,
  ),
  'certified-key': one('certified-key', allPairs, pairs, withIssuers),
  pieces: one<Piece, Pieces>(
    'pieces',
    ({ certificates, keys }) => [...certificates, ...keys.filter(({ value }) => value.certificate === undefined)],
    (lot) => firstFilled<Piece>(onlyPair(lot), ends(lot), lot.keys),
    withIssuers,
  ),
  'public-key': one('public-key', publicKeys, usualPublicKeys, asFound),
  certificates: {
    find: trustedIn,
    choices: ({ certificates }) => (certificates.length > 1 ? certificates.map(({ label }) => label) : []),
  },
  request: one('request', requests, requests, asFound),
  crl: one('crl', revocationLists, revocationLists, asFound),
  keystore: one('keystore', keystores, keystores, asFound),
};

function asFound<Value>(value: Value): Value {
  return value;
}

/** A piece with the certificates above it. */
async function withIssuers<Found extends Piece>(piece: Found, lot: Lot): Promise<Found & Pieces> {
  const { certificate } = piece;
  const name = nameOfPiece(piece);
  if (certificate === undefined) return { ...piece, name, issuers: [], root: undefined, selfSigned: false };
  const others = lot.certificates.map(({ value }) => value.certificate);
  const { chain, root } = await climb(certificate, others, lot.now);
  const selfSigned = root === certificate;
  return { ...piece, name, issuers: chain.slice(1), root: selfSigned ? undefined : root, selfSigned };
}
