import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Bundle } from '../../src/bundle/types';
import { readZip } from '../../src/inspect/zip-reader';
import { createBundle } from '../../src/jobs/create';
import type { Job, JobHost } from '../../src/jobs/types';
import type { Recipe } from '../../src/recipes/types';
import { host, recipe } from './make';

/** A bundle as the user has it: made by the product and unpacked into a folder of its own. */
export interface UnpackedBundle {
  readonly bundle: Bundle;
  /** Absolute path of the folder that holds README.txt. */
  readonly folder: string;
  /** Absolute path of a path in the archive. */
  readonly at: (path: string) => string;
}

const folders: string[] = [];
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder for a test's files, readable by this account only, removed when the tests end. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'certwright-test-'));
  folders.push(folder);
  return folder;
}

/** What a test may set besides recipe and answers. */
type BundleOptions = Partial<Pick<Job, 'mode' | 'secrets' | 'materials'> & Pick<JobHost, 'clock'>>;

/** Makes a bundle with the real clock and randomness, by the recipe's first mode unless told otherwise. */
export function createFor(
  recipeOrId: Recipe | string,
  answers: Record<string, string>,
  { clock = host.clock, ...options }: BundleOptions = {},
): Promise<Bundle> {
  const made = typeof recipeOrId === 'string' ? recipe(recipeOrId) : recipeOrId;
  const job: Job = { recipe: made, mode: made.modes[0].id, answers, secrets: {}, materials: {}, ...options };
  return createBundle(job, { ...host, clock });
}

/** {@link createFor}, then the archive's bytes unpacked with their permissions. */
export async function makeBundle(...job: Parameters<typeof createFor>): Promise<UnpackedBundle> {
  const bundle = await createFor(...job);
  return { bundle, ...(await unpack(bundle.archive)) };
}

/** Unpacks an archive of ours into a new folder, with its permissions. */
export async function unpack(archive: Uint8Array<ArrayBuffer>): Promise<Omit<UnpackedBundle, 'bundle'>> {
  const folder = scratchFolder();
  const at = (path: string): string => join(folder, path);
  for (const { path, bytes, mode } of await readZip(archive, 'bundle.zip', { entries: 1000, totalBytes: 10_000_000 })) {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), bytes);
    chmodSync(at(path), (mode ?? 0o644) & 0o777);
  }
  return { folder, at };
}
