import { release } from '../../bundle/release';
import { PkiError, refusedAt } from '../../pki/errors';
import type { PkiErrorCode } from '../../pki/errors';
import { convert } from './convert';
import { advancedUsage, recipeUsage, usage } from './help';
import { commandUsage } from './help-commands';
import { inspect } from './inspect';
import { intermediate } from './intermediate';
import { list } from './list';
import { make, recipeOf } from './make';
import type { CliHost } from './make';
import { parseArguments } from './parse-arguments';
import type { Command, HelpTopic } from './parse-arguments';
import { passwordAdvice } from './password-option';
import { renew } from './renew';
import { revoke } from './revoke';
import { sign } from './sign';
import { spellOut } from '../../pki/show-text';

const DONE = 0;
const FAILED = 1;
const BAD_INPUT = 2;

/** Refusals that no other input would mend. */
const failures: ReadonlySet<PkiErrorCode> = new Set(['random-failed', 'cancelled', 'self-check-failed', 'defect']);

/**
 * Runs one command.
 *
 * @param argv what follows the program's name
 * @returns the exit code: 0 done, 1 failed, 2 bad input
 */
export async function main(argv: readonly string[], host: CliHost): Promise<number> {
  let command: Command | undefined;
  try {
    command = parseArguments(argv);
    await runCommand(command, host);
    return DONE;
  } catch (error) {
    const advice = error instanceof PkiError && command !== undefined ? passwordAdvice(error, command.kind) : '';
    host.terminal.say(`certwright: ${spellOut(sentence(error, host.signal))}${advice}`);
    return error instanceof PkiError && !failures.has(error.code) ? BAD_INPUT : FAILED;
  }
}

async function runCommand(command: Command, host: CliHost): Promise<void> {
  switch (command.kind) {
    case 'help':
      host.terminal.result(helpText(command.topic));
      return;
    case 'version':
      host.terminal.result(`certwright ${release.version} (${release.released})`);
      return;
    case 'list':
      list(host.terminal);
      return;
    case 'make':
      await make(command, host);
      return;
    case 'renew':
      await renew(command, host);
      return;
    case 'convert':
      await convert(command, host);
      return;
    case 'sign':
      await atOptions(sign(command, host));
      return;
    case 'revoke':
      await atOptions(revoke(command, host));
      return;
    case 'intermediate':
      await atOptions(intermediate(command, host));
      return;
    case 'inspect':
      await inspect(command, host);
  }
}

/** What the fields of the jobs that use a CA are called on the command line; the others are options of their own name. */
const words: Readonly<Record<string, string>> = {
  request: 'REQUEST',
  certificates: 'FILE',
  name: 'NAME',
  password: '--key-password-file',
};

/** Names the option or word in which a job's refusal can be mended. */
async function atOptions(running: Promise<void>): Promise<void> {
  try {
    await running;
  } catch (error) {
    if (!(error instanceof PkiError) || error.field === undefined || !/^[a-z-]+$/u.test(error.field)) throw error;
    throw refusedAt(error, words[error.field] ?? `--${error.field.replace(/^--/u, '')}`);
  }
}

function helpText(topic: HelpTopic): string {
  if (topic === 'usage') return usage;
  if (topic === 'advanced') return advancedUsage;
  return 'command' in topic ? commandUsage(topic.command) : recipeUsage(recipeOf(topic.recipe));
}

/** One line for whatever went wrong. The system's own errors (disk full, no permission) carry a sentence already. */
function sentence(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'stopped; nothing was written.';
  if (error instanceof PkiError) return error.field === undefined ? error.message : `${error.field}: ${error.message}`;
  if (error instanceof Error && 'syscall' in error) return `${error.message}. Nothing was written.`;
  const name = error instanceof Error ? `${error.name}: ${error.message}` : 'something unexpected was thrown';
  return `this is a bug in Certwright, please report it. Nothing was written. (${name})`;
}
