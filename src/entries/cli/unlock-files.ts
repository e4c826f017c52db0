import type { InputFile } from '../../inspect/found-object';
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
    const password = await askFor(closed.name, (typed) => look(holder, [typed]), { ask, say });
    if (password === undefined) {
      leftClosed.add(closed.name);
      continue;
    }
    known.push(password);
    inspection = await look(files, known);
  }
}

/** The password that opens a file, or undefined when none was given in three tries. */
async function askFor(
  name: string,
  tryOn: (typed: string) => Promise<Inspection>,
  { ask, say }: Required<Pick<Terminal, 'ask' | 'say'>> & { readonly ask: NonNullable<Terminal['ask']> },
): Promise<string | undefined> {
  for (let left = TRIES; left > 0; left--) {
    const typed = await ask(`Password for ${spellOut(name)} (empty: leave it closed)`);
    if (typed === '') return undefined;
    const { files, report } = await tryOn(typed);
    if (!files.some((file) => file.name === name && isClosed(file))) return typed;
    say(report.files.find((file) => file.name === name)?.error?.message ?? '');
  }
  return undefined;
}

function isClosed({ objects }: InspectedFile): boolean {
  return objects.some(({ type }) => type === 'locked-key');
}
