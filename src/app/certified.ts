import type { CertificateFacts, PlannedEntity } from '../bundle/types';

/** A certificate and those that its key signed. */
export interface Certified {
  readonly certificate: CertificateFacts;
  readonly signed: readonly Certified[];
}

/**
 * The certificates of a bundle as a forest: each stands under its issuer, as far as the bundle has it.
 *
 * @param certificates in the bundle's order, which is kept
 * @param entities the plan's entities, which tell who issues whom
 */
export function certifiedTree(
  certificates: readonly CertificateFacts[],
  entities: readonly PlannedEntity[],
): readonly Certified[] {
  const issuers = new Map(entities.map((entity) => [entity.id, 'issuer' in entity ? entity.issuer : undefined]));
  const here = new Set(certificates.map(({ id }) => id));
  const under = (issuer: string | undefined): readonly Certified[] =>
    certificates.flatMap((certificate) => {
      const own = issuers.get(certificate.id);
      return (own !== undefined && here.has(own) ? own : undefined) === issuer
        ? [{ certificate, signed: under(certificate.id) }]
        : [];
    });
  return under(undefined);
}
