import type { FoundObject, InputFile } from '../../inspect/found-object';
import type { InspectedFile, Inspection } from '../../inspect/inspect-files';
import { spellOut } from '../../pki/show-text';
import type { Terminal } from './terminal';

/** How often a password may be mistyped. */
const TRIES = 3;

type Look = (files: readonly InputFile[], passwords: readonly string[]) => Promise<Inspection>;

/**
 * Inspects files, and asks for the password of each that stays closed where somebody is there to answer. What opened one
 * is tried on the others before they are asked for. An empty answer leaves a file closed.
 */
export async function unlockFiles(
  files: readonly InputFile[],
  passwords: readonly string[],
  look: Look,
  { ask, say }: Pick<Terminal, 'ask' | 'say'>,
): Promise<Inspection> {
  const known = [...passwords];
  const leftClosed = new Set<string>();
  let inspection = await look(files, known);
  for (;;) {
    const closed = inspection.files.find((file) => isClosed(file) && !leftClosed.has(file.name));
    if (closed === undefined || ask === undefined) return inspection;
    const holder = files.filter(({ name }) => closed.name === name || closed.name.startsWith(`${name}!/`));
    const { opening, open } = await askFor(closed, (typed) => look(holder, [...known, ...typed]), { ask, say });
    if (!open) leftClosed.add(closed.name);
    if (opening.length === 0) continue;
    known.push(...opening);
    inspection = await look(files, known);
  }
}

/** The passwords that open a file or a part of it, and whether all of it is open; three tries for each part. */
async function askFor(
  file: InspectedFile,
  tryOn: (typed: readonly string[]) => Promise<Inspection>,
  { ask, say }: Required<Pick<Terminal, 'ask' | 'say'>> & { readonly ask: NonNullable<Terminal['ask']> },
): Promise<{ readonly opening: readonly string[]; readonly open: boolean }> {
  const { name } = file;
  const opening: string[] = [];
  let locks = locksIn(file);
  for (let left = TRIES; left > 0; left--) {
    const typed = await ask(`Password for ${placeOf(name, locks[0])} (empty: leave it closed)`);
    if (typed === '') break;
    const { files, report } = await tryOn([...opening, typed]);
    const now = locksIn(files.find((each) => each.name === name));
    const helped = now.length < locks.length || now[0]?.alias !== locks[0]?.alias;
    if (helped) opening.push(typed);
    if (now.length === 0) return { opening, open: true };
    if (helped) left = TRIES + 1;
    locks = now;
    say(report.files.find((each) => each.name === name)?.error?.message ?? '');
  }
  return { opening, open: false };
}

type Lock = Extract<FoundObject, { type: 'locked-key' }>;

function locksIn(file: InspectedFile | undefined): Lock[] {
  return (file?.objects ?? []).filter((object): object is Lock => object.type === 'locked-key');
}

function placeOf(name: string, lock: Lock | undefined): string {
  return lock?.alias === undefined ? spellOut(name) : spellOut(`the key ${lock.alias} in ${name}`);
}

function isClosed(file: InspectedFile): boolean {
  return locksIn(file).length > 0;
}
