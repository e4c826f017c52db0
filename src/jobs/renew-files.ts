import { readManifest } from '../bundle/manifest';
import type { Manifest } from '../bundle/manifest';
import type { InputFile } from '../inspect/found-object';
import { looksLikeZip, readZip } from '../inspect/zip-reader';
import type { Pause } from '../keystores/types';
import { PkiError, refusedAt } from '../pki/errors';
import { showText, spellOut } from '../pki/show-text';
import type { Bytes } from '../pki/types';
import { compare, slashed } from './compare-bundle';
import type { Compared, Placed } from './compare-bundle';

/** The largest bundle has two texts and a few small files for each of a hundred clients. */
const LIMITS = { entries: 5000, totalBytes: 20_000_000 } as const;

/** Far more than the 1 MiB of a manifest: what is longer is not even decoded. */
const LONGEST_MANIFEST = 4 * 1024 * 1024;

export const manifestName = /(?:^|[/\\])certwright\.json$/u;

/** The files of one earlier bundle among those that were given. */
export interface BundleFiles extends Omit<Compared, 'used'> {
  readonly manifest: Manifest;
  /** Zip or folder that the manifest lies in, for messages. */
  readonly name: string;
  readonly others: readonly InputFile[];
}

/**
 * Finds the one earlier bundle among zips and unpacked folders. Downloads for single machines that were made together are
 * one bundle: they have the same `certwright.json`.
 *
 * @param wanted name of the zip or of the `certwright.json` that is meant, where several bundles were given
 * @throws PkiError `material-missing` without a manifest, `material-ambiguous` with several, `file-damaged` and
 *   `file-too-large` for a zip or manifest that cannot be read, naming it
 */
export async function findBundle(files: readonly InputFile[], wanted?: string, pause?: Pause): Promise<BundleFiles> {
  const placed = (await Promise.all(files.map(unpacked))).flat();
  const manifests = placed.filter(({ name }) => manifestName.test(name));
  const isWanted = ({ name, given }: Placed): boolean =>
    wanted === undefined || name === wanted || given.name === wanted;
  const first = manifests.find(isWanted);
  if (first === undefined)
    throw new PkiError(
      'material-missing',
      `There is no certwright.json among these files, so it is not known what they were made for. Give the whole zip, or its unpacked folder. For a CA alone, choose a system and then "Use my CA".`,
    );
  const text = textOf(first);
  const same = manifests.filter((each) => textOf(each) === text);
  if (wanted === undefined && same.length < manifests.length)
    throw new PkiError(
      'material-ambiguous',
      `These are several bundles: ${[...new Set(manifests.map(({ name }) => showText(placeOf(name))))].join(', ')}. Say which one is to be renewed.`,
    );
  const manifest = manifestIn(first.name, text);
  const { used, ...compared } = await compare(manifest, placed, basesOf(same), pause);
  const others = files.filter((file) => !used.has(file));
  return { manifest, name: placeOf(first.name), ...compared, others };
}

/**
 * The files in a zip, or the file itself.
 *
 * @throws PkiError `file-damaged` or `file-too-large`, naming it
 */
export async function unpacked(given: InputFile): Promise<Placed[]> {
  if (!looksLikeZip(given.bytes)) return [{ ...given, given }];
  const inside = await readZip(given.bytes, given.name, LIMITS);
  return inside.map(({ path, bytes }) => ({ name: `${given.name}!/${path}`, bytes, given }));
}

/** The folders that manifests lie in, with `/` at the end; empty for none. */
export function basesOf(manifests: readonly Placed[]): string[] {
  return manifests.map(({ name }) => slashed(name).replace(manifestName, (end) => end.replace('certwright.json', '')));
}

/** `earlier.zip` or the folder; of a file at the top, the file itself. */
function placeOf(name: string): string {
  return name.replace(/(?:!\/|[/\\])certwright\.json$/u, '');
}

function textOf({ name, bytes }: Placed): string {
  if (bytes.length > LONGEST_MANIFEST)
    throw new PkiError(
      'file-too-large',
      `${showText(name)} has ${String(bytes.length)} bytes. It is not the one that was downloaded; use that.`,
    );
  return decoded(bytes);
}

/** The text of a manifest, the same for all copies of it. */
export function decoded(bytes: Bytes): string {
  return new TextDecoder().decode(bytes).replaceAll('\r\n', '\n');
}

/** @throws PkiError `file-damaged` or `file-too-large`, naming the zip or folder */
export function manifestIn(name: string, text: string): Manifest {
  try {
    return readManifest(text);
  } catch (error) {
    throw refusedAt(error, undefined, showText(placeOf(name)));
  }
}

/** More paths in one sentence would hide it. */
const MOST_PATHS = 12;

/** Paths in a sentence; they come from a file of the user's, so that they are shown as text. */
export function listed(paths: readonly string[]): string {
  const more = paths.length - MOST_PATHS;
  const shown = paths.slice(0, MOST_PATHS).map((path) => spellOut(path));
  return [...shown, ...(more > 0 ? [`and ${String(more)} more`] : [])].join(', ');
}
