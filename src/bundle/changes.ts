import { mentions, partsOf } from './facts';
import type { BundlePlan, EarlierFiles, PlannedContent, PlannedEntity, PlannedEntry, PlannedStep } from './types';

/** What a renewal changes on one machine. */
export interface MachineChanges {
  /** Audience id. */
  readonly audience: string;
  readonly label: string;
  readonly keepSafe: boolean;
  /** Files that were not there before, or differ. */
  readonly fresh: readonly PlannedEntry[];
  /** Files that were there before, and are octet by octet what they were. */
  readonly same: readonly PlannedEntry[];
  /** Whether a root certificate among its files is another one, so that whatever trusted the old one must trust this. */
  readonly trustAnew: boolean;
  /** What to start again once the new files are in place; empty without new files. */
  readonly starts: readonly PlannedStep[];
}

/** What a renewed bundle changes, machine by machine in the order in which the user visits them. */
export interface BundleChanges {
  readonly machines: readonly MachineChanges[];
  /** Paths that the earlier bundle had and this one has not; empty when it is a bundle beside the earlier one. */
  readonly gone: readonly string[];
  /** Whether it is a bundle beside the earlier one, under a name of its own: a second plugin, another server. */
  readonly another: boolean;
  /** Whether it only asks a CA elsewhere: no file of it takes the place of one in use before the reply is there. */
  readonly awaitsReply: boolean;
}

/**
 * Compares a bundle with the one that it renews.
 *
 * @param digests SHA-256 by path, lower-case hex, of every file that goes to a machine
 */
export function changesOf(
  plan: BundlePlan,
  digests: ReadonlyMap<string, string>,
  earlier: EarlierFiles,
): BundleChanges {
  if (plan.mode.requests !== undefined) return { machines: [], gone: [], another: false, awaitsReply: true };
  const before = new Set(earlier.digests.values());
  const isKnown = ({ path }: PlannedEntry): boolean => before.has(digests.get(path) ?? '');
  // Under another name every path moves, and what lies there is what it was.
  const moved = plan.archiveName !== earlier.archiveName;
  const isSame = (entry: PlannedEntry): boolean => isKnown(entry) && (moved || earlier.digests.has(entry.path));
  const another = isAnother(plan, earlier);
  const roots = newRoots(plan, isKnown);
  const paths = new Set(plan.entries.map(({ path }) => path));
  return {
    machines: plan.audiences
      .filter(({ entries }) => entries.length > 0)
      .map(({ id, label, keepSafe = false, entries, steps }) => {
        const fresh = entries.filter((entry) => !isSame(entry));
        return {
          audience: id,
          label,
          keepSafe,
          fresh,
          same: entries.filter(isSame),
          trustAnew: !keepSafe && fresh.some(({ content }) => roots.some(({ id }) => holdsCertificate(content, id))),
          starts: fresh.length === 0 ? [] : steps.filter(({ kind }) => kind === 'start'),
        };
      }),
    gone: another ? [] : [...earlier.digests.keys()].filter((path) => !paths.has(path)),
    another,
    awaitsReply: false,
  };
}

/** A server that keeps one of its names is the same server, whichever of them now names its archive. */
export function isAnother(
  { recipe, values, archiveName }: BundlePlan,
  { archiveName: before, answers }: EarlierFiles,
): boolean {
  if (archiveName === before) return false;
  const naming = [...values].filter(([id]) => new RegExp(`[{:]${id}\\}`, 'u').test(recipe.slug));
  return !naming.some(([id, value]) => {
    const earlier = (answers[id] ?? '').split(/[\s,]+/u);
    return value.kind === 'hosts' && value.names.some((name) => earlier.includes(name.value));
  });
}

/** CAs whose certificate is another one than before. */
function newRoots({ entities, entries }: BundlePlan, isKnown: (entry: PlannedEntry) => boolean): PlannedEntity[] {
  return entities.filter(({ id, kind }) => {
    if (kind !== 'authority') return false;
    const plain = entries.filter(({ content }) => holdsCertificate(content, id, /^certificate-/u));
    const judged = plain.length > 0 ? plain : entries.filter(({ content }) => holdsCertificate(content, id));
    return !judged.some(isKnown);
  });
}

/** Whether a file stands for a CA: its certificate, or a truststore with it. */
function holdsCertificate(content: PlannedContent, id: string, encodings = /^(?:certificate|truststore)-/u): boolean {
  return partsOf(content).some((part) => encodings.test(part.as) && mentions(part, id));
}
