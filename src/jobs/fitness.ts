import type { Answers } from '../bundle/types';
import type { FoundObject } from '../inspect/found-object';
import type { Recipe } from '../recipes/types';
import { absentRow, requestRow } from './fitness-absent';
import { casesOf } from './fitness-cases';
import { chainRows } from './fitness-chain';
import { consumerRows } from './fitness-consumer';
import { dialledRows } from './fitness-dialled';
import { formRows } from './fitness-form';
import { leafRows } from './fitness-leaf';
import { lotOf } from './fitness-lot';
import { fileNameRows } from './fitness-names';
import { planFor } from './fitness-plan';
import { rootRows } from './fitness-roots';
import { storeRows } from './fitness-stores';
import { passedAll } from './fitness-types';
import type { FitnessRow, Passed } from './fitness-types';

export interface FitnessQuestion {
  readonly recipe: Recipe;
  /** By field id, and `mode`; answers of our own manifest among the files stand where these are silent. */
  readonly answers: Answers;
  readonly now: Date;
}

/** Whether files will work with a system. */
export interface Fitness {
  readonly recipe: string;
  readonly title: string;
  /** The way in whose files these were held against. */
  readonly mode: string;
  readonly passed: Passed;
  readonly rows: readonly FitnessRow[];
}

/**
 * Holds files against what a recipe makes for its system: certificates and keys for each purpose, names, dates, chains, roots
 * for the other side, forms, aliases and file names. Only hosts and aliases that were answered are asked of the files; what
 * nobody answered is `unknown`.
 *
 * The mode is the one answered, else that of our own manifest among the files, else the one for who has a certificate
 * already, else the one that the recipe proposes.
 *
 * @param objects of all files; the contents of keystores and protected keys only where their password was known
 * @throws PkiError `mode-unknown`, `field-unknown`, or what the recipe says of an answer, with its field
 */
export async function checkFitness(
  objects: readonly FoundObject[],
  { recipe, answers, now }: FitnessQuestion,
): Promise<Fitness> {
  const { plan, given } = planFor(recipe, answers, objects);
  const lot = lotOf(objects, now);
  const cases = casesOf(plan, given, lot);
  const rows: FitnessRow[] = [];
  for (const each of cases) {
    if (each.found === undefined) {
      rows.push(each.leaf.requested === true ? requestRow(each, lot) : absentRow(each, cases, lot));
      continue;
    }
    rows.push(...(await leafRows(each.found, lot)), ...(await chainRows(each.found, lot)), ...consumerRows(each, plan));
  }
  rows.push(...(await rootRows(plan, cases, lot)), ...dialledRows(plan, cases, given, lot));
  rows.push(...formRows(plan, cases, lot, (alias) => Object.values(given).includes(alias)));
  rows.push(...fileNameRows(plan, cases, lot), ...(await storeRows(lot)).filter(isClosed));
  return { recipe: recipe.id, title: recipe.title, mode: plan.mode.id, passed: passedAll(rows), rows };
}

/** A keystore that stays closed may hold what is missing; what else is said of keystores concerns Java or older systems. */
function isClosed({ check, passed }: FitnessRow): boolean {
  return check === 'password' && passed !== 'yes';
}
