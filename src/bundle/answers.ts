import { showText } from '../pki/show-text';
import type { Field, Recipe } from '../recipes/types';
import { holds, textOf } from './conditions';
import { fieldsOf } from './fields';
import { readField } from './read-field';
import { renderText } from './template';
import type { Scope } from './placeholders';
import type { Answers, FieldValue, Notice, Problem } from './types';

/** Foreign answers named in messages; more would only hide them. */
const MOST_UNKNOWN = 5;

/** Answers after normalising; fields in error stand with their default. */
export interface ReadAnswers {
  readonly answers: Answers;
  readonly values: ReadonlyMap<string, FieldValue>;
  readonly problems: readonly Problem[];
  readonly notices: readonly Notice[];
}

/**
 * Reads what the user answered in a mode. Never throws, whatever the answers hold: they may come from a link.
 *
 * @param answers by field id; absent fields take their default, fields that do not apply are left out of the result
 */
export function readAnswers(recipe: Recipe, mode: string, answers: Answers): ReadAnswers {
  const fields = fieldsOf(recipe, mode);
  const values = new Map<string, FieldValue>();
  const problems = unknownFields(answers, fields);
  const notices: Notice[] = [];
  const scope: Scope = { mode, values, loops: [], secrets: new Set(), find: () => undefined };

  for (const field of fields) {
    if (!holds(field.when, scope)) continue;
    if (field.kind === 'secret') {
      if (Object.hasOwn(answers, field.id)) problems.push(secretGiven(field));
      continue;
    }
    const standard = renderText(field.default, scope);
    const given = Object.hasOwn(answers, field.id) ? answers[field.id] : undefined;
    const read = readField(field, given ?? standard);
    problems.push(...read.problems.map((problem) => ({ ...problem, field: field.id })));
    notices.push(...read.notices.map((message) => ({ field: field.id, message })));
    values.set(field.id, read.problems.length === 0 ? read.value : readField(field, standard).value);
  }

  const normalised = Object.fromEntries([...values].map(([id, value]) => [id, textOf(value)]));
  return { answers: normalised, values, problems, notices };
}

function unknownFields(answers: Answers, fields: readonly Field[]): Problem[] {
  const known = new Set(fields.map(({ id }) => id));
  return Object.keys(answers)
    .filter((id) => !known.has(id))
    .slice(0, MOST_UNKNOWN)
    .map((id) => ({
      field: id,
      code: 'field-unknown',
      message: `${showText(id)} is not a field here. Fields are: ${[...known].join(', ')}.`,
    }));
}

function secretGiven({ id, label }: Field): Problem {
  const message = `${label} is secret and cannot be given as an answer, because answers go into links and certwright.json. Type it in its field, or give it as a file.`;
  return { field: id, code: 'field-invalid', message };
}
