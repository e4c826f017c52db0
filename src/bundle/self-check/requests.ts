import { requestExtensions } from '../../issuance/profiles';
import { equalBytes } from '../../pki/bytes';
import { formatName } from '../../pki/distinguished-name';
import { encodeName } from '../../pki/name-der';
import { parseRequest, verifyRequest } from '../../pki/request';
import type { Certificate, Extension } from '../../pki/types';
import type { PlannedEntity } from '../types';
import type { Finding } from './read-entry';
import type { Report } from './report';

/**
 * Asserts that each certification request asks for exactly what was planned, is signed by the key in it, and is for the key
 * that a placeholder holds meanwhile.
 */
export async function checkRequests(
  entities: readonly PlannedEntity[],
  findings: readonly Finding[],
  certificates: ReadonlyMap<string, Certificate>,
  report: Report,
): Promise<void> {
  for (const { path, entity: id, request } of findings) {
    const entity = entities.find((each) => each.id === id);
    if (request === undefined || entity?.kind !== 'leaf') continue;
    const { subject, spki, extensions } = parseRequest(request);
    const planned = encodeName(entity.subject);
    report.record('request-as-planned', path, await verifyRequest(request), 'Signed by the key that it is for');
    report.record('request-as-planned', path, equalBytes(subject.der, planned), `Subject ${formatName(subject)}`);
    const wish = { spki, purposes: entity.purposes, sans: entity.sans, emptySubject: entity.subject.length === 0 };
    const same = isSame(extensions, requestExtensions(wish));
    const placeholders = entities.filter((each) => each.kind === 'leaf' && each.keyOf === id);
    const kept = placeholders.every((each) => equalBytes(certificates.get(each.id)?.spki ?? new Uint8Array(), spki));
    report.record('key-matches', path, kept, 'For the key that is in the keystore');
    report.record('request-as-planned', path, same, 'Asks for the planned names and purposes, and for nothing else');
  }
}

function isSame(found: readonly Extension[], wanted: readonly Extension[]): boolean {
  return (
    found.length === wanted.length &&
    wanted.every(({ oid, critical, value }) =>
      found.some((each) => each.oid === oid && each.critical === critical && equalBytes(each.value, value)),
    )
  );
}
