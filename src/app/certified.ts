import type { CertificateFacts, PlannedEntity } from '../bundle/types';

/** A certificate and those that its key signed. */
export interface Certified<Certificate> {
  readonly certificate: Certificate;
  readonly signed: readonly Certified<Certificate>[];
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
): readonly Certified<CertificateFacts>[] {
  const issuers = new Map(entities.map((entity) => [entity.id, 'issuer' in entity ? entity.issuer : undefined]));
  return forestOf(certificates, ({ id }) => issuers.get(id));
}

/**
 * Arranges certificates as a forest: each stands under its issuer, where that is one of them.
 *
 * @param certificates in the order that is kept
 * @param issuerOf id of the issuer; no certificate may be among its own issuers
 */
export function forestOf<Certificate extends { readonly id: string }>(
  certificates: readonly Certificate[],
  issuerOf: (certificate: Certificate) => string | undefined,
): readonly Certified<Certificate>[] {
  const here = new Set(certificates.map(({ id }) => id));
  const under = (issuer: string | undefined): readonly Certified<Certificate>[] =>
    certificates.flatMap((certificate) => {
      const own = issuerOf(certificate);
      return (own !== undefined && here.has(own) ? own : undefined) === issuer
        ? [{ certificate, signed: under(certificate.id) }]
        : [];
    });
  return under(undefined);
}
