import { climb, isAuthority } from '../inspect/climb';
import { placeOf } from '../inspect/why-no-pair';
import { toHex } from '../pki/bytes';
import { formatName } from '../pki/distinguished-name';
import { spellOut } from '../pki/show-text';
import type { Bytes, ParsedName } from '../pki/types';
import { chooseOne, commonNames, placesOf } from './convert-choose';
import { allPairs, ends, pairs } from './convert-lot';
import type { Lot, Piece, PieceWithCertificate, PieceWithKey } from './convert-lot';
import { nameOfCertificate, nameOfSource } from './convert-names';
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

/** A certificate of a server or client with its key, when it is the only one: what is complete is meant before the rest. */
function onlyPair(lot: Lot): ReturnType<typeof pairs> {
  const both = pairs(lot);
  return both.length === 1 && both.every(({ value }) => !isAuthority(value.certificate)) ? both : [];
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

function nameOfPiece({ certificate, source }: Piece): string {
  return certificate === undefined ? nameOfSource(source) : nameOfCertificate(certificate);
}

/** Something that is carried over as it is, and the begin of its file's name. */
interface Named {
  readonly name: string;
  readonly der: Bytes;
}

function publicKeys({ objects, keys, certificates }: Lot): Candidate<Named>[] {
  const found = [
    ...keys.map(({ value, ...rest }) => ({ ...rest, name: nameOfPiece(value), der: value.key.spki })),
    ...certificates.map(({ value, ...rest }) => ({ ...rest, name: nameOfPiece(value), der: value.certificate.spki })),
    ...objects.flatMap((object) => {
      if (object.type !== 'public-key' && object.type !== 'request') return [];
      const { source } = object;
      const der = object.type === 'public-key' ? object.spki : object.request.spki;
      const what = object.type === 'public-key' ? 'public key' : 'request';
      const label = `${what} in ${spellOut(placeOf(source))}`;
      return [{ label, names: placesOf(source), name: nameOfSource(source), der }];
    }),
  ];
  // Backwards: of several with one public key, the first says what it is called.
  const distinct = new Map(found.reverse().map((each) => [toHex(each.der), each]));
  return [...distinct.values()]
    .reverse()
    .map(({ label, names, name, der }) => ({ label, names, value: { name, der } }));
}

function usualPublicKeys(lot: Lot): Candidate<Named>[] {
  const [pair] = onlyPair(lot);
  const all = publicKeys(lot);
  const wanted = pair === undefined ? undefined : toHex(pair.value.certificate.spki);
  return wanted === undefined ? all : all.filter(({ value }) => toHex(value.der) === wanted);
}

function requests({ objects }: Lot): Candidate<Named>[] {
  return objects.flatMap((object) => (object.type === 'request' ? named(object, object.request) : []));
}

function revocationLists({ objects }: Lot): Candidate<Named>[] {
  return objects.flatMap((object) =>
    object.type === 'crl' ? named(object, { der: object.crl.der, subject: object.crl.issuer }) : [],
  );
}

function named(
  { source }: { readonly source: string },
  { der, subject }: { readonly der: Bytes; readonly subject: ParsedName },
): [Candidate<Named>] {
  return [
    {
      label: `${formatName(subject)} in ${spellOut(placeOf(source))}`,
      names: [formatName(subject), ...commonNames(subject), ...placesOf(source)],
      value: { name: nameOfSource(source), der },
    },
  ];
}

function keystores({ objects }: Lot): Candidate<ConversionSubjects['keystore']>[] {
  return objects.flatMap((object) => {
    if (object.type !== 'keystore') return [];
    const { source, keystore } = object;
    return [
      {
        label: `${keystore.format} keystore ${spellOut(placeOf(source))}`,
        names: placesOf(source),
        value: { name: nameOfSource(source), file: placesOf(source).at(-1) ?? source, keystore },
      },
    ];
  });
}
