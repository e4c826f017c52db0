import { partsOf } from '../bundle/facts';
import { entitiesOf, isSecret } from '../bundle/plan-content';
import type { BundlePlan, PlannedEntry } from '../bundle/types';
import { isAuthority } from '../inspect/climb';
import type { FoundObject } from '../inspect/found-object';
import { equalBytes } from '../pki/bytes';
import type { Encoding } from '../recipes/types';
import type { PlannedCase } from './fitness-cases';
import { listed } from './fitness-leaf';
import { nameOf, placeIn, sharedTail } from './fitness-lot';
import { rowOf } from './fitness-types';
import type { FitnessRow, Lot, Verdict } from './fitness-types';

/** What a file with a fixed name must hold for its system. */
interface Wanted {
  readonly entry: PlannedEntry;
  readonly part: Encoding;
  /** Whether an object is what belongs into the file. */
  readonly fits: (object: FoundObject) => boolean;
}

/** Whether the files that a system opens by exact names bear them, and hold what belongs there. */
export function fileNameRows(plan: BundlePlan, cases: readonly PlannedCase[], lot: Lot): FitnessRow[] {
  const safe = new Set(plan.audiences.filter(({ keepSafe }) => keepSafe === true).map(({ id }) => id));
  const fixed = plan.entries.filter(({ fixedName, audience }) => fixedName && !safe.has(audience ?? ''));
  return fixed
    .flatMap((entry) =>
      partsOf(entry.content)
        .slice(0, 1)
        .flatMap((part) => wantedOf(entry, part, plan, cases)),
    )
    .map((wanted) => judge(wanted, lot))
    .filter((row) => row !== undefined);
}

/** Nothing for a leaf of which no certificate is there: that is said already. */
function wantedOf(
  entry: PlannedEntry,
  part: Encoding,
  { entities }: BundlePlan,
  cases: readonly PlannedCase[],
): readonly Wanted[] {
  const [id] = entitiesOf(part);
  const entity = entities.find((each) => each.id === id);
  if (entity?.kind === 'authority' && !isSecret(part))
    return [{ entry, part, fits: (object) => object.type === 'certificate' && isAuthority(object.certificate) }];
  const certificate = cases.find(({ leaf }) => leaf.id === id)?.found?.found.certificate;
  if (certificate === undefined) return [];
  const fits = (object: FoundObject): boolean =>
    isSecret(part)
      ? object.type === 'private-key' && equalBytes(object.key.spki, certificate.spki)
      : object.type === 'certificate' && equalBytes(object.certificate.der, certificate.der);
  return [{ entry, part, fits }];
}

function judge({ entry, fits }: Wanted, { objects }: Lot): FitnessRow | undefined {
  const name = nameOf(entry.path);
  const what = `File name ${name}`;
  const fitting = objects.filter(fits);
  const shared = Math.max(0, ...objects.map(({ source }) => sharedTail(entry.path, source)));
  const named = objects.filter(({ source }) => shared > 0 && sharedTail(entry.path, source) === shared);
  const right = named.filter(fits);
  const [first] = named;
  const verdict: Verdict | undefined =
    right.length > 0
      ? ['yes', `${listed(placesOf(right))} is there and holds ${entry.title}.`]
      : first === undefined
        ? whyNotNamed(name, fitting, entry)
        : ['no', `${placeIn(first.source)} does not hold ${entry.title}.`, whereItIs(fitting)];
  return verdict && rowOf('file-name', what, verdict, right.length > 0 ? right : [...named, ...fitting]);
}

function whyNotNamed(name: string, fitting: readonly FoundObject[], { title }: PlannedEntry): Verdict | undefined {
  if (fitting.length === 0) return ['no', `${name} is not among these files: ${title}.`, 'Add it.'];
  const places = placesOf(fitting);
  const onlyCase = places.some((place) => nameOf(place).toLowerCase() === name.toLowerCase());
  const why = onlyCase ? ' Capitals count.' : '';
  return [
    'no',
    `Found in ${listed(places)}: ${title}. The system opens only a file named ${name}.${why}`,
    `Rename it to ${name}, or let convert write this recipe's files.`,
  ];
}

function whereItIs(fitting: readonly FoundObject[]): string {
  return fitting.length === 0 ? 'Add the right file.' : `It is in ${listed(placesOf(fitting))}.`;
}

function placesOf(objects: readonly FoundObject[]): string[] {
  return objects.map(({ source }) => placeIn(source));
}
