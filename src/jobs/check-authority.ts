import type { BundlePlan, Notice } from '../bundle/types';
import { readAuthority } from '../inspect/read-authority';
import { authorityWarnings } from '../issuance/authority';
import { formatName } from '../pki/distinguished-name';
import { describeKey } from '../pki/key-algorithms';
import type { Clock } from '../pki/platform';
import { assertIssuable } from './issuable';
import type { Material } from './types';

/** What a user wants to see at once about the CA just brought. */
export interface AuthorityFacts {
  /** RFC 4514. */
  readonly subject: string;
  readonly notAfter: Date;
  readonly key: string;
  readonly warnings: readonly Notice[];
}

/**
 * Reads a brought CA and asks whether it may issue everything in the plan that hangs on its slot.
 *
 * @throws PkiError with `field` = slot id
 */
export async function checkAuthority(
  material: Material,
  password: string | undefined,
  { plan, clock, slot }: { readonly plan: BundlePlan; readonly clock: Clock; readonly slot: string },
): Promise<AuthorityFacts> {
  const now = clock();
  const authority = await readAuthority(material.files, password, slot);
  const brought = plan.entities.find(({ broughtBy }) => broughtBy === slot);
  if (brought !== undefined) assertIssuable(plan, brought.id, authority, now);
  const { certificate } = authority;
  return {
    subject: formatName(certificate.subject),
    notAfter: certificate.validity.notAfter,
    key: certificate.keyAlgorithm === undefined ? 'unknown' : describeKey(certificate.keyAlgorithm),
    warnings: authorityWarnings(authority, now).map((message) => ({ field: slot, message })),
  };
}
