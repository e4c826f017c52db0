import { holdsCaKey } from '../../bundle/machines';
import { planBundle } from '../../bundle/plan';
import { release } from '../../bundle/release';
import type { Bundle, BundlePlan } from '../../bundle/types';
import { createBundle } from '../../jobs';
import { underSentence } from '../../jobs/issued-under';
import { PkiError } from '../../pki/errors';
import type { Clock, Random } from '../../pki/platform';
import { findRecipe } from '../../recipes/catalogue';
import type { Recipe } from '../../recipes/types';
import type { MakeCommand } from './parse-arguments';
import { readAnswers } from './read-answers';
import { readBrought } from './read-materials';
import { readSecrets } from './read-secrets';
import { spellOut } from '../../pki/show-text';
import type { Terminal } from './terminal';
import { assertFree, targetOf, writeOut } from './write-out';

export interface CliHost {
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
}

/**
 * Makes a bundle and writes it. Everything that can be refused without a key is refused first.
 *
 * @throws PkiError with the field's id; several problems of a plan are said before the first is thrown
 */
export async function make(command: MakeCommand, host: CliHost): Promise<void> {
  const { terminal, signal } = host;
  const recipe = recipeOf(command.recipe);
  const { mode, answers: given, notices } = readAnswers(recipe, command.set);
  for (const notice of notices) terminal.say(`note: ${spellOut(notice)}`);
  warnOfClock(host);
  const asked = planBundle(recipe, mode.id, given);
  refuseProblems(asked, terminal);
  if (mode.guideOnly === true) {
    for (const text of guideOf(asked)) terminal.result(text);
    return;
  }
  const brought = await readBrought(asked, command, host);
  // What was brought knows better than a default, but not better than the user.
  const answers = { ...brought.answers, ...given };
  const plan = planBundle(recipe, mode.id, answers);
  refuseProblems(plan, terminal);

  const target = targetOf(command.out, plan.archiveName);
  await assertFree(
    target,
    command.force,
    plan.entries.map(({ path }) => path),
  );
  const { materials, passwords } = brought;
  const secrets = { ...(await readSecrets(plan, command.setFile, host)), ...passwords };
  signal.throwIfAborted();

  const job = { recipe, mode: mode.id, answers, secrets, materials };
  const { clock, random } = host;
  const making = createBundle(job, { clock, random, signal, onProgress: terminal.progress });
  const bundle = await Promise.race([making, rejectOnAbort(signal)]);
  await writeOut(target, bundle, command.force, signal);
  report(bundle, terminal);
  terminal.result(target.shown);
}

/** Certificates begin when the clock says; one that is behind makes them end early. */
function warnOfClock({ clock, terminal }: CliHost): void {
  const now = clock();
  if (now >= new Date(release.released)) return;
  const today = now.toISOString().slice(0, 10);
  terminal.say(
    `note: This computer's clock says ${today}, which is before this release of Certwright (${release.released}). Set the clock first, or the certificates end too early.`,
  );
}

/** The recipe of this id. */
export function recipeOf(id: string): Recipe {
  const recipe = findRecipe(id);
  if (recipe === undefined)
    throw new PkiError('recipe-unknown', `There is no recipe ${id}. certwright list shows them all.`, {
      field: 'recipe',
    });
  return recipe;
}

/** What a way in has to say that makes no files. */
function guideOf({ audiences }: BundlePlan): string[] {
  return audiences.flatMap(({ label, steps }) =>
    steps.flatMap(({ title, text, code }) => [
      `${label}: ${title}`,
      text,
      ...code.flatMap((block) => ['', block.text, '']),
    ]),
  );
}

/** A large RSA key takes seconds and cannot be interrupted, but nobody needs to wait for it. */
export function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(new PkiError('cancelled', 'Stopped.'));
    });
  });
}

/** Says what is wrong with the answers; the first problem is thrown. */
export function refuseProblems({ problems }: BundlePlan, terminal: Terminal): void {
  const [first, ...more] = problems;
  if (first === undefined) return;
  for (const { field, message } of more) terminal.say(`${field}: ${spellOut(message)}`);
  throw new PkiError(first.code, first.message, { field: first.field });
}

/** What people should know, once the files are there. No secret and no key is ever among it. */
function report(bundle: Bundle, terminal: Terminal): void {
  const { plan, certificates, notices } = bundle;
  for (const { message } of notices) terminal.say(`note: ${spellOut(message)}`);
  for (const line of ownAuthorities(bundle)) terminal.say(line);
  const ends = certificates.filter(({ role }) => role !== 'authority').map(({ notAfter }) => notAfter.getTime());
  const soonest = ends.length === 0 ? undefined : new Date(Math.min(...ends)).toISOString().slice(0, 10);
  const renew = soonest === undefined ? '' : ` Renew before ${soonest}.`;
  terminal.say(`${plan.recipe.title}: checked and written.${renew} Next: read README.txt.`);
  if (plan.authorityKey !== 'discard' && holdsCaKey(plan))
    terminal.say('It contains the CA key: keep it, and copy to each machine only the folder that is meant for it.');
}

/** Which CA of the user's was used: of several in the files, one was chosen. */
export function ownAuthorities({ plan, certificates }: Bundle): string[] {
  const slots = plan.slots.filter(({ kind }) => kind === 'authority').map(({ id }) => id);
  const brought = plan.entities.filter(({ broughtBy }) => slots.some((id) => id === broughtBy)).map(({ id }) => id);
  return certificates
    .filter(({ id }) => brought.includes(id))
    .map(({ subject, notAfter }) => spellOut(underSentence(subject, notAfter)));
}
