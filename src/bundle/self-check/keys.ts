import { keyMatches } from '../../pki/key-match';
import type { Certificate } from '../../pki/types';
import type { BundlePlan } from '../types';
import type { Finding } from './read-entry';
import type { Report } from './report';

/** Asserts that each private key belongs to its instance's certificate or, without one, to its public key file. */
export async function checkKeys(
  plan: BundlePlan,
  findings: readonly Finding[],
  certificates: ReadonlyMap<string, Certificate>,
  report: Report,
  pause: () => Promise<void>,
): Promise<void> {
  for (const { path, entity, key } of findings) {
    if (key === undefined) continue;
    const title = plan.entities.find(({ id }) => id === entity)?.title ?? entity;
    const publicKey = certificates.get(entity)?.spki ?? publicFile(findings, entity);
    const belongs = publicKey === undefined || (await keyMatches(key, publicKey));
    const good = publicKey === undefined ? `No public part of it is in the zip: ${title}` : `Is the key of: ${title}`;
    report.record('key-matches', path, belongs, good, `Is not the key of: ${title}`);
    await pause();
  }
}

function publicFile(findings: readonly Finding[], entity: string): Finding['spki'] {
  return findings.find((finding) => finding.entity === entity && finding.key === undefined && finding.spki)?.spki;
}
