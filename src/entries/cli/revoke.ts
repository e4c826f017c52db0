import { issuedAmong, latestListAmong } from '../../inspect/pick-objects';
import { readFiles } from '../../inspect/read-files';
import { parseSerialNumber } from '../../issuance/serial-number';
import { createPace } from '../../jobs/pace';
import { revoke as makeList } from '../../jobs/revoke';
import type { Revocation } from '../../jobs/revoke';
import type { Authority } from '../../issuance/authority';
import { PkiError } from '../../pki/errors';
import { showText, spellOut } from '../../pki/show-text';
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
  const date = command.date === undefined ? undefined : dayOf(command.date);
  const system = command.system === undefined ? undefined : recipeOf(command.system);
  const authority = await readCa(command, host);
  const found = previous.length === 0 ? undefined : await readFiles(await readMaterial(previous, '--crl'), []);
  const wish = {
    authority,
    revocations: (await Promise.all(what.map((word) => revocationsOf(word, authority, host)))).flat().map((each) => ({
      ...each,
      reason: command.reason,
      date,
    })),
    previous: found && latestListAmong(found, authority.certificate, '--crl'),
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

type Which =
  { readonly serialNumber: string } | Pick<Extract<Revocation, { source: string }>, 'certificate' | 'source'>;

async function revocationsOf(word: string, authority: Authority, { signal }: CliHost): Promise<readonly Which[]> {
  if (serial.test(word)) return [{ serialNumber: parseSerialNumber(word, 'SERIAL') }];
  const found = await readFiles(await readMaterial([word], 'FILE'), [], createPace(signal));
  return issuedAmong(found, authority.certificate, 'FILE');
}

/** Midnight UTC of a day. */
function dayOf(text: string): Date {
  const date = new Date(/^\d{4}-\d\d-\d\d$/u.test(text) ? `${text}T00:00:00Z` : Number.NaN);
  if (Number.isNaN(date.getTime()))
    throw new PkiError('field-invalid', `--date is a day as in 2026-11-21, not ${showText(text)}.`, {
      field: '--date',
    });
  return date;
}
