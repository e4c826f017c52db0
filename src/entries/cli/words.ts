import { PkiError } from '../../pki/errors';

/** Options of a command, and whether a value follows them. */
export type Options = Readonly<Record<string, 'value' | 'switch'>>;

/** Values of each option, in the order given; a switch that is there has one empty value. */
export type Values = ReadonlyMap<string, readonly string[]>;

/** A value given as `field=value`; what stands after the first `=` is taken as it is. */
export interface Assignment {
  readonly field: string;
  readonly value: string;
}

/** A command's options, and how it reads its words. */
export interface Parser<Command> {
  readonly options: Options;
  readonly read: (values: Values, operands: readonly string[]) => Command;
}

export interface Words {
  readonly values: Values;
  readonly operands: readonly string[];
  readonly help: boolean;
}

/**
 * Tells options from operands. `--option value` and `--option=value` mean the same; `--` ends the options.
 *
 * @throws PkiError `field-unknown`, `field-required` or `field-invalid`, whose field is the option
 */
export function split(words: readonly string[], known: Options, command: string): Words {
  const values = new Map<string, string[]>();
  const operands: string[] = [];
  let help = false;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--') {
      operands.push(...words.slice(index + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') operands.push(word);
    else if (word === '--help' || word === '-h') help = true;
    else {
      const [option, inline] = splitOnce(word);
      const takes = Object.hasOwn(known, option) ? known[option] : undefined;
      if (takes === undefined) throw unknownOption(option, command, Object.keys(known));
      if (takes === 'switch' && inline !== undefined)
        throw new PkiError('field-invalid', `${option} takes no value.`, { field: option });
      const value = takes === 'switch' ? '' : (inline ?? words[++index]);
      if (value === undefined)
        throw new PkiError('field-required', `${option} is the last word; its value is missing.`, { field: option });
      values.set(option, [...(values.get(option) ?? []), value]);
    }
  }
  return { values, operands, help };
}

/** Every `field=value` of an option. */
export function assignments(values: Values, option: string): Assignment[] {
  return (values.get(option) ?? []).map((text) => {
    const [field, value] = splitOnce(text);
    if (field === '' || value === undefined) {
      const lacks = value === undefined ? 'no "="' : 'no name before its "="';
      throw new PkiError('field-invalid', `${option} ${text} has ${lacks}. Write ${option} field=value.`, {
        field: option,
      });
    }
    return { field, value };
  });
}

/** Splits at the first `=`; without one, the second part is undefined. */
export function splitOnce(text: string): [string, string | undefined] {
  const at = text.indexOf('=');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** Names the options that there are. */
export function unknownOption(option: string, command: string, known: readonly string[]): PkiError {
  const offer = known.length === 0 ? 'It has no options.' : `Its options are ${known.join(', ')}.`;
  return new PkiError('field-unknown', `${command} has no option ${option}. ${offer}`, { field: option });
}

/** For operands that a command does not take. */
export function tooMuch(word: string): PkiError {
  return new PkiError('field-invalid', `${word} is one word too many. A value that holds spaces needs quotes.`, {
    field: 'command',
  });
}

/**
 * The value of an option that may be given once.
 *
 * @param what it names, for the error: "one file or folder"
 * @throws PkiError `field-invalid`
 */
export function single(values: Values, option: string, what: string): string | undefined {
  const given = values.get(option) ?? [];
  if (given.length > 1 || given[0] === '')
    throw new PkiError('field-invalid', `${option} names ${what}.`, { field: option });
  return given[0];
}

/**
 * The value of an option that takes a whole number, and may be given once.
 *
 * @throws PkiError `field-invalid`
 */
export function wholeNumber(values: Values, option: string): number | undefined {
  const text = single(values, option, 'one whole number');
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/u.test(text))
    throw new PkiError('field-invalid', `${option} is a whole number, not ${text}.`, { field: option });
  return Number(text);
}
