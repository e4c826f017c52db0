import { untilEnd } from '../../inspect/days';
import { changeLines } from '../../bundle/texts/readme-changes';
import { planRenewal, readEarlier, renew as renewBundle } from '../../jobs';
import type { EarlierBundle, Renewal } from '../../jobs';
import { createPace } from '../../jobs/pace';
import { PkiError } from '../../pki/errors';
import { spellOut } from '../../pki/show-text';
import { findRecipe } from '../../recipes/catalogue';
import { ownAuthorities, refuseProblems, rejectOnAbort } from './make';
import type { CliHost } from './make';
import { isSecret } from './read-answers';
import { readMaterial, readSecret } from './read-input';
import type { RenewCommand } from './renew-arguments';
import { assertFree, targetOf, writeOut } from './write-out';

/**
 * Shows until when the certificates of an earlier bundle are valid, makes it anew, and says what changed on each machine.
 *
 * @throws PkiError as `readEarlier` and `renew`; `field-invalid` for a secret in `--set` or a target that is there
 */
export async function renew(command: RenewCommand, host: CliHost): Promise<void> {
  const { terminal, signal, clock, random } = host;
  const files = await readMaterial([command.earlier]);
  const secrets = await secretsIn(command);
  const earlier = await opened(files, Object.values(secrets), host);
  for (const line of datesOf(earlier, clock())) terminal.say(spellOut(line));
  for (const notice of earlier.notices) terminal.say(`note: ${spellOut(notice)}`);
  refuseUnknown(command, earlier);
  const answers = Object.fromEntries(command.set.map(({ field, value }) => [field, value]));
  const plan = planRenewal({ earlier, answers });
  refuseProblems(plan, terminal);
  const target = targetOf(command.out, plan.archiveName);
  await assertFree(
    target,
    command.force,
    plan.entries.map(({ path }) => path),
  );
  const given = command.ca.length === 0 ? undefined : await readMaterial(command.ca, '--ca');
  const authority = command.newCa ? ('new' as const) : given;
  const { keys, renews, keeps } = command;
  const request = { earlier, keys, renews, keeps, answers, secrets, ...(authority === undefined ? {} : { authority }) };
  const making = renewBundle(request, { clock, random, signal, onProgress: terminal.progress });
  const renewal = await Promise.race([making, rejectOnAbort(signal)]);
  await writeOut(target, renewal.bundle, command.force, signal);
  for (const line of reportOf(renewal)) terminal.say(spellOut(line));
  terminal.result(target.shown);
}

/** Reads the bundle, and asks for the password of its CA key where somebody is there to answer. */
async function opened(
  files: Parameters<typeof readEarlier>[0],
  passwords: readonly string[],
  { terminal, clock, signal }: CliHost,
): Promise<EarlierBundle> {
  const read = (known: readonly string[]): Promise<EarlierBundle> =>
    readEarlier(files, { findRecipe, passwords: known, now: clock(), pause: createPace(signal) });
  const earlier = await read(passwords);
  const locked = earlier.authorities.find(({ key, tried }) => key === 'protected' && !tried);
  if (locked === undefined || terminal.ask === undefined) return earlier;
  return read([...passwords, await terminal.ask(`Password for the key of the CA (${spellOut(locked.title)})`)]);
}

async function secretsIn({ setFile }: RenewCommand): Promise<Record<string, string>> {
  const secrets: Record<string, string> = {};
  for (const { field, value } of setFile) secrets[field] = await readSecret(value, field);
  return secrets;
}

/** A misspelt field would be ignored in silence, and a secret on the command line be seen by others. */
function refuseUnknown({ set, setFile, keeps }: RenewCommand, { recipe, manifest }: EarlierBundle): void {
  const shown = set.find(({ field }) => isSecret(recipe, field));
  if (shown !== undefined)
    throw new PkiError(
      'field-invalid',
      `A secret does not belong on the command line, where other users and the shell's history see it. Write --set-file ${shown.field}=FILE.`,
      { field: shown.field },
    );
  const strange = setFile.find(({ field }) => field !== 'ca-password' && !isSecret(recipe, field));
  if (strange !== undefined)
    throw new PkiError('field-unknown', `${recipe.id} has no secret ${strange.field}.`, { field: strange.field });
  const ids = manifest.entities.map(({ id }) => id);
  const unknown = keeps.find((id) => !ids.includes(id));
  if (unknown !== undefined)
    throw new PkiError('field-invalid', `There is no certificate ${unknown}. There are ${ids.join(', ')}.`, {
      field: '--keep',
    });
}

function datesOf({ recipe, certificates }: EarlierBundle, now: Date): string[] {
  return [
    recipe.title,
    ...certificates.map(
      ({ id, title, notAfter }) =>
        `  ${id}: ${title}, until now: ${notAfter.toISOString().slice(0, 10)} (${untilEnd(notAfter, now)})`,
    ),
  ];
}

function reportOf({ bundle, changes, certificates, settings }: Renewal): string[] {
  return [
    ...(certificates.length === 0 ? [] : ['Certificates:', ...certificates.map((line) => `  ${line}`)]),
    ...ownAuthorities(bundle),
    ...bundle.notices.map(({ message }) => `note: ${message}`),
    ...changeLines(changes),
    ...settings,
    'Checked and written. Next: read README.txt, "What changed".',
  ];
}
