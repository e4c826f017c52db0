import { readManifest } from '../bundle/manifest';
import type { Manifest } from '../bundle/manifest';
import type { InputFile } from '../inspect/found-object';
import { looksLikeZip, readZip } from '../inspect/zip-reader';
import type { Pause } from '../keystores/types';
import { digestHex } from '../pki/bytes';
import { PkiError, refusedAt } from '../pki/errors';
import { showText, spellOut } from '../pki/show-text';
import type { Bytes } from '../pki/types';

/** The largest bundle has two texts and a few small files for each of a hundred clients. */
const LIMITS = { entries: 5000, totalBytes: 20_000_000 } as const;

/** Far more than the 1 MiB of a manifest: what is longer is not even decoded. */
const LONGEST_MANIFEST = 4 * 1024 * 1024;

const manifestName = /(?:^|[/\\])certwright\.json$/u;

/** The files of one earlier bundle among those that were given. */
export interface BundleFiles {
  readonly manifest: Manifest;
  /** Zip or folder that the manifest lies in, for messages. */
  readonly name: string;
  /** By path; nothing that the manifest does not name. */
  readonly files: ReadonlyMap<string, Bytes>;
  readonly digests: ReadonlyMap<string, string>;
  readonly missing: readonly string[];
  readonly changed: readonly string[];
  readonly others: readonly InputFile[];
}

/** A file, and the file that was given with it inside. */
interface Placed extends InputFile {
  readonly given: InputFile;
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
      `There is no certwright.json among these files, so it is not known what they were made for. Give the zip as it was downloaded, or its whole unpacked folder. For a CA alone, choose a system and then "Use my CA".`,
    );
  const text = textOf(first);
  const same = manifests.filter((each) => textOf(each) === text);
  if (wanted === undefined && same.length < manifests.length)
    throw new PkiError(
      'material-ambiguous',
      `These are several bundles: ${[...new Set(manifests.map(({ name }) => showText(placeOf(name))))].join(', ')}. Say which one is to be renewed.`,
    );
  const manifest = manifestIn(first, text);
  const bases = same.map(({ name }) => name.replace(manifestName, (end) => end.replace('certwright.json', '')));
  return { manifest, name: placeOf(first.name), ...(await compare(manifest, placed, bases, files, pause)) };
}

async function unpacked(given: InputFile): Promise<Placed[]> {
  if (!looksLikeZip(given.bytes)) return [{ ...given, given }];
  const inside = await readZip(given.bytes, given.name, LIMITS);
  return inside.map(({ path, bytes }) => ({ name: `${given.name}!/${path}`, bytes, given }));
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
  return new TextDecoder().decode(bytes).replaceAll('\r\n', '\n');
}

function manifestIn({ name }: Placed, text: string): Manifest {
  try {
    return readManifest(text);
  } catch (error) {
    throw refusedAt(error, undefined, showText(placeOf(name)));
  }
}

/** Holds the files against what the manifest says of them. */
async function compare(
  manifest: Manifest,
  placed: readonly Placed[],
  bases: readonly string[],
  given: readonly InputFile[],
  pause: Pause | undefined,
): Promise<Pick<BundleFiles, 'files' | 'digests' | 'missing' | 'changed' | 'others'>> {
  const byName = new Map(placed.map((file) => [file.name.replaceAll('\\', '/'), file]));
  const files = new Map<string, Bytes>();
  const digests = new Map<string, string>();
  const [missing, changed]: [string[], string[]] = [[], []];
  const used = new Set<InputFile>();
  for (const { path, sha256 } of manifest.files) {
    const file = bases
      .map((base) => byName.get(`${base.replaceAll('\\', '/')}${path}`))
      .find((each) => each !== undefined);
    const digest = file === undefined ? undefined : await digestHex('SHA-256', file.bytes);
    const known = sha256 ?? digest;
    if (known !== undefined) digests.set(path, known);
    if (file === undefined) missing.push(path);
    else {
      files.set(path, file.bytes);
      used.add(file.given);
      if (digest !== known) changed.push(path);
    }
    await pause?.();
  }
  return { files, digests, missing, changed, others: given.filter((file) => !used.has(file)) };
}

/** More paths in one sentence would hide it. */
const MOST_PATHS = 12;

/** Paths in a sentence; they come from a file of the user's, so that they are shown as text. */
export function listed(paths: readonly string[]): string {
  const more = paths.length - MOST_PATHS;
  const shown = paths.slice(0, MOST_PATHS).map((path) => spellOut(path));
  return [...shown, ...(more > 0 ? [`and ${String(more)} more`] : [])].join(', ');
}
