import type { BundlePlan } from '../bundle/types';

/** The days asked for what hangs on a CA, at most; undefined where nothing is to be issued. */
export function longestUnder({ entities }: BundlePlan, instance: string): number | undefined {
  const days = entities.flatMap((entity) =>
    entity.kind !== 'key-pair' && entity.issuer === instance && entity.broughtBy === undefined ? [entity.days] : [],
  );
  return days.length === 0 ? undefined : Math.max(...days);
}
