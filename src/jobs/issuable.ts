import type { BundlePlan } from '../bundle/types';
import { assertMayIssue } from '../issuance/authority';
import type { Authority } from '../issuance/authority';

/**
 * Asks whether a brought CA may issue everything that the plan hangs on it.
 *
 * @param instance instance id of the entity that the CA stands for
 * @throws PkiError of {@link assertMayIssue} for the first thing it may not
 */
export function assertIssuable(plan: BundlePlan, instance: string, authority: Authority, now: Date): void {
  for (const entity of plan.entities) {
    if (entity.kind === 'key-pair' || entity.issuer !== instance) continue;
    assertMayIssue(authority, {
      now,
      subject: entity.subject,
      sans: entity.kind === 'leaf' ? entity.sans : [],
      asAuthority: entity.kind === 'authority',
    });
  }
}
