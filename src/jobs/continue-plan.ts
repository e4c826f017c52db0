import type { BundlePlan, PlannedEntity } from '../bundle/types';
import { digestHex } from '../pki/bytes';
import type { Continuation } from './types';

/** Marks in a plan what is taken over from an earlier bundle. */
export async function continuePlan(
  plan: BundlePlan,
  continues: Pick<Continuation, 'kept'> | undefined,
): Promise<BundlePlan> {
  if (continues === undefined) return plan;
  const marked = plan.entities.map(async (entity): Promise<PlannedEntity> => {
    const { certificate, key } = continues.kept.get(entity.id) ?? {};
    const octets = certificate?.der ?? key?.spki;
    return octets === undefined ? entity : { ...entity, kept: await digestHex('SHA-256', octets) };
  });
  return { ...plan, entities: await Promise.all(marked) };
}
