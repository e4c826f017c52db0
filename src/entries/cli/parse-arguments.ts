import { PkiError } from '../../pki/errors';

/** A value given as `field=value`; what stands after the first `=` is taken as it is. */
export interface Assignment {
  readonly field: string;
  readonly value: string;
}

export interface MakeCommand {
  readonly kind: 'make';
  readonly recipe: string;
  /** In the order given; a later one of the same field replaces an earlier one. */
  readonly set: readonly Assignment[];
  /** Values are paths of files that hold the secret. */
  readonly setFile: readonly Assignment[];
  /** Files and folders in which the CA certificate and its key are. */
  readonly ca: readonly string[];
  readonly out: string | undefined;
  readonly force: boolean;
}

export interface InspectCommand {
  readonly kind: 'inspect';
  readonly files: readonly string[];
  readonly json: boolean;
}

/** What the user asks the command line to do. */
export type Command =
  | { readonly kind: 'help'; readonly topic: 'usage' | 'advanced' | { readonly recipe: string } }
  | { readonly kind: 'version' }
  | { readonly kind: 'list' }
  | MakeCommand
  | InspectCommand;

/** Options of each command, and whether a value follows them. */
const options: Readonly<Record<string, Readonly<Record<string, 'value' | 'switch'>>>> = {
  list: {},
  make: {
    '--set': 'value',
    '--set-file': 'value',
    '--ca': 'value',
    '--ca-key': 'value',
    '--out': 'value',
    '--force': 'switch',
  },
  inspect: { '--json': 'switch' },
};

/**
 * Reads what follows the program's name. `--option value` and `--option=value` mean the same; `--` ends the options.
 *
 * @throws PkiError `field-unknown`, `field-required` or `field-invalid`, whose field is the option
 */
export function parseArguments(argv: readonly string[]): Command {
  const [name, ...rest] = argv;
  if (argv.includes('--version')) return { kind: 'version' };
  if (name === undefined || name === 'help' || name.startsWith('-')) return parseHelp(argv);
  const known = Object.hasOwn(options, name) ? options[name] : undefined;
  if (known === undefined)
    throw new PkiError(
      'field-unknown',
      `There is no command ${name}. The commands are ${Object.keys(options).join(', ')}.`,
      {
        field: 'command',
      },
    );
  const { values, operands, help } = split(rest, known, name);
  if (help)
    return { kind: 'help', topic: name === 'make' && operands[0] !== undefined ? { recipe: operands[0] } : 'usage' };
  if (name === 'make') return makeCommand(values, operands);
  if (name === 'inspect') return inspectCommand(values, operands);
  if (operands[0] !== undefined) throw tooMuch(operands[0]);
  return { kind: 'list' };
}

function parseHelp(argv: readonly string[]): Command {
  const [first, topic] = argv.filter((word) => word !== '--help' && word !== '-h' && word !== 'help');
  if (first === undefined) return { kind: 'help', topic: 'usage' };
  if (topic !== undefined) throw tooMuch(topic);
  if (first === '--all' || first === 'advanced') return { kind: 'help', topic: 'advanced' };
  if (first.startsWith('-')) throw unknownOption(first, 'certwright', ['--help', '--all', '--version']);
  return { kind: 'help', topic: { recipe: first } };
}

interface Split {
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly operands: readonly string[];
  readonly help: boolean;
}

function split(words: readonly string[], known: Readonly<Record<string, 'value' | 'switch'>>, command: string): Split {
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

function makeCommand(values: Split['values'], [recipe, more]: readonly string[]): MakeCommand {
  if (recipe === undefined)
    throw new PkiError(
      'field-required',
      'Which system needs certificates? Name a recipe; certwright list shows them.',
      {
        field: 'recipe',
      },
    );
  if (more !== undefined) throw tooMuch(more);
  const outs = values.get('--out') ?? [];
  if (outs.length > 1 || outs[0] === '')
    throw new PkiError('field-invalid', '--out names one file or folder.', { field: '--out' });
  return {
    kind: 'make',
    recipe,
    set: assignments(values, '--set'),
    setFile: assignments(values, '--set-file'),
    ca: [...(values.get('--ca') ?? []), ...(values.get('--ca-key') ?? [])],
    out: outs[0],
    force: values.has('--force'),
  };
}

function inspectCommand(values: Split['values'], files: readonly string[]): InspectCommand {
  if (files.length === 0)
    throw new PkiError('field-required', 'Which files? Name at least one: certwright inspect FILE…', { field: 'FILE' });
  return { kind: 'inspect', files, json: values.has('--json') };
}

function assignments(values: Split['values'], option: string): Assignment[] {
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
function splitOnce(text: string): [string, string | undefined] {
  const at = text.indexOf('=');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function unknownOption(option: string, command: string, known: readonly string[]): PkiError {
  const offer = known.length === 0 ? 'It has no options.' : `Its options are ${known.join(', ')}.`;
  return new PkiError('field-unknown', `${command} has no option ${option}. ${offer}`, { field: option });
}

function tooMuch(word: string): PkiError {
  return new PkiError('field-invalid', `${word} is one word too many. A value that holds spaces needs quotes.`, {
    field: 'command',
  });
}
