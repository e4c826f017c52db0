import { equalBytes } from '../pki/bytes';
import type { PlannedCase } from './fitness-cases';
import { listed } from './fitness-leaf';
import { placeIn } from './fitness-lot';
import { rowOf } from './fitness-types';
import type { FitnessRow, Lot } from './fitness-types';

/** No certificate: what of the same machine or the whole is missing, unless only another machine's files were brought. */
export function absentRow(
  { leaf, title }: PlannedCase,
  cases: readonly PlannedCase[],
  { objects, certificates }: Lot,
): FitnessRow {
  const locked = objects.filter((object) => object.type === 'locked-key');
  const others = cases.some(({ found }) => found !== undefined);
  const wanted = leaf.purposes.join(' and ');
  const why = `No ${wanted} certificate for this was found${certificates.length === 0 ? '' : ' among these files'}.`;
  if (locked.length > 0) {
    const closed = `${listed(locked.map(({ source }) => placeIn(source)))} could not be opened; it may be in there.`;
    return rowOf('certificate', `${title}: among these files`, ['unknown', closed, 'Give the password.'], locked);
  }
  const remedy = 'Add it to check its machine too.';
  if (others) return rowOf('certificate', `${title}: among these files`, ['unknown', why, remedy], []);
  return rowOf('certificate', `${title}: among these files`, ['no', why, 'Add the certificate and its key.'], []);
}

/** Where a CA elsewhere makes the certificate: the request and its key. */
export function requestRow({ leaf, title }: PlannedCase, { objects, keys }: Lot): FitnessRow {
  const requests = objects.filter((object) => object.type === 'request');
  const paired = requests.filter(({ request }) => keys.some(({ key }) => equalBytes(key.spki, request.spki)));
  const what = `${title}: request`;
  const places = listed(paired.map(({ source }) => placeIn(source)));
  if (paired.length > 0) return rowOf('request', what, ['yes', `${places} asks for it, and its key is here.`], paired);
  const locked = objects.some(({ type }) => type === 'locked-key');
  const why = requests.length === 0 ? 'No request was found.' : 'The key of the request was not found.';
  const remedy = locked ? 'Give the password.' : `Make a request for the ${leaf.purposes.join(' and ')} certificate.`;
  return rowOf('request', what, [locked ? 'unknown' : 'no', why, remedy], requests);
}
