import { describe, expect, test } from 'vitest';
import { treeOf } from '../../src/app/tree';
import type { TreeNode } from '../../src/app/tree';
import { planBundle } from '../../src/bundle/plan';
import { catalogue } from '../../src/recipes/catalogue';

/** Paths of the files in the order in which they are drawn. */
function paths(nodes: readonly TreeNode[]): string[] {
  return nodes.flatMap((node) => (node.kind === 'folder' ? paths(node.children) : [node.entry.path]));
}

describe.each(catalogue)('The tree of $id', (recipe) => {
  const { entries } = planBundle(recipe, recipe.modes[0].id, {});
  const tree = treeOf(entries);

  test('holds every file once', () => {
    expect(paths(tree).sort()).toEqual(entries.map(({ path }) => path).sort());
  });

  test('names each file and folder by the last part of its path', () => {
    const check = (nodes: readonly TreeNode[], under: string): void => {
      for (const node of nodes) {
        expect(node.name).not.toContain('/');
        if (node.kind === 'file') expect(node.entry.path).toBe(under + node.name);
        else check(node.children, `${under}${node.name}/`);
      }
    };
    check(tree, '');
  });
});
