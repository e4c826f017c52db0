import type { FoundObject, InputFile } from '../../inspect/found-object';
import type { InspectedFile } from '../../inspect/inspect-files';
import type { ObjectReference } from '../../inspect/report';
import { checkFitness } from '../../jobs/fitness';
import type { Fitness } from '../../jobs/fitness';
import type { FitnessRow } from '../../jobs/fitness-types';
import { explainError } from '../../jobs/explain-error';
import type { Explanation } from '../../jobs/explain-error';
import type { InspectCommand } from './inspect-arguments';
import { recipeOf } from './make';

/** What `--for` and `--explain` ask, answered. */
export interface Judgement {
  readonly fitness?: Fitness;
  readonly explanation?: Explanation;
}

/**
 * Holds the files against a recipe, and explains a message by them, as far as the command asks.
 *
 * @throws PkiError `recipe-unknown`, or what `checkFitness` refuses, with the field of the answer
 */
export async function judge(
  command: Pick<InspectCommand, 'recipe' | 'set' | 'message'>,
  inspected: readonly InspectedFile[],
  files: readonly InputFile[],
  now: Date,
): Promise<Judgement> {
  const recipe = command.recipe === undefined ? undefined : recipeOf(command.recipe);
  const answers = Object.fromEntries(command.set.map(({ field, value }) => [field, value]));
  const objects = inspected.flatMap((file) => file.objects);
  const fitness = recipe && (await checkFitness(objects, { recipe, answers, now }));
  const question = { recipe, answers, files, now };
  const explanation =
    command.message === undefined ? undefined : await explainError(command.message, objects, question);
  return { ...(fitness && { fitness }), ...(explanation && { explanation }) };
}

const verdicts = { yes: 'fits', no: 'does not fit', unknown: 'cannot be told from these files' } as const;
const marks = { yes: 'ok', no: 'NO', unknown: '??' } as const;

/** For people: what was asked, before everything else; what is wrong before what is in order. */
export function judgementText({ fitness, explanation }: Judgement): string[] {
  return [
    ...(explanation === undefined ? [] : textOf(explanation)),
    ...(fitness === undefined ? [] : fitnessText(fitness)),
  ];
}

function fitnessText({ title, mode, passed, rows }: Fitness): string[] {
  const order = { no: 0, unknown: 1, yes: 2 } as const;
  const sorted = [...rows].sort((a, b) => order[a.passed] - order[b.passed]);
  return [`Will it work with ${title} (mode ${mode})? It ${verdicts[passed]}.`, ...sorted.flatMap(rowText), ''];
}

function rowText({ passed, what, why, remedy }: FitnessRow): string[] {
  return [`  ${marks[passed]}  ${what}`, `      ${why}${remedy === '' ? '' : ` ${remedy}`}`];
}

function textOf({ known, found, sound, causes }: Explanation): string[] {
  const unknown = 'This message is not known here. What the checks found in these files:';
  return [
    ...(known.length === 0 ? [unknown] : known.map(({ by, message, means }) => `${by}: ${message}. ${means}`)),
    ...section('Found in these files', found.flatMap(rowText)),
    ...section(known.length === 0 ? 'In order here' : 'In order here, so look elsewhere', sound.flatMap(rowText)),
    ...section(
      'Other causes',
      causes.map((cause, index) => `  ${String(index + 1)}. ${cause}`),
    ),
    ...section('Sources', [...new Set(known.map(({ source }) => `  ${source}`))]),
    '',
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}

/** The same as JSON: objects by their place in the report, and neither keys nor passwords. */
export function judgementJson({ fitness, explanation }: Judgement, files: readonly InspectedFile[]): object {
  const row = ({ objects, ...rest }: FitnessRow): object => ({
    ...rest,
    objects: objects.flatMap((each) => placeOf(each, files)),
  });
  return {
    ...(fitness && { fitness: { ...fitness, rows: fitness.rows.map(row) } }),
    ...(explanation && {
      explanation: {
        known: explanation.known.map(({ id, by, message, means, source }) => ({ id, by, message, means, source })),
        found: explanation.found.map(row),
        sound: explanation.sound.map(row),
        causes: explanation.causes,
      },
    }),
  };
}

function placeOf(object: FoundObject, files: readonly InspectedFile[]): ObjectReference[] {
  return files.flatMap(({ name, objects }) => {
    const at = objects.indexOf(object);
    return at < 0 ? [] : [{ file: name, object: at }];
  });
}
