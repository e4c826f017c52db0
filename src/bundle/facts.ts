import { digestHex } from '../pki/bytes';
import { formatName } from '../pki/distinguished-name';
import { describeKey } from '../pki/key-algorithms';
import { encodePem } from '../pki/pem';
import type { Encoding } from '../recipes/types';
import type { MadeEntity } from './encoders';
import type { BundlePlan, CertificateFacts, PlannedContent, PlannedEntity } from './types';

/**
 * What people look for in each certificate of a bundle, in the plan's order.
 *
 * @param made certificates and their chains, as they were made or as they were read back
 */
export async function certificateFacts(
  plan: BundlePlan,
  made: ReadonlyMap<string, Pick<MadeEntity, 'certificate' | 'chain'>>,
): Promise<CertificateFacts[]> {
  const facts: CertificateFacts[] = [];
  for (const entity of plan.entities) {
    const { certificate, chain = [] } = made.get(entity.id) ?? {};
    if (certificate === undefined) continue;
    facts.push({
      id: entity.id,
      title: entity.title,
      role: roleOf(entity),
      subject: formatName(certificate.subject),
      sans: certificate.subjectAltNames ?? [],
      serialNumber: certificate.serialNumber,
      notBefore: certificate.validity.notBefore,
      notAfter: certificate.validity.notAfter,
      sha256: await digestHex('SHA-256', certificate.der),
      sha1: await digestHex('SHA-1', certificate.der),
      key: certificate.keyAlgorithm === undefined ? 'unknown' : describeKey(certificate.keyAlgorithm),
      brought: entity.broughtBy !== undefined,
      ...(entity.kept === undefined ? {} : { kept: true }),
      issuers: holdsChainOf(plan, entity) ? chain.slice(1).map((der) => encodePem('CERTIFICATE', der)) : [],
      paths: plan.entries.filter(({ content }) => mentions(content, entity.id)).map(({ path }) => path),
    });
  }
  return facts;
}

/** The encodings that a file is made of. */
export function partsOf(content: PlannedContent): readonly Encoding[] {
  if (content.as === 'generated') return [];
  return content.as === 'concatenation' ? content.parts.flatMap(partsOf) : [content];
}

/** Whether an encoding holds an entity's certificate and those between it and its root. */
export function isChainOf(part: Encoding, id: string): boolean {
  if (part.as === 'certificate-pem') return part.entity === id && (part.chain ?? 'full') === 'full';
  return (part.as === 'pkcs12' || part.as === 'jks') && part.entity === id;
}

/** Whether a file is made from this entity's certificate or key. */
export function mentions(content: PlannedContent, id: string): boolean {
  if (content.as === 'generated' || content.as === 'text') return false;
  if (content.as === 'concatenation') return content.parts.some((part: Encoding) => mentions(part, id));
  if (content.as === 'truststore-pkcs12') return content.entities.some(({ entity }) => entity === id);
  return content.entity === id;
}

function holdsChainOf({ entries }: BundlePlan, { kind, id }: PlannedEntity): boolean {
  return kind === 'leaf' && entries.some(({ content }) => partsOf(content).some((part) => isChainOf(part, id)));
}

function roleOf(entity: PlannedEntity): CertificateFacts['role'] {
  if (entity.kind !== 'leaf') return 'authority';
  const [first, second] = [...entity.purposes].sort().reverse();
  if (second !== undefined) return 'server and client';
  return first === 'client' ? 'client' : 'server';
}
