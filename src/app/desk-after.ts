import type { FoundObject } from '../inspect/found-object';
import type { Inspection } from '../inspect/inspect-files';
import type { ReportedMatch } from '../inspect/report';
import type { KeyPair } from '../pki/types';
import type { Recipe } from '../recipes/types';
import { isLocked } from './desk-rows';
import { offersFor } from './handing-over';

/** A row of the table of actions, as far as it is asked here. */
interface Fitting {
  readonly title: string;
  readonly fits: (inspection: Inspection) => boolean;
}

/**
 * What could be done in addition once every password is typed, in a few words each; empty when nothing is locked. A locked
 * key is taken to belong to any of the certificates that are here.
 */
export function afterPasswords(
  inspection: Inspection,
  actions: readonly Fitting[],
  catalogue: readonly Recipe[],
): readonly string[] {
  const opened = openedUp(inspection);
  if (opened === undefined) return [];
  const more = actions.filter(({ fits }) => !fits(inspection) && fits(opened));
  const now = new Set(offersFor(inspection, catalogue).flatMap(({ recipe, ways }) => (ways.length > 0 ? recipe : [])));
  const then = offersFor(opened, catalogue).filter(({ recipe, ways }) => ways.length > 0 && !now.has(recipe));
  const closed = locksIn(inspection).some(({ holds }) => holds === 'keystore');
  return [
    ...more.map(({ title }) => title.charAt(0).toLowerCase() + title.slice(1)),
    ...(then.length === 0 ? [] : [`use in ${then.map(({ title }) => title).join(', ')}`]),
    ...(closed && then.length === 0 && now.size === 0 ? ['use its certificate and key in a system'] : []),
  ];
}

/** The inspection as it might be with every password; undefined when nothing is locked. */
function openedUp({ files, report }: Inspection): Inspection | undefined {
  const objects = files.flatMap((file) => file.objects);
  const locked = locksIn({ files });
  if (locked.length === 0) return undefined;
  const keys = objects.flatMap((object): FoundObject[] =>
    object.type === 'certificate'
      ? [
          {
            type: 'private-key',
            source: object.source,
            key: { spki: object.certificate.spki } as KeyPair,
            encrypted: true,
          },
        ]
      : [],
  );
  const others = locked.filter(({ holds }) => holds === 'keystore');
  const stores = others.map(({ source }) => ({ type: 'keystore', source }) as FoundObject);
  return {
    files: [...files, { name: '', objects: [...keys, ...stores] }],
    report: { ...report, matches: [...report.matches, ...matchesOf(report)] },
  };
}

function locksIn({ files }: Pick<Inspection, 'files'>): Extract<FoundObject, { type: 'locked-key' }>[] {
  return files.flatMap(({ objects }) => objects.filter((object) => object.type === 'locked-key'));
}

/** Every locked key with every certificate that has none yet. */
function matchesOf({ files, matches }: Inspection['report']): ReportedMatch[] {
  const all = files.flatMap(({ name, objects }) =>
    objects.map((object, index) => ({ object, at: { file: name, object: index } })),
  );
  const key = all.find(({ object }) => isLocked(object))?.at;
  if (key === undefined) return [];
  const has = (at: ReportedMatch['with']): boolean =>
    matches.some(({ with: other }) => other.file === at.file && other.object === at.object);
  return all.flatMap(({ object, at }) =>
    object.type === 'certificate' && object.error === undefined && !has(at) ? [{ key, with: at }] : [],
  );
}
