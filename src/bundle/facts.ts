import { digestHex } from '../pki/bytes';
import { formatName } from '../pki/distinguished-name';
import { describeKey } from '../pki/key-algorithms';
import type { Encoding } from '../recipes/types';
import type { MadeEntity } from './encoders';
import type { BundlePlan, CertificateFacts, PlannedContent, PlannedEntity } from './types';

/** What people look for in each certificate of a bundle, in the plan's order. */
export async function certificateFacts(
  plan: BundlePlan,
  made: ReadonlyMap<string, MadeEntity>,
): Promise<CertificateFacts[]> {
  const facts: CertificateFacts[] = [];
  for (const entity of plan.entities) {
    const certificate = made.get(entity.id)?.certificate;
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
      paths: plan.entries.filter(({ content }) => mentions(content, entity.id)).map(({ path }) => path),
    });
  }
  return facts;
}

/** Whether a file is made from this entity's certificate or key. */
export function mentions(content: PlannedContent, id: string): boolean {
  if (content.as === 'generated' || content.as === 'text') return false;
  if (content.as === 'concatenation') return content.parts.some((part: Encoding) => mentions(part, id));
  if (content.as === 'truststore-pkcs12') return content.entities.some(({ entity }) => entity === id);
  return content.entity === id;
}

function roleOf(entity: PlannedEntity): CertificateFacts['role'] {
  if (entity.kind !== 'leaf') return 'authority';
  const [first, second] = [...entity.purposes].sort().reverse();
  if (second !== undefined) return 'server and client';
  return first === 'client' ? 'client' : 'server';
}
