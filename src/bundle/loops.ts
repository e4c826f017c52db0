import type { Recipe } from '../recipes/types';
import { itemsOf } from './conditions';
import { placeholdersIn } from './placeholders';
import type { Scope } from './placeholders';

/** A scope for each item of a loop, or the given one where there is no loop. */
export function scopesOf(
  loop: { readonly field: string; readonly as: string } | undefined,
  scope: Scope,
): readonly Scope[] {
  if (loop === undefined) return [scope];
  const items = itemsOf(scope.values.get(loop.field));
  return items.map((item) => ({ ...scope, loops: [...scope.loops, { ...loop, item }] }));
}

/** Id of the instance that a scope's loops stand at: `client[alice]`; undefined when its loop is not around. */
export function instanceId(id: string, loop: { readonly field: string } | undefined, scope: Scope): string | undefined {
  if (loop === undefined) return id;
  const found = scope.loops.findLast(({ field }) => field === loop.field);
  return found === undefined ? undefined : `${id}[${found.item}]`;
}

/** Id in the plan of the machine that something inside a loop goes to. */
export function audienceOf({ audiences }: Pick<Recipe, 'audiences'>, id: string, scope: Scope): string {
  return instanceId(id, audiences.find((each) => each.id === id)?.forEach, scope) ?? id;
}

/** The field in which a template's value is mended: that of its last placeholder. */
export function fieldBehind(template: string, scope: Scope): string | undefined {
  const ids = placeholdersIn(template).map(
    ({ id }) => scope.loops.findLast(({ as }) => as === id)?.field ?? (scope.values.has(id) ? id : undefined),
  );
  return ids.findLast((id) => id !== undefined);
}
