import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { FoundObject } from '../../inspect/found-object';
import { assertConvertible, conversionsFor, convert as convertObjects } from '../../jobs/convert';
import { conversionNotes } from '../../jobs/convert-notes';
import { findConversionFormat } from '../../jobs/convert-formats';
import type { ConversionFormat, ConversionOptions } from '../../jobs/convert-types';
import type { OutputFile } from '../../jobs/output-file';
import { inspect } from '../../jobs/inspect';
import { createPace } from '../../jobs/pace';
import { PkiError, refusedAt } from '../../pki/errors';
import { spellOut } from '../../pki/show-text';
import { findRecipe } from '../../recipes/catalogue';
import type { ConvertCommand } from './convert-arguments';
import { convertForRecipe } from './convert-recipe';
import type { CliHost } from './make';
import { readMaterial, readSecret } from './read-input';
import { unlockFiles } from './unlock-files';
import { writeFiles } from './write-files';
import { assertFree, writeOut } from './write-out';

/**
 * Converts what is in the files into a format, or into a recipe's layout; without either, says what can be made of them.
 *
 * @throws PkiError as the job, its fields being options; `field-unknown` for a format that there is not
 */
export async function convert(command: ConvertCommand, host: CliHost): Promise<void> {
  const recipe = command.to === undefined ? undefined : findRecipe(command.to);
  if (recipe !== undefined) return convertForRecipe(recipe, command, host);
  const format = command.to === undefined ? undefined : formatOf(command.to);
  if (command.set.length > 0)
    throw new PkiError('field-invalid', '--set answers the fields of a recipe, so it needs --to RECIPE.', {
      field: '--set',
    });
  const objects = await objectsIn(command, host);
  if (format === undefined) return offer(objects, host);
  const asked = { objects, format, options: given(command) };
  const { clock, random, signal } = host;
  const files = await atOptions(async () => {
    await assertConvertible(asked, clock());
    const options = { ...asked.options, ...(await newPassword(format, command, host)) };
    return convertObjects({ ...asked, options }, { clock, random, signal });
  });
  for (const note of await conversionNotes(asked, clock())) host.terminal.say(`note: ${spellOut(note)}`);
  if (command.out === '-') host.terminal.write(printable(files).bytes);
  else host.terminal.result(await write(files, command, host));
}

/** The options that the job's fields are. */
const words: Readonly<Record<string, string>> = {
  choose: '--choose',
  aliases: '--alias',
  entry: '--entry',
  password: '--new-password-file',
  profile: '--profile',
  name: '--name',
  namespace: '--namespace',
  root: '--root',
  certificateFirst: '--certificate-first',
};

async function atOptions<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw refusedAt(error, error instanceof PkiError ? words[error.field ?? ''] : undefined);
  }
}

function formatOf(id: string): ConversionFormat {
  const format = findConversionFormat(id);
  if (format !== undefined) return format;
  throw new PkiError(
    'field-unknown',
    `There is no format and no recipe ${id}. Leave --to out to see what can be made of the files; certwright list shows the recipes.`,
    { field: '--to' },
  );
}

async function objectsIn(command: ConvertCommand, { terminal, clock, signal }: CliHost): Promise<FoundObject[]> {
  const passwords = await Promise.all(command.passwordFiles.map((path) => readSecret(path, '--password-file')));
  const files = await readMaterial(command.files, 'FILE');
  const now = clock();
  const pause = createPace(signal);
  const look: Parameters<typeof unlockFiles>[2] = (some, passwords) =>
    inspect(some, { passwords, now, findRecipe, pause });
  const inspection = await unlockFiles(files, passwords, look, terminal);
  const refused = inspection.files.find(({ error, objects }) => error !== undefined && objects.length === 0);
  if (refused?.error !== undefined) throw refused.error;
  return inspection.files.flatMap(({ objects }) => objects);
}

/** What can be made of the files, a format a line. */
async function offer(objects: readonly FoundObject[], { terminal, clock, signal }: CliHost): Promise<void> {
  const conversions = await conversionsFor(objects, clock(), createPace(signal));
  const possible = conversions.filter(({ problem }) => problem === undefined);
  const width = Math.max(0, ...possible.map(({ format }) => format.id.length));
  for (const { format } of possible) terminal.result(`${format.id.padEnd(width)}  ${format.label}`);
  const [refused] = conversions.flatMap(({ problem }) => problem ?? []);
  if (possible.length === 0) throw new PkiError('material-missing', refused ?? 'Nothing here can be converted.');
  terminal.say('These can be made of the files: write --to with one of them, or with a recipe.');
}

/** What was said on the command line; what was not must stay absent, since formats refuse what has no effect. */
function given(command: ConvertCommand): ConversionOptions {
  const { choose, aliases, entry, profile, name, namespace, root, certificateFirst } = command;
  return {
    ...(choose.length === 0 ? {} : { choose }),
    ...(aliases.length === 0 ? {} : { aliases }),
    ...(entry === undefined ? {} : { entry }),
    ...(profile === undefined ? {} : { profile }),
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(root ? { root } : {}),
    ...(certificateFirst ? { certificateFirst } : {}),
  };
}

/** From the file named, or asked for where the format needs one. */
async function newPassword(
  { password }: ConversionFormat,
  { newPasswordFile }: ConvertCommand,
  { terminal: { ask } }: CliHost,
): Promise<Pick<ConversionOptions, 'password'>> {
  const field = '--new-password-file';
  if (newPasswordFile !== undefined) return { password: await readSecret(newPasswordFile, field) };
  if (password !== 'new') return {};
  if (ask === undefined)
    throw new PkiError('password-required', 'What is written needs a password. Name a file that holds it.', { field });
  const typed = await ask('Password for what is written');
  if (typed !== (await ask('The same once more')))
    throw new PkiError('field-invalid', 'The two passwords differ. Start again.', { field });
  return { password: typed };
}

/** The one file that may be seen in a terminal's history, and by whatever reads the pipe. */
function printable([file, another]: readonly OutputFile[]): OutputFile {
  if (file !== undefined && another === undefined && !file.secret) return file;
  const why = another === undefined ? 'A file that holds a key is not printed.' : 'Several files are made.';
  throw new PkiError('field-invalid', `${why} Name a file or folder instead of "-".`, { field: '--out' });
}

/** One file under its own name or that of `--out`, which may be a folder that is there; several files into a folder. */
async function write(
  files: readonly OutputFile[],
  { out, force }: ConvertCommand,
  { signal }: CliHost,
): Promise<string> {
  const [file, another] = files;
  if (file === undefined) throw new PkiError('defect', 'Nothing was made.');
  if (another !== undefined) {
    const folder = file.name.replace(/-[^-]*$/u, '');
    return writeFiles({ files, out, folder, bySuffix: {} }, force, signal);
  }
  const shown = out !== undefined && (await isFolder(out)) ? join(out, file.name) : (out ?? file.name);
  const target = { kind: 'file', shown, path: resolve(shown) } as const;
  await assertFree(target, force, []);
  await writeOut(target, { archive: file.bytes, entries: [] }, force, signal, file.secret ? 0o600 : 0o644);
  return spellOut(shown);
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (there) => there.isDirectory(),
    () => false,
  );
}
