import { showText } from '../pki/show-text';

/** Windows' own limit is 260 characters for folder and path together; this leaves room for the folder. */
const LONGEST = 240;

/** https://learn.microsoft.com/windows/win32/fileio/naming-a-file: reserved whatever the extension. */
const reserved = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\.|$)/iu;

const forbidden = /[<>:"|?*\\/\p{Cc}]/gu;

/**
 * Why a name cannot be a file or folder on every system.
 *
 * @returns the rest of a sentence that begins with the name, or undefined when it can
 */
export function segmentProblem(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (name === '.' || name === '..') return 'leads out of its folder';
  if (/\p{C}/u.test(name)) return 'has invisible characters in it';
  if (name.search(forbidden) >= 0) return 'has a character that Windows does not allow in names';
  if (reserved.test(name)) return 'is a name that Windows reserves for a device';
  if (/[. ]$/u.test(name)) return 'ends in a dot or space, which Windows drops';
  return undefined;
}

/** Why a path cannot stand in an archive, as a sentence; undefined when it can. */
export function pathProblem(path: string): string | undefined {
  if (path.length > LONGEST) return `The path ${showText(path)} is ${String(path.length)} characters long. Shorten it.`;
  for (const segment of path.split('/')) {
    const problem = segmentProblem(segment);
    if (problem !== undefined) return `The name ${showText(segment)} in the path ${showText(path)} ${problem}.`;
  }
  return undefined;
}

/**
 * A value as part of a file or folder name: `:` becomes `-`, other characters that Windows forbids become `_`, and so does
 * a final dot or space. `2001:db8::5` is `2001-db8--5`, `*.example.com` is `_.example.com`.
 */
export function sanitizeForPath(text: string): string {
  return text.replaceAll(':', '-').replaceAll(forbidden, '_').replace(/[. ]$/u, '_');
}

/** Paths that some file system takes for one and the same, or of which one is a folder in another. */
export function findClash(paths: readonly string[]): readonly [string, string] | undefined {
  const files = new Map<string, string>();
  for (const path of paths) {
    const other = files.get(foldPath(path));
    if (other !== undefined) return [other, path];
    files.set(foldPath(path), path);
  }
  for (const path of paths) {
    const folded = foldPath(path);
    for (let slash = folded.indexOf('/'); slash >= 0; slash = folded.indexOf('/', slash + 1)) {
      const other = files.get(folded.slice(0, slash));
      if (other !== undefined) return [other, path];
    }
  }
  return undefined;
}

/** Windows and macOS ignore case; macOS ignores how accents are composed (Apple File System Reference, Unicode). */
function foldPath(path: string): string {
  return path.normalize('NFD').toUpperCase().toLowerCase().normalize('NFC');
}
