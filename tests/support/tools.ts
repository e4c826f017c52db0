import { TestRunner } from 'vitest';
import { findTool } from '../../tools/external-tools.mjs';
import type { ExternalToolName } from '../../tools/external-tools.mjs';

/**
 * Asks for a program that a test takes as witness. With `CI=true` a missing program is an error. Elsewhere it is said
 * plainly: inside a test, the test is skipped with the reason; outside, for `describe.skipIf(!requireTool('keytool'))`,
 * the answer is false and the reason is printed.
 */
export function requireTool(...names: readonly ExternalToolName[]): boolean {
  const missing = names.filter((name) => findTool(name) === undefined);
  if (missing.length === 0) return true;
  const reason = `not there: ${missing.join(', ')}`;
  if (process.env['CI'] === 'true')
    throw new Error(`${reason}; in CI every tool must be installed (npm test does it as root on Debian)`);
  const test = TestRunner.getCurrentTest();
  if (test !== undefined) test.context.skip(reason);
  console.warn(`skipped, ${reason}`);
  return false;
}

/** The command that starts a tool, after {@link requireTool} said that it is there. */
export function toolCommand(name: ExternalToolName): string {
  const command = findTool(name);
  if (command === undefined) throw new Error(`${name} is not there; call requireTool('${name}') first`);
  return command;
}
