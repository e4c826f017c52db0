import type { Audience, Recipe } from '../recipes/types';
import { holds, itemsOf } from './conditions';
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

/** Audience id of the machine that an audience is: its own, or that of the one it is the same machine as. */
export function machineOf({ audiences }: Pick<Recipe, 'audiences'>, id: string, scope: Scope): string {
  const same = audiences.find((each) => each.id === id)?.sameAs;
  return same !== undefined && holds(same.when, scope) ? same.audience : id;
}

/** The other audience that is the same machine as this one, if there is one. */
export function guestOf({ audiences }: Pick<Recipe, 'audiences'>, id: string, scope: Scope): Audience | undefined {
  return audiences.find(({ sameAs }) => sameAs?.audience === id && holds(sameAs.when, scope));
}

/** Id in the plan of the machine that something inside a loop goes to. */
export function audienceOf(recipe: Pick<Recipe, 'audiences'>, id: string, scope: Scope): string {
  const machine = machineOf(recipe, id, scope);
  return instanceId(machine, recipe.audiences.find((each) => each.id === machine)?.forEach, scope) ?? machine;
}

/** The field in which a template's value is mended: that of its last placeholder. */
export function fieldBehind(template: string, scope: Scope): string | undefined {
  const ids = placeholdersIn(template).map(
    ({ id }) => scope.loops.findLast(({ as }) => as === id)?.field ?? (scope.values.has(id) ? id : undefined),
  );
  return ids.findLast((id) => id !== undefined);
}
