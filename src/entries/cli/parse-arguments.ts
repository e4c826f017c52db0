import { PkiError } from '../../pki/errors';
import { convertParser } from './convert-arguments';
import type { ConvertCommand } from './convert-arguments';
import { inspectParser } from './inspect-arguments';
import type { InspectCommand } from './inspect-arguments';
import { intermediateParser } from './intermediate-arguments';
import type { IntermediateCommand } from './intermediate-arguments';
import { caPaths } from './read-ca';
import type { NamedPath } from './read-input';
import { renewParser } from './renew-arguments';
import type { RenewCommand } from './renew-arguments';
import { revokeParser } from './revoke-arguments';
import type { RevokeCommand } from './revoke-arguments';
import { signParser } from './sign-arguments';
import type { SignCommand } from './sign-arguments';
import { assignments, single, split, tooMuch, unknownOption } from './words';
import type { Assignment, Parser, Values } from './words';

export type { Assignment } from './words';

export interface MakeCommand {
  readonly kind: 'make';
  readonly recipe: string;
  /** In the order given; a later one of the same field replaces an earlier one. */
  readonly set: readonly Assignment[];
  /** Values are paths of files that hold the secret. */
  readonly setFile: readonly Assignment[];
  /** Files and folders in which the CA certificate and its key are. */
  readonly ca: readonly NamedPath[];
  readonly out: string | undefined;
  readonly force: boolean;
}

/** The short usage, the whole one, that of one command, or the fields of one recipe. */
export type HelpTopic = 'usage' | 'advanced' | { readonly command: string } | { readonly recipe: string };

/** What the user asks the command line to do. */
export type Command =
  | { readonly kind: 'help'; readonly topic: HelpTopic }
  | { readonly kind: 'version' }
  | { readonly kind: 'list' }
  | MakeCommand
  | RenewCommand
  | ConvertCommand
  | SignCommand
  | RevokeCommand
  | IntermediateCommand
  | InspectCommand;

const parsers: Readonly<Record<string, Parser<Command>>> = {
  list: { options: {}, read: listCommand },
  make: {
    options: {
      '--set': 'value',
      '--set-file': 'value',
      '--ca': 'value',
      '--ca-key': 'value',
      '--out': 'value',
      '--force': 'switch',
    },
    read: makeCommand,
  },
  renew: renewParser,
  convert: convertParser,
  sign: signParser,
  revoke: revokeParser,
  intermediate: intermediateParser,
  inspect: inspectParser,
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
  const known = Object.hasOwn(parsers, name) ? parsers[name] : undefined;
  if (known === undefined)
    throw new PkiError(
      'field-unknown',
      `There is no command ${name}. The commands are ${Object.keys(parsers).join(', ')}.`,
      {
        field: 'command',
      },
    );
  const { values, operands, help } = split(rest, known.options, name);
  if (help)
    return {
      kind: 'help',
      topic: name === 'make' && operands[0] !== undefined ? { recipe: operands[0] } : { command: name },
    };
  return known.read(values, operands);
}

function parseHelp(argv: readonly string[]): Command {
  const [first, topic] = argv.filter((word) => word !== '--help' && word !== '-h' && word !== 'help');
  if (first === undefined) return { kind: 'help', topic: 'usage' };
  if (topic !== undefined) throw tooMuch(topic);
  if (first === '--all' || first === 'advanced') return { kind: 'help', topic: 'advanced' };
  if (first.startsWith('-')) throw unknownOption(first, 'certwright', ['--help', '--all', '--version']);
  return { kind: 'help', topic: { recipe: first } };
}

function listCommand(_values: Values, [operand]: readonly string[]): Command {
  if (operand !== undefined) throw tooMuch(operand);
  return { kind: 'list' };
}

function makeCommand(values: Values, [recipe, more]: readonly string[]): MakeCommand {
  if (recipe === undefined)
    throw new PkiError(
      'field-required',
      'Which system needs certificates? Name a recipe; certwright list shows them.',
      {
        field: 'recipe',
      },
    );
  if (more !== undefined) throw tooMuch(more);
  return {
    kind: 'make',
    recipe,
    set: assignments(values, '--set'),
    setFile: assignments(values, '--set-file'),
    ca: caPaths(values),
    out: single(values, '--out', 'one file or folder'),
    force: values.has('--force'),
  };
}
