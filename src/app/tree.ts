import type { PlannedEntry } from '../bundle/types';

export interface TreeFolder {
  readonly kind: 'folder';
  readonly name: string;
  readonly path: string;
  /** The one machine that everything in it goes to. */
  readonly audience: string | undefined;
  readonly children: readonly TreeNode[];
}

export interface TreeFile {
  readonly kind: 'file';
  readonly name: string;
  readonly entry: PlannedEntry;
}

/** A folder or file of the archive, as the page draws it. */
export type TreeNode = TreeFolder | TreeFile;

/**
 * Arranges a plan's entries by their folders. Folders come before files, each in the order of the plan.
 *
 * @param entries paths with `/` between folders
 * @param under path of the folder whose content is wanted, ending in `/`; empty for the top
 */
export function treeOf(entries: readonly PlannedEntry[], under = ''): TreeNode[] {
  const inside = entries.filter(({ path }) => path.startsWith(under));
  const rest = (entry: PlannedEntry): string => entry.path.slice(under.length);
  const names = new Set(
    inside.filter((entry) => rest(entry).includes('/')).map((entry) => rest(entry).split('/', 1)[0] ?? ''),
  );
  const folders = [...names].map((name): TreeFolder => {
    const path = `${under}${name}/`;
    const [audience, ...others] = new Set(
      inside.filter((entry) => entry.path.startsWith(path)).map((entry) => entry.audience),
    );
    return {
      kind: 'folder',
      name,
      path,
      audience: others.length === 0 ? audience : undefined,
      children: treeOf(inside, path),
    };
  });
  const files = inside
    .filter((entry) => !rest(entry).includes('/'))
    .map((entry): TreeFile => ({ kind: 'file', name: rest(entry), entry }));
  return [...folders, ...files];
}
