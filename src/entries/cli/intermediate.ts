import { makeIntermediate } from '../../jobs/make-intermediate';
import { parseName } from '../../pki/parse-name';
import { spellOut } from '../../pki/show-text';
import type { IntermediateCommand } from './intermediate-arguments';
import type { CliHost } from './make';
import { readCa } from './read-ca';
import { readSecret } from './read-input';
import { writeFiles } from './write-files';

/**
 * Makes an intermediate CA and writes its certificate, its key and the certificates to send.
 *
 * @throws PkiError as `makeIntermediate` and `readAuthority`; `field-invalid` for a target that is there
 */
export async function intermediate(command: IntermediateCommand, host: CliHost): Promise<void> {
  const { terminal, signal } = host;
  const { key, days, pathLength, keyPasswordFile, out, force } = command;
  const subject = parseName(command.name, 'NAME');
  const password = keyPasswordFile === undefined ? undefined : await readSecret(keyPasswordFile, '--key-password-file');
  const authority = await readCa(command, host);
  const made = await makeIntermediate({ authority, subject, key, days, pathLength, password }, host);
  const [certificate] = made.files;
  const folder = (certificate?.name ?? '').replace(/\.cert\.pem$/u, '');
  const shown = await writeFiles({ files: made.files, out, folder, bySuffix: {} }, force, signal);
  for (const note of made.notes) terminal.say(`note: ${spellOut(note)}`);
  const ends = made.authority.certificate.validity.notAfter.toISOString().slice(0, 10);
  terminal.say(`Made; it ends on ${ends}. Issue with it: --ca ${spellOut(shown)}. Keep its key as you keep the CA's.`);
  terminal.result(shown);
}
