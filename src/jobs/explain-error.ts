import type { Answers } from '../bundle/types';
import { isAuthority } from '../inspect/climb';
import type { FoundObject, InputFile } from '../inspect/found-object';
import type { GeneralName } from '../pki/types';
import type { Recipe } from '../recipes/types';
import { byteRows } from './fitness-bytes';
import { chainRows } from './fitness-chain';
import { checkFitness } from './fitness';
import { leafRows, subjectOf } from './fitness-leaf';
import { keyWith, lotOf, placeIn } from './fitness-lot';
import { planFor } from './fitness-plan';
import { aliasRows, storeRows } from './fitness-stores';
import type { FitnessCheck, FitnessRow, LeafCase, Lot } from './fitness-types';
import { knownMessages } from './known-messages';
import type { KnownMessage } from './known-messages';
import { aliasesIn, hostsIn } from './message-names';
import { recipeErrors } from './recipe-errors';

export interface ErrorQuestion {
  /** The system in question: its own known errors count too, and the files are held against it. */
  readonly recipe?: Recipe | undefined;
  readonly answers?: Answers | undefined;
  /** The files themselves, which tell their form. */
  readonly files?: readonly InputFile[] | undefined;
  readonly now: Date;
}

/** A message explained by the files. */
export interface Explanation {
  /** What the message is, by those who print it; empty when nothing is known of it. */
  readonly known: readonly Pick<KnownMessage, 'id' | 'by' | 'message' | 'means' | 'source'>[];
  /** What in these files causes it, the likeliest first; without a known message, all that the checks found. */
  readonly found: readonly FitnessRow[];
  /** What was looked at for this message and is in order here. */
  readonly sound: readonly FitnessRow[];
  /** What else causes it, the likeliest first. */
  readonly causes: readonly string[];
}

/** Longer logs are cut: what matters stands at the beginning of a stack trace, or in its last "Caused by". */
const LONGEST = 20_000;

/** More certificates are no set for one system, but a list of roots. */
const MOST_LEAVES = 50;

/**
 * Explains an error message, alone or inside a log, by its cause in these files first, then by its other causes.
 *
 * @param message as printed, of any length and case; what is longer than 40,000 characters is cut in the middle
 * @throws PkiError as {@link checkFitness}, where a recipe is given
 */
export async function explainError(
  message: string,
  objects: readonly FoundObject[],
  { recipe, answers = {}, files = [], now }: ErrorQuestion,
): Promise<Explanation> {
  const text = message.length > 2 * LONGEST ? `${message.slice(0, LONGEST)}\n${message.slice(-LONGEST)}` : message;
  const matches = knownMessages.filter(({ pattern }) => pattern.test(text));
  const lot = lotOf(objects, now);
  const rows = [
    ...(await generalRows(lot, hostsIn(text))),
    ...aliasesIn(text).flatMap((alias) => aliasRows(alias, lot)),
    ...(recipe === undefined ? [] : (await checkFitness(objects, { recipe, answers, now })).rows),
    ...(await storeRows(lot)),
    ...byteRows(files, lot),
  ];
  const own = recipe === undefined ? [] : recipeErrors(text, planFor(recipe, answers, objects).plan);
  const known = [...matches, ...own];
  const causes = [...own, ...matches].flatMap((each) => each.causes);
  return { known, ...sorted(distinct(rows), known), causes: [...new Set(causes)] };
}

/** Faults first, then what these files do not tell; in the order of the messages' checks. */
function sorted(rows: readonly FitnessRow[], known: readonly KnownMessage[]): Pick<Explanation, 'found' | 'sound'> {
  const wanted = [...new Set(known.flatMap(({ checks }) => checks))];
  const of = (passed: FitnessRow['passed']): FitnessRow[] =>
    known.length === 0
      ? rows.filter((row) => row.passed === passed)
      : wanted.flatMap((check: FitnessCheck) => rows.filter((row) => row.check === check && row.passed === passed));
  return { found: [...of('no'), ...of('unknown')], sound: of('yes') };
}

/** The checks that need no recipe, for every certificate that is not a CA's. */
async function generalRows(lot: Lot, hosts: readonly GeneralName[]): Promise<FitnessRow[]> {
  const leaves = lot.certificates.filter(({ certificate }) => !isAuthority(certificate));
  const seen = new Map(
    leaves.map((found) => [`${found.certificate.serialNumber} ${subjectOf(found.certificate)}`, found]),
  );
  const rows: FitnessRow[] = [];
  for (const found of [...seen.values()].slice(0, MOST_LEAVES)) {
    const leaf: LeafCase = {
      title: `${subjectOf(found.certificate)} in ${placeIn(found.source)}`,
      found,
      key: keyWith(lot, found.certificate.spki, found.source),
      purposes: [],
      hosts: hosts.length === 0 ? undefined : hosts,
      rootAsked: true,
    };
    rows.push(...(await leafRows(leaf, lot)), ...(await chainRows(leaf, lot)));
  }
  return rows;
}

/** The same finding once, and none that leaves open what another decides about the same object. */
function distinct(rows: readonly FitnessRow[]): FitnessRow[] {
  const decided = rows.filter(({ passed }) => passed !== 'unknown');
  const open = rows.filter(
    (row) =>
      row.passed === 'unknown' &&
      !decided.some(
        ({ check, objects: [object] }) => check === row.check && object !== undefined && object === row.objects[0],
      ),
  );
  return [...new Map([...decided, ...open].map((row) => [`${row.check} ${row.why}`, row])).values()];
}
