import { issuedAmong, latestListAmong } from '../../inspect/pick-objects';
import { readFiles } from '../../inspect/read-files';
import { parseSerialNumber } from '../../issuance/serial-number';
import { createPace } from '../../jobs/pace';
import { parseDay, withCause } from '../../jobs/revocation-cause';
import type { RevocationCause } from '../../jobs/revocation-cause';
import { revoke as makeList } from '../../jobs/revoke';
import type { Revocation } from '../../jobs/revoke';
import type { Authority } from '../../issuance/authority';
import { spellOut } from '../../pki/show-text';
import type { Recipe } from '../../recipes/types';
import { recipeOf } from './make';
import type { CliHost } from './make';
import { readCa } from './read-ca';
import { readMaterial } from './read-input';
import type { RevokeCommand } from './revoke-arguments';
import { writeFiles } from './write-files';

/** What is a serial number rather than a file: hex digits, in groups or not. */
const serial = /^(?:0x)?[\da-f]+(?::[\da-f]+)*$/iu;

/**
 * Writes the next revocation list of a CA.
 *
 * @throws PkiError as `revoke`, `parseSerialNumber` and `readAuthority`; `recipe-unknown`; `field-invalid` for a target
 *   that is there
 */
export async function revoke(command: RevokeCommand, host: CliHost): Promise<void> {
  const { terminal, signal } = host;
  const { what, previous, days, out, force } = command;
  const date = command.date === undefined ? undefined : parseDay(command.date, '--date');
  const system = command.system === undefined ? undefined : recipeOf(command.system);
  const authority = await readCa(command, host);
  const found = previous.length === 0 ? undefined : await readFiles(await readMaterial(previous, '--crl'), []);
  const wish = {
    authority,
    revocations: (
      await Promise.all(what.map((word) => revocationsOf(word, { reason: command.reason, date }, authority, host)))
    ).flat(),
    previous: found === undefined ? ('none' as const) : latestListAmong(found, authority.certificate, '--crl'),
    days,
  };
  const made = await makeList(wish, host);
  const [pem, der] = made.files;
  const bySuffix = { '.pem': pem, '.crl': der, '.der': der };
  const shown = await writeFiles({ files: made.files, out, folder: 'revocation-list', bySuffix }, force, signal);
  for (const note of made.notes) terminal.say(`note: ${spellOut(note)}`);
  terminal.say(readers(system));
  terminal.result(shown);
}

/** Whether the list will be read at all. */
function readers(system: Recipe | undefined): string {
  if (system === undefined)
    return 'Most systems read no revocation list. Whether one does, --for RECIPE says; certwright list names the recipes.';
  return `${system.title}: ${system.revocation ?? 'whether it reads a list is not known.'}`;
}

/** What a word names, a serial number or a file, and why it is revoked. */
async function revocationsOf(
  word: string,
  usual: RevocationCause,
  authority: Authority,
  { signal }: CliHost,
): Promise<readonly Revocation[]> {
  const { what, ...cause } = withCause(word, usual, 'SERIAL');
  if (serial.test(what)) return [{ ...cause, serialNumber: parseSerialNumber(what, 'SERIAL') }];
  const found = await readFiles(await readMaterial([what], 'FILE'), [], createPace(signal));
  const issued = await issuedAmong(found, authority.certificate, 'FILE');
  return issued.map((each) => ({ ...each, ...cause }));
}
