import type { Bytes } from '../pki/types';
import { subsetName } from './archive-name';
import { storedZip } from './stored-zip';
import type { Bundle } from './types';

/** Files are stored, not deflated: key material does not shrink, and a stored file can be looked at as it is. */
export { storedZip as zip } from './stored-zip';

/**
 * The download for one machine: its own files and the texts that every download carries, in a zip of its own.
 *
 * @param audience audience id of the recipe
 */
export function subsetFor(bundle: Bundle, audience: string): { readonly name: string; readonly bytes: Bytes } {
  const entries = bundle.entries.filter((entry) => entry.audience === undefined || entry.audience === audience);
  return { name: subsetName(bundle.plan, audience), bytes: storedZip(entries, bundle.created) };
}
