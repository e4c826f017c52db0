import type { MadeEntity } from '../bundle/encoders';
import { mentions, partsOf } from '../bundle/facts';
import type { BundlePlan, PlannedEntity } from '../bundle/types';
import type { FoundObject } from '../inspect/found-object';
import { keyPathsOf } from './renew-entities';
import type { AuthorityKeyState, EarlierAuthority } from './renew-types';

/** Where the keys of an earlier bundle's CAs are, and who trusts them. */
export function authoritiesIn(
  plan: BundlePlan,
  entities: ReadonlyMap<string, MadeEntity>,
  found: readonly FoundObject[],
  tried: boolean,
): EarlierAuthority[] {
  return plan.entities
    .filter(({ kind }) => kind === 'authority')
    .map((entity) => ({
      id: entity.id,
      title: entity.title,
      key: keyState(plan, entity, entities, found),
      tried,
      trustedBy: trustersOf(plan, entity.id),
    }));
}

function keyState(
  plan: BundlePlan,
  { id, entity, broughtBy }: PlannedEntity,
  entities: ReadonlyMap<string, MadeEntity>,
  found: readonly FoundObject[],
): AuthorityKeyState {
  if (broughtBy !== undefined) return 'brought';
  const { certificate, key } = entities.get(id) ?? {};
  if (certificate !== undefined && key !== undefined) return 'here';
  const paths = keyPathsOf(plan, id);
  if (found.some((object) => object.type === 'locked-key' && paths.includes(object.source))) return 'protected';
  if (paths.length > 0) return 'missing';
  const kept = plan.recipe.artifacts.some(
    ({ encoding }) => encoding.as === 'authority-key-pem' && encoding.entity === entity,
  );
  return kept ? 'discarded' : 'unused';
}

/** Machines that hold a CA's certificate by itself or in a truststore. */
export function trustersOf({ audiences }: BundlePlan, id: string): string[] {
  return audiences
    .filter(
      ({ keepSafe = false, entries }) =>
        !keepSafe &&
        entries.some(({ content }) =>
          partsOf(content).some((part) => /^(?:certificate|truststore)-/u.test(part.as) && mentions(part, id)),
        ),
    )
    .map(({ label }) => label);
}
