import type { BundlePlan } from './types';

/** The planned authority at the top of the way up from an entity; undefined when none of it is planned. */
export function rootAbove({ entities }: Pick<BundlePlan, 'entities'>, id: string): string | undefined {
  const entity = entities.find((each) => each.id === id);
  if (entity === undefined || entity.kind === 'key-pair') return undefined;
  const above = entity.issuer === undefined ? undefined : rootAbove({ entities }, entity.issuer);
  return above ?? (entity.kind === 'authority' ? entity.id : undefined);
}
