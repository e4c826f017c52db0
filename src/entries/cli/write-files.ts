import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { OutputFile } from '../../jobs/output-file';
import { assertFree, refuseOddNames, writeOut } from './write-out';
import type { Target } from './write-out';

/** Files that a job made, and where they go. */
export interface Written {
  readonly files: readonly OutputFile[];
  /** What `--out` says; absent: the folder `folder`. */
  readonly out: string | undefined;
  /** Name of the folder where nothing else is said. */
  readonly folder: string;
  /** Which of the files `--out` means when it ends in one of these suffixes: `.pem`. */
  readonly bySuffix: Readonly<Record<string, OutputFile | undefined>>;
}

/**
 * Writes the files of a job: all of them into a folder, or the one that the suffix of `--out` asks for. Secrets get mode
 * 0600, the others 0644.
 *
 * @returns the path as the user wrote it
 * @throws PkiError as `assertFree`
 */
export async function writeFiles(
  { files, out, folder, bySuffix }: Written,
  force: boolean,
  signal: AbortSignal,
): Promise<string> {
  const there = out !== undefined && (await isFolder(out));
  if (!there) refuseOddNames(out, Object.keys(bySuffix));
  const shown = out ?? folder;
  const suffix = /\.[^./\\]+$/u.exec(shown.toLowerCase())?.[0] ?? '';
  const whole = out === undefined || !Object.hasOwn(bySuffix, suffix) || there;
  const single = whole ? undefined : bySuffix[suffix];
  const target: Target = { kind: single === undefined ? 'folder' : 'file', shown, path: resolve(shown) };
  await assertFree(
    target,
    force,
    files.map(({ name }) => name),
  );
  const entries = files.map(({ name, bytes, secret }) => ({ path: name, bytes, secret, mode: modeOf(secret) }));
  const archive = single?.bytes ?? new Uint8Array();
  await writeOut(target, { archive, entries }, force, signal, modeOf(single?.secret ?? true));
  return shown;
}

function modeOf(secret: boolean): number {
  return secret ? 0o600 : 0o644;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (there) => there.isDirectory(),
    () => false,
  );
}
