import type { Stats } from 'node:fs';
import { chmod, link, lstat, mkdir, mkdtemp, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { Bundle, BundleEntry } from '../../bundle/types';
import { PkiError } from '../../pki/errors';

/** Where the result goes: a zip file, or a folder that gets the unpacked tree. */
export interface Target {
  readonly kind: 'file' | 'folder';
  /** As the user wrote it, for messages and stdout. */
  readonly shown: string;
  readonly path: string;
}

/**
 * What `--out` means. Without it: the archive's own name in this folder.
 *
 * @throws PkiError `field-invalid` for a name that no zip and no folder has
 */
export function targetOf(out: string | undefined, archiveName: string): Target {
  refuseOddNames(out, ['.zip']);
  const shown = out ?? archiveName;
  return { kind: /\.zip$/iu.test(shown) ? 'file' : 'folder', shown, path: resolve(shown) };
}

/** Suffixes by which a user means a file; what else follows a dot may belong to a folder's name: svc.example.com. */
const ofFiles = /\.(?:cer|crl|crt|csr|der|jks|json|key|p12|p7b|p7c|p8|pem|pfx|pk8|txt|ya?ml|zip)$/iu;

/**
 * A folder under a file's name is never what was meant, and neither is a file called `-`.
 *
 * @param written suffixes that name a file here
 * @throws PkiError `field-invalid`
 */
export function refuseOddNames(out: string | undefined, written: readonly string[]): void {
  const [suffix] = ofFiles.exec(out ?? '') ?? [];
  if (out !== '-' && (suffix === undefined || written.includes(suffix.toLowerCase()))) return;
  const files = written.length === 0 ? 'Name a folder' : `Name a file that ends in ${written.join(', ')}, or a folder`;
  throw new PkiError('field-invalid', `${String(out)} is not possible: several files are written. ${files}.`, {
    field: '--out',
  });
}

/**
 * Makes sure, before any key is made, that the target may be written: its parent folder is there, and nothing is lost.
 * With `force` a file may be replaced, and a folder that holds nothing but files which are written anew.
 *
 * @param paths what a folder would get
 * @throws PkiError `field-invalid` with the field `--out`
 */
export async function assertFree(target: Target, force: boolean, paths: readonly string[]): Promise<void> {
  const refuse = (message: string): PkiError => new PkiError('field-invalid', message, { field: '--out' });
  const parent = await look(stat, dirname(target.path));
  if (!parent?.isDirectory())
    throw refuse(
      `${dirname(target.shown)} is not a folder, so ${target.shown} cannot be written. Make the folder first.`,
    );
  const there = await look(lstat, target.path);
  if (there === undefined) return;
  if (!force) throw refuse(`${target.shown} is already there. Choose another --out, or replace it with --force.`);
  const fits = target.kind === 'file' ? there.isFile() : there.isDirectory();
  if (!fits) throw refuse(`${target.shown} is not a ${target.kind}, so it is not replaced. Choose another --out.`);
  if (target.kind === 'file') return;
  const [stranger] = (await filesBelow(target.path)).filter((path) => !paths.includes(path));
  if (stranger !== undefined)
    throw refuse(
      `${target.shown} holds ${stranger}, which would be lost, so it is not replaced. Choose another --out.`,
    );
}

/** What becomes a file, and what becomes a folder. */
export interface Writable {
  readonly archive: Bundle['archive'];
  readonly entries: readonly Pick<BundleEntry, 'path' | 'bytes' | 'mode' | 'secret'>[];
}

/**
 * Writes the bundle so that the target is either whole or as it was before: first beside it, then by renaming.
 *
 * @param signal aborted: nothing is left behind
 * @param mode permission bits of a file
 */
export async function writeOut(
  target: Target,
  bundle: Writable,
  force: boolean,
  signal: AbortSignal,
  mode = 0o600,
): Promise<void> {
  const beside = await mkdtemp(join(dirname(target.path), `.${basename(target.path)}-`));
  try {
    const made = join(beside, 'made');
    if (target.kind === 'file') await writeFile(made, bundle.archive, mode);
    else await writeTree(made, bundle.entries);
    signal.throwIfAborted();
    if (!force) await putNew(made, target);
    else if (target.kind === 'file') await rename(made, target.path);
    else await swap(made, target.path, join(beside, 'before'));
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

async function look(how: (path: string) => Promise<Stats>, path: string): Promise<Stats | undefined> {
  try {
    return await how(path);
  } catch {
    return undefined;
  }
}

/** Paths of all files below a folder, relative, with `/`. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .split(sep)
        .join('/'),
    );
}

/** `chmod` after `open`, because the mode that `open` takes is narrowed by the umask. */
async function writeFile(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Folders are closed to others (0700) while they are filled; those without a secret are opened (0755) at the end. */
async function writeTree(top: string, entries: Writable['entries']): Promise<void> {
  const closed = new Set(entries.filter(({ secret }) => secret).map(({ path }) => dirname(path)));
  const folders = new Set(['.']);
  for (const { path } of entries)
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) folders.add(folder);
  await mkdir(top, 0o700);
  for (const folder of [...folders].sort()) await mkdir(join(top, folder), { recursive: true, mode: 0o700 });
  for (const { path, bytes, mode } of entries) await writeFile(join(top, path), bytes, mode);
  for (const folder of [...folders].sort().reverse())
    await chmod(join(top, folder), closed.has(folder) ? 0o700 : 0o755);
}

/** A hard link is refused by the system when the name was taken meanwhile, which renaming is not. */
async function putNew(made: string, { kind, path, shown }: Target): Promise<void> {
  try {
    if (kind === 'file') await link(made, path);
    else await rename(made, path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST' || code === 'ENOTEMPTY' || code === 'ENOTDIR')
      throw new PkiError('field-invalid', `${shown} appeared meanwhile, so it was left alone.`, {
        field: '--out',
        cause: error,
      });
    // File systems without hard links (exFAT, some network shares).
    if (kind === 'file' && (await look(lstat, path)) === undefined) await rename(made, path);
    else throw error;
  }
}

/** A folder that holds files cannot be renamed over: the old one steps aside, and comes back when that fails. */
async function swap(made: string, path: string, before: string): Promise<void> {
  const there = (await look(lstat, path)) !== undefined;
  if (there) await rename(path, before);
  try {
    await rename(made, path);
  } catch (error) {
    if (there) await rename(before, path);
    throw error;
  }
}
