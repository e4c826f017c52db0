import { readFiles } from '../../src/inspect/read-files';
import type { InputFile } from '../../src/inspect/found-object';
import { checkFitness } from '../../src/jobs/fitness';
import type { Fitness } from '../../src/jobs/fitness';
import { utf8 } from '../../src/pki/bytes';
import { encodePem } from '../../src/pki/pem';
import type { Certificate, KeyPair } from '../../src/pki/types';
import { createFor } from './bundle';
import { recipe } from './make';

/** Files by the end of their name, to be tampered with. */
export type Files = Map<string, InputFile['bytes']>;

/** The files of a bundle, as a user who unpacked it has them. */
export async function filesOf(...job: Parameters<typeof createFor>): Promise<Files> {
  const { entries } = await createFor(...job);
  return new Map(entries.map(({ path, bytes }) => [path, bytes]));
}

/** The one file whose path ends so. */
export function pathIn(files: Files, end: string): string {
  const found = [...files.keys()].filter((path) => path.endsWith(end));
  if (found.length !== 1) throw new Error(`${String(found.length)} files end in ${end}`);
  return found[0]!;
}

/** Puts something else into a file. */
export function put(files: Files, end: string, bytes: InputFile['bytes']): void {
  files.set(pathIn(files, end), bytes);
}

/** A certificate as PEM. */
export function pemOf(...certificates: readonly Pick<Certificate, 'der'>[]): InputFile['bytes'] {
  return utf8(certificates.map(({ der }) => encodePem('CERTIFICATE', der)).join(''));
}

/** A key as PEM. */
export function keyPem({ pkcs8 }: Pick<KeyPair, 'pkcs8'>): InputFile['bytes'] {
  return utf8(encodePem('PRIVATE KEY', pkcs8));
}

/** Holds files against a recipe. */
export async function fitnessOf(
  files: Files,
  id: string,
  {
    answers = {},
    passwords = [],
    now = new Date(),
  }: { answers?: Record<string, string>; passwords?: string[]; now?: Date } = {},
): Promise<Fitness> {
  const given = [...files].map(([name, bytes]) => ({ name, bytes }));
  return checkFitness(await readFiles(given, passwords), { recipe: recipe(id), answers, now });
}

/** What is wrong, as `check: why`. */
export function faultsOf({ rows }: Pick<Fitness, 'rows'>): string[] {
  return rows.filter(({ passed }) => passed === 'no').map(({ check, why }) => `${check}: ${why}`);
}
