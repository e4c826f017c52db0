import { zipSync } from 'fflate';
import type { ZipOptions } from 'fflate';
import { PkiError } from '../pki/errors';
import type { Bytes } from '../pki/types';
import { downloadName } from './archive-name';
import type { Bundle, BundleEntry } from './types';

/** The file type "regular file" in Unix mode bits; without it 7-Zip drops the permissions and keys become 0644. */
const S_IFREG = 0o100000;

/** "Made on Unix" in the zip's version field, so that extractors read the permissions. */
const MADE_ON_UNIX = 3;

/**
 * Packs entries into a zip with Unix permissions. Same entries and same day (UTC): same bytes, in every
 * time zone. Files are stored, not deflated: key material does not shrink, and a stored file can be looked at as it is.
 *
 * @throws PkiError `path-unsafe` for the one name that the zip library cannot carry
 */
export function zip(entries: readonly Pick<BundleEntry, 'path' | 'bytes' | 'mode'>[], created: Date): Bytes {
  // Zip times are local and fflate reads local parts. Noon exists on every day of every time zone, which midnight and the
  // hours of a switch to summer time do not.
  const mtime = new Date(created.getUTCFullYear(), created.getUTCMonth(), created.getUTCDate(), 12, 0, 0);
  const files: Record<string, [Uint8Array, ZipOptions]> = Object.create(null) as Record<
    string,
    [Uint8Array, ZipOptions]
  >;
  for (const { path, bytes, mode } of entries) {
    if (path === '__proto__') throw new PkiError('path-unsafe', 'A file cannot be named __proto__.');
    files[path] = [bytes, { level: 0, mtime, os: MADE_ON_UNIX, attrs: ((S_IFREG | mode) << 16) >>> 0 }];
  }
  return zipSync(files);
}

/**
 * The download for one machine: its own files and the texts that every download carries, in a zip of its own.
 *
 * @param audience audience id of the recipe
 */
export function subsetFor(bundle: Bundle, audience: string): { readonly name: string; readonly bytes: Bytes } {
  const entries = bundle.entries.filter((entry) => entry.audience === undefined || entry.audience === audience);
  const slug = bundle.plan.audiences.find(({ id }) => id === audience)?.slug ?? audience;
  return { name: downloadName(bundle.plan.archiveName, slug), bytes: zip(entries, bundle.created) };
}
