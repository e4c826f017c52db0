import type { Answers, BundlePlan } from '../bundle/types';
import { serves } from '../inspect/choose-pair';
import { isAuthority } from '../inspect/climb';
import { equalBytes } from '../pki/bytes';
import { formatGeneralName } from '../pki/general-names';
import { isCovered } from '../pki/host-match';
import type { PlannedCase } from './fitness-cases';
import { listed } from './fitness-leaf';
import { placeIn } from './fitness-lot';
import { rowOf } from './fitness-types';
import type { FitnessRow, Lot } from './fitness-types';
import { dialledField } from './server-names';

/**
 * Where a recipe makes the client's files only, and the server's certificate lies beside them: whether it bears the host
 * that was answered as the one to dial.
 */
export function dialledRows(plan: BundlePlan, cases: readonly PlannedCase[], given: Answers, lot: Lot): FitnessRow[] {
  const field = dialledField(plan);
  const servesHere = cases.some(({ leaf }) => leaf.purposes.includes('server'));
  if (field === undefined || servesHere || !Object.hasOwn(given, field.id)) return [];
  const value = plan.values.get(field.id);
  const [host] = value?.kind === 'hosts' ? value.names : [];
  const taken = cases.flatMap(({ found }) => found?.found.certificate ?? []);
  const servers = lot.certificates.filter(
    ({ certificate }) =>
      certificate.extendedKeyUsage !== undefined &&
      serves(certificate, ['server']) &&
      !isAuthority(certificate) &&
      !taken.some(({ der }) => equalBytes(der, certificate.der)),
  );
  if (host === undefined || servers.length === 0) return [];
  const names = servers.flatMap(({ certificate }) => certificate.subjectAltNames ?? []);
  const places = listed(servers.map(({ source }) => placeIn(source)));
  const passed = isCovered(host, names);
  const why = passed
    ? `The server's certificate in ${places} covers ${formatGeneralName(host)}.`
    : `The server's certificate in ${places} is for ${listed(names.map(formatGeneralName))}, not for ${formatGeneralName(host)}.`;
  const remedy = passed ? '' : 'Use a name that is in it.';
  return [rowOf('names', 'Name that clients use', [passed ? 'yes' : 'no', why, remedy], servers)];
}
