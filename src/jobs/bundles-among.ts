import type { Manifest } from '../bundle/manifest';
import type { BundlePlan, PlannedContent } from '../bundle/types';
import type { BundleState } from '../inspect/bundle-state';
import type { InputFile } from '../inspect/found-object';
import { groupBy } from '../inspect/group-by';
import { quotedPasswords } from '../inspect/quoted-password';
import { looksLikeZip } from '../inspect/zip-reader';
import { keystoreFormat } from '../keystores/keystore-format';
import type { Pause } from '../keystores/types';
import { utf8 } from '../pki/bytes';
import { PkiError } from '../pki/errors';
import type { Bytes } from '../pki/types';
import { compare, slashed } from './compare-bundle';
import type { Compared, Placed } from './compare-bundle';
import { basesOf, decoded, manifestIn, manifestName, unpacked } from './renew-files';
import { quotedIn } from './renew-passwords';
import { planEarlier } from './renew-recipe';
import type { FindRecipe } from './renew-recipe';

/** More bundles, and more downloads of one, than anybody has at hand. */
const MOST_BUNDLES = 20;
const MOST_COPIES = 50;

/** Unpacked bytes of all bundles together. */
const MOST_BYTES = 60_000_000;

/** What the bundles among files say of themselves: hostile input, which is judged and never refused. */
export interface OwnBundles {
  readonly bundles: readonly BundleState[];
  /**
   * By the name of a file of a bundle, its password: as the bundle's texts quote it, or the fixed one of the recipe. By the
   * name of another keystore, those in files of properties beside it.
   */
  readonly quoted: ReadonlyMap<string, readonly string[]>;
}

/**
 * Holds every bundle among the files against its own `certwright.json`, and reads the passwords in its texts.
 *
 * @param opens which of its files their passwords are wanted for
 * @throws PkiError `cancelled` from `pause`; nothing else
 */
export async function bundlesAmong(
  files: readonly InputFile[],
  findRecipe: FindRecipe,
  pause?: Pause,
  opens: (content: PlannedContent) => boolean = () => true,
): Promise<OwnBundles> {
  const placed = await unpackOwn(files);
  const bundles: BundleState[] = [];
  const quoted = new Map<string, readonly string[]>();
  const manifests = placed.filter(({ name }) => manifestName.test(name));
  const own = new Set<string>();
  const copies = groupBy(manifests, ({ bytes }) => decoded(bytes));
  for (const [text, same] of [...copies].slice(0, MOST_BUNDLES)) {
    const [{ name } = { name: '' }] = same;
    const bases = basesOf(same.slice(0, MOST_COPIES));
    const manifest = await attempt(() => manifestIn(name, text));
    if (manifest instanceof PkiError) {
      bundles.push({ manifest: name, error: manifest.message, changed: [], missing: [], unknown: [] });
      continue;
    }
    const found = await compare(manifest, placed, bases, pause);
    for (const each of [...found.names.values()].flat()) own.add(each);
    const unknown = strangersTo(found, placed, bases, basesOf(manifests));
    bundles.push({ manifest: name, changed: found.altered, missing: missedIn(manifest, found), unknown });
    const earlier = await attempt(() => planEarlier(manifest, findRecipe));
    if (earlier instanceof PkiError) continue;
    for (const [path, password] of quotedFor(earlier.plan, found.files, opens))
      for (const each of found.names.get(path) ?? []) quoted.set(each, [password]);
  }
  const others = placed.filter(({ name }) => !own.has(name));
  const beside = others.flatMap(quotedPasswords).slice(0, MOST_BUNDLES);
  if (beside.length > 0)
    for (const { name, bytes } of others) if (keystoreFormat(bytes) !== undefined) quoted.set(name, beside);
  return { bundles, quoted };
}

/** The password of each file whose password the bundle itself tells. */
function quotedFor(
  plan: BundlePlan,
  files: ReadonlyMap<string, Bytes>,
  opens: (content: PlannedContent) => boolean,
): (readonly [path: string, password: string])[] {
  const secrets = new Map(Object.entries(quotedIn(plan, files)));
  return plan.entries.flatMap(({ path, content }) => {
    const password = 'password' in content && opens(content) ? secrets.get(content.password) : undefined;
    return password === undefined || password === '' ? [] : [[path, password] as const];
  });
}

/** A zip is unpacked only when the name of a manifest stands in it. */
async function unpackOwn(files: readonly InputFile[]): Promise<Placed[]> {
  const placed: Placed[] = [];
  let room = MOST_BYTES;
  for (const file of files) {
    if (looksLikeZip(file.bytes) && (room < 0 || !mentionsManifest(file.bytes))) continue;
    const inside = await attempt(() => unpacked(file));
    if (inside instanceof PkiError) continue;
    if (looksLikeZip(file.bytes)) room -= inside.reduce((sum, { bytes }) => sum + bytes.length, 0);
    placed.push(...inside);
  }
  return placed;
}

function mentionsManifest(bytes: Uint8Array): boolean {
  const name = utf8('certwright.json');
  for (let at = bytes.indexOf(0x63); at >= 0; at = bytes.indexOf(0x63, at + 1))
    if (name.every((octet, index) => bytes[at + index] === octet)) return true;
  return false;
}

/**
 * What cannot be read is told by the inspection, and counts for nothing here.
 *
 * @throws what ends all reading: PkiError `cancelled`, and bugs
 */
async function attempt<Result>(work: () => Result | Promise<Result>): Promise<Result | PkiError> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PkiError) || error.code === 'cancelled') throw error;
    return error;
  }
}

/** A download for one machine lacks what the others get; but what one machine gets belongs together. */
function missedIn({ files }: Manifest, { missing, files: here }: Compared): string[] {
  const others = files.filter(({ path }) => path !== 'certwright.json' && here.has(path));
  const machines = new Set(others.map(({ audience }) => audience));
  const gone = new Set(others.length === 0 ? [] : missing);
  return files
    .filter(({ path, audience }) => gone.has(path) && (audience === undefined || machines.has(audience)))
    .map(({ path }) => path);
}

/** Files in the folder or zip of a bundle that are none of its own; beside a manifest without a folder may lie anything. */
function strangersTo(
  { names }: Compared,
  placed: readonly Placed[],
  bases: readonly string[],
  others: readonly string[],
): string[] {
  const own = bases.filter((base) => base !== '');
  const inner = others.filter((other) => !own.includes(other)).slice(0, MOST_COPIES);
  const known = new Set([...names.values()].flat());
  const isIn = (folders: readonly string[], name: string): boolean => folders.some((each) => name.startsWith(each));
  return placed
    .map(({ name }) => name)
    .filter((name) => !known.has(name) && isIn(own, slashed(name)))
    .filter((name) => !inner.some((base) => isIn([base], slashed(name)) && isIn(own, base)));
}
