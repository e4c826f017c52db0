import type { InputFile } from '../../inspect/found-object';
import type { Inspection } from '../../inspect/inspect-files';
import type { InspectionReport, ReportedFile } from '../../inspect/report';
import { inspect as inspectFiles } from '../../jobs/inspect';
import { createPace } from '../../jobs/pace';
import { PkiError } from '../../pki/errors';
import { spellOut, unprintable } from '../../pki/show-text';
import { findRecipe } from '../../recipes/catalogue';
import type { InspectCommand } from './inspect-arguments';
import { judge, judgementJson, judgementText } from './inspect-fitness';
import { inspectionText } from './inspect-text';
import type { CliHost } from './make';
import { readMaterial, readSecret } from './read-input';
import { unlockFiles } from './unlock-files';

/**
 * Says what is in files, how the pieces fit and what is wrong with them: as text, or as the JSON that docs/inspect.md
 * describes. No key and no password is printed.
 *
 * @throws PkiError once everything is printed, when a file was refused; before that, `material-missing`, `field-invalid`
 *   or `file-too-large` for a password file
 */
export async function inspect(command: InspectCommand, host: CliHost): Promise<void> {
  const { terminal, clock, signal } = host;
  const secrets = await Promise.all(command.passwordFiles.map((path) => readSecret(path, '--password-file')));
  const given = await readEach(command.files);
  const files = given.flatMap((each) => ('bytes' in each ? [each] : []));
  const now = clock();
  const pause = createPace(signal);
  const look = (some: readonly InputFile[], passwords: readonly string[]): Promise<Inspection> =>
    inspectFiles(some, { passwords, now, findRecipe, pause });
  const { report, files: inspected } = await unlockFiles(files, [...command.passwords, ...secrets], look, terminal);
  const whole = { ...report, files: inOrder(given, report).filter((file) => !isBystander(file, command.files)) };
  const judgement = await judge(command, inspected, files, now);
  if (command.json) terminal.result(asJson({ ...whole, ...judgementJson(judgement, inspected) }));
  else for (const line of [...judgementText(judgement), ...inspectionText(whole, now)]) terminal.result(spellOut(line));
  refuseUnread(whole);
}

/** A file, or why it cannot be read from the disk. */
type Given = InputFile | Pick<ReportedFile, 'name' | 'objects' | 'error'>;

/** Reads the files, and those in folders; one that cannot be read does not keep the others from being read. */
async function readEach(paths: readonly string[]): Promise<Given[]> {
  const given: Given[] = [];
  for (const path of new Set(paths)) {
    try {
      given.push(...(await readMaterial([path])));
    } catch (error) {
      if (!(error instanceof PkiError)) throw error;
      given.push({ name: path, objects: [], error: { code: error.code, message: spellOut(error.message) } });
    }
  }
  return given;
}

/** Files that never came to be inspected stand where they were named. */
function inOrder(given: readonly Given[], { files }: InspectionReport): readonly ReportedFile[] {
  const rows = [...files];
  let at = 0;
  for (const each of given) {
    if ('bytes' in each) while (rows[at] !== undefined && isOf(each.name, rows[at]?.name ?? '')) at++;
    else rows.splice(at++, 0, each);
  }
  return rows;
}

function isOf(file: string, row: string): boolean {
  return row === file || row.startsWith(`${file}!/`);
}

/** Inside a folder, as inside a zip, files of other kinds are not what was asked about. */
function isBystander({ name, error }: ReportedFile, asked: readonly string[]): boolean {
  return error?.code === 'file-unknown' && !asked.includes(name);
}

/** What a terminal might act on stands as JSON's own escapes. */
function asJson(report: InspectionReport): string {
  const each = new RegExp(`(?!\\n)${unprintable.source}`, 'gu');
  return JSON.stringify(report, undefined, 2).replace(each, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}

function refuseUnread({ files }: InspectionReport): void {
  const [first, ...more] = files.flatMap(({ error }) => error ?? []);
  if (first === undefined) return;
  const others = more.length === 0 ? '' : ` ${String(more.length)} more could not be read to the end.`;
  throw new PkiError(first.code, `${first.message}${others}`);
}
