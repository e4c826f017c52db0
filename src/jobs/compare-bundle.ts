import type { Manifest } from '../bundle/manifest';
import type { InputFile } from '../inspect/found-object';
import type { Pause } from '../keystores/types';
import { digestHex } from '../pki/bytes';
import type { Bytes } from '../pki/types';

/** A file, and the file that was given with it inside. */
export interface Placed extends InputFile {
  readonly given: InputFile;
}

/** The files of a bundle, held against what its manifest says of them. */
export interface Compared {
  /** By path; nothing that the manifest does not name. */
  readonly files: ReadonlyMap<string, Bytes>;
  /** SHA-256 by path, lower-case hex, as far as it is known. */
  readonly digests: ReadonlyMap<string, string>;
  /** Paths of files that are not here, and of those that are not what they were. */
  readonly missing: readonly string[];
  readonly changed: readonly string[];
  /** The names of every copy that is not as it was. */
  readonly altered: readonly string[];
  /** The names of every copy, by path. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  /** What was given with them inside. */
  readonly used: ReadonlySet<InputFile>;
}

/**
 * Holds files against what a manifest says of them. Of several copies the first counts, but each must be as it was.
 *
 * @param bases folders that the bundle lies in
 */
export async function compare(
  manifest: Manifest,
  placed: readonly Placed[],
  bases: readonly string[],
  pause: Pause | undefined,
): Promise<Compared> {
  const byName = new Map(placed.map((file) => [slashed(file.name), file]));
  const files = new Map<string, Bytes>();
  const digests = new Map<string, string>();
  const names = new Map<string, readonly string[]>();
  const [missing, changed, altered]: [string[], string[], string[]] = [[], [], []];
  const used = new Set<InputFile>();
  for (const { path, sha256 } of manifest.files) {
    const copies = bases.flatMap((base) => byName.get(`${base}${path}`) ?? []);
    const [first] = copies;
    const known = sha256 ?? (first && (await digestHex('SHA-256', first.bytes)));
    if (known !== undefined) digests.set(path, known);
    if (first === undefined) missing.push(path);
    else files.set(path, first.bytes);
    names.set(
      path,
      copies.map(({ name }) => name),
    );
    for (const { name, bytes, given } of copies) {
      used.add(given);
      if (sha256 === undefined || sha256 === (await digestHex('SHA-256', bytes))) continue;
      altered.push(name);
      if (changed.at(-1) !== path) changed.push(path);
    }
    await pause?.();
  }
  return { files, digests, missing, changed, altered, names, used };
}

/** With `/` between folders, as paths of a bundle have it. */
export function slashed(name: string): string {
  return name.replaceAll('\\', '/');
}
