import type { BundlePlan } from '../bundle/types';
import type { PlannedCase } from './fitness-cases';
import { listed } from './fitness-leaf';
import { placeIn } from './fitness-lot';
import { rowOf } from './fitness-types';
import type { FitnessRow } from './fitness-types';

/** The key types that the consumer takes, and the private extensions that it looks for. */
export function consumerRows({ leaf, title, found }: PlannedCase, { recipe }: BundlePlan): FitnessRow[] {
  if (found === undefined) return [];
  const { certificate, source } = found.found;
  const taken = recipe.entities.find(({ id }) => id === leaf.entity)?.keys;
  const id = certificate.keyAlgorithm?.id;
  const rows: FitnessRow[] = [];
  if (taken !== undefined && !taken.some((each) => each === id)) {
    const why = `${placeIn(source)} has a key of the type ${certificate.keyAlgorithm?.label ?? 'unknown'}; the system takes ${taken.join(', ')}.`;
    rows.push(
      rowOf('strength', `${title}: type of the key`, ['no', why, 'Make it again with one of these.'], [found.found]),
    );
  }
  const missing = leaf.extensions.filter(({ oid }) => !certificate.extensions.some((each) => each.oid === oid));
  if (missing.length > 0) {
    const why = `${placeIn(source)} lacks the extension ${listed(missing.map(({ oid }) => oid))}, which the system's own certificates have.`;
    rows.push(rowOf('extension', `${title}: extensions`, ['unknown', why, 'Have it issued with that.'], [found.found]));
  }
  return rows;
}
