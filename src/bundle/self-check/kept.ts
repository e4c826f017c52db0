import { digestHex } from '../../pki/bytes';
import type { Bytes, Certificate } from '../../pki/types';
import type { BundlePlan } from '../types';
import type { Finding } from './read-entry';
import type { Report } from './report';

/** Asserts of what goes on from an earlier bundle that it is still the same certificate, or the same key. */
export async function checkKept(
  { entities }: BundlePlan,
  findings: readonly Finding[],
  certificates: ReadonlyMap<string, Certificate>,
  report: Report,
): Promise<void> {
  for (const { id, kind, kept } of entities) {
    if (kept === undefined) continue;
    const found = kind === 'key-pair' ? publicKeysOf(findings, id) : [certificates.get(id)?.der ?? []].flat();
    for (const octets of found) {
      const same = (await digestHex('SHA-256', octets)) === kept;
      report.record('kept-as-before', id, same, 'The same as in the earlier bundle', 'Not what the earlier bundle had');
    }
  }
}

function publicKeysOf(findings: readonly Finding[], id: string): Bytes[] {
  return findings.flatMap(({ entity, spki }) => (entity === id && spki !== undefined ? [spki] : []));
}
