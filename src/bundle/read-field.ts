import { parseHosts } from '../pki/general-names';
import { showText, unprintable } from '../pki/show-text';
import { keyAlgorithms } from '../pki/key-algorithms';
import type { Field, HostsField, ListField, SecretField, TextField } from '../recipes/types';
import { segmentProblem } from './paths';
import type { FieldValue, Problem } from './types';

/** Longest text and longest list item looked at; no name in any consumer is longer. */
const LONGEST = 1000;

/** Most items in one list. */
const MOST_ITEMS = 100;

/** Longest list looked at. */
const LONGEST_LIST = 65_536;

/** A field's value, or what is wrong with it. */
export interface ReadField {
  readonly value: FieldValue;
  readonly problems: readonly Omit<Problem, 'field'>[];
  readonly notices: readonly string[];
}

type AnswerableField = Exclude<Field, SecretField>;
type Reader<Kind extends Field['kind']> = (field: Extract<Field, { kind: Kind }>, text: string) => ReadField;

/** How each kind of field is read; the only place that knows. */
const readers: { readonly [Kind in AnswerableField['kind']]: Reader<Kind> } = {
  text: (field, text) => {
    const value = { kind: 'text', text } as const;
    if (text === '') return field.default === '' ? fine(value) : required(field, value);
    return field.lowerCase === true ? lowerCased(field, text) : result(value, textProblem(field, text));
  },
  list: (field, text) => {
    if (text.length > LONGEST_LIST) return result(emptyList, tooLong(field.label, text));
    const items = [...new Set(text.split(/[\s,;]+/u).filter(Boolean))];
    const value = { kind: 'list', items } as const;
    if (items.length === 0) return field.default === '' ? fine(value) : required(field, value);
    if (items.length > MOST_ITEMS) {
      const sentence = `${field.label}: These are ${items.length} items. Enter at most ${MOST_ITEMS}.`;
      return result(value, invalid(sentence));
    }
    return result(value, items.map((item) => textProblem(field, item)).find(Boolean));
  },
  hosts: (field, text) => {
    const { names, problems, notices } = parseHosts(text, { field: field.id, wildcard: field.wildcard ?? true });
    const value = { kind: 'hosts', names } as const;
    if (problems.length > 0) return { value, problems, notices };
    if (names.length === 0) return field.default === '' ? fine(value) : required(field, value);
    if (field.single === true && names.length > 1)
      return result(value, { code: 'host-invalid', message: `${field.label}: Enter one name or address only.` });
    return { value, problems, notices };
  },
  choice: ({ id, label, options }, text) => {
    const value = { kind: 'text', text } as const;
    if (options.some((option) => option.value === text)) return fine(value);
    const known = id === 'key' && keyAlgorithms.some((algorithm) => algorithm.id === text);
    const message = `${label}: ${showText(text)} is not a choice. Choose one of ${options.map((option) => option.value).join(', ')}.`;
    return result(value, { code: known ? 'algorithm-not-allowed' : 'field-invalid', message });
  },
  switch: ({ label }, text) => {
    const value = { kind: 'text', text } as const;
    if (text === 'true' || text === 'false') return fine(value);
    return result(value, invalid(`${label}: ${showText(text)} is neither true nor false.`));
  },
  number: ({ label, min, max, unit }, text) => {
    const number = /^\d{1,9}$/u.test(text) ? Number(text) : Number.NaN;
    const value = { kind: 'text', text: String(number) } as const;
    if (number >= min && number <= max) return fine(value);
    const what = text === '' ? `${label} is empty.` : `${label}: ${showText(text)} is not possible.`;
    const message = `${what} Enter a whole number from ${min} to ${max}.`;
    return result(value, { code: unit === 'days' ? 'days-invalid' : 'field-invalid', message });
  },
};

/** Reads one field's text. Never throws; a value with problems is not to be used. */
export function readField(field: AnswerableField, text: string): ReadField {
  const read: (field: never, text: string) => ReadField = readers[field.kind];
  return read(field as never, field.kind === 'hosts' ? text : text.trim());
}

const emptyList: FieldValue = { kind: 'list', items: [] };

/** Only ASCII capitals: the lower case of others may be ASCII, which the pattern must not be fooled by. */
function lowerCased(field: TextField, text: string): ReadField {
  const lower = text.replace(/[A-Z]/gu, (capital) => capital.toLowerCase());
  const read = result({ kind: 'text', text: lower }, textProblem(field, lower));
  if (lower === text || read.problems.length > 0) return read;
  const notice = `${field.label}: ${showText(text)} is written ${showText(lower)}, because upper and lower case are the same here.`;
  return { ...read, notices: [notice] };
}

function textProblem(field: TextField | ListField, text: string): ReadField['problems'][number] | undefined {
  if (text.length > LONGEST) return tooLong(field.label, text);
  const given = `${field.label}: ${showText(text)}`;
  if (unprintable.test(text)) return invalid(`${given} has invisible characters in it. Type it by hand.`);
  // The texts of a bundle are filled in twice, so a value must not look like a placeholder.
  if (/[{}]/u.test(text)) return invalid(`${given} has a curly bracket in it, which is not possible here. Remove it.`);
  if (!matchesWhole(field.pattern, text)) return invalid(`${given} is not possible. Use ${field.patternHelp}.`);
  const problem = field.inPath === true ? segmentProblem(text) : undefined;
  return problem === undefined ? undefined : invalid(`${given} ${problem}. It names a folder or file; choose another.`);
}

/** Patterns of recipes describe the whole value, anchored or not. */
function matchesWhole(pattern: RegExp, text: string): boolean {
  return new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace(/[gy]/gu, '')).test(text);
}

function tooLong(label: string, text: string): ReadField['problems'][number] {
  return invalid(`${label}: ${showText(text)} is ${text.length} characters long. That is too long; shorten it.`);
}

function required({ label, example }: TextField | ListField | HostsField, value: FieldValue): ReadField {
  const message = `${label} is empty. Enter it, for example ${example}.`;
  return result(value, { code: 'field-required', message });
}

function invalid(message: string): ReadField['problems'][number] {
  return { code: 'field-invalid', message };
}

function result(value: FieldValue, problem: ReadField['problems'][number] | undefined): ReadField {
  return { value, problems: problem === undefined ? [] : [problem], notices: [] };
}

function fine(value: FieldValue): ReadField {
  return { value, problems: [], notices: [] };
}
