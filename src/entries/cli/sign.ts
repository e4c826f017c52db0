import { requestAmong } from '../../inspect/pick-objects';
import { readFiles } from '../../inspect/read-files';
import { reviewRequest } from '../../issuance/review-request';
import { createPace } from '../../jobs/pace';
import { reviewFacts } from '../../jobs/review-facts';
import { certifyRequest } from '../../jobs/sign-request';
import { PkiError } from '../../pki/errors';
import { parseHosts } from '../../pki/general-names';
import { parseName } from '../../pki/parse-name';
import { spellOut } from '../../pki/show-text';
import type { GeneralName } from '../../pki/types';
import type { CliHost } from './make';
import { readCa } from './read-ca';
import { readMaterial } from './read-input';
import type { SignCommand } from './sign-arguments';
import { writeFiles } from './write-files';

/**
 * Shows somebody's certification request, signs it, and writes the certificate with the CAs above it.
 *
 * @throws PkiError as `certifyRequest` and `readAuthority`; `field-invalid` for a target that is there
 */
export async function sign(command: SignCommand, host: CliHost): Promise<void> {
  const { terminal, signal } = host;
  const files = await readMaterial([command.request], 'REQUEST');
  const request = requestAmong(await readFiles(files, [], createPace(signal)), 'REQUEST');
  for (const { label, value } of reviewFacts(await reviewRequest(request)))
    terminal.say(`${label}: ${spellOut(value)}`);
  const names = command.hosts === undefined ? undefined : hostsOf(command.hosts);
  const subject = command.subject === undefined ? undefined : parseName(command.subject, '--subject');
  const authority = await readCa(command, host);
  const { purposes, days } = command;
  const made = await certifyRequest({ request, authority, subject, names, purposes, days }, host);
  const [certificate, fullchain, p7b] = made.files;
  const folder = (certificate?.name ?? '').replace(/\.cert\.pem$/u, '');
  const bySuffix = { '.pem': fullchain, '.crt': fullchain, '.cer': certificate, '.p7b': p7b };
  const shown = await writeFiles({ files: made.files, out: command.out, folder, bySuffix }, command.force, signal);
  for (const note of made.notes) terminal.say(`note: ${spellOut(note)}`);
  terminal.say(`Signed; it ends on ${made.certificate.validity.notAfter.toISOString().slice(0, 10)}.`);
  terminal.result(shown);
}

function hostsOf(text: string): readonly GeneralName[] {
  const { names, problems } = parseHosts(text, { field: '--hosts' });
  const [problem] = problems;
  if (problem !== undefined) throw new PkiError(problem.code, problem.message, { field: problem.field });
  return names;
}
