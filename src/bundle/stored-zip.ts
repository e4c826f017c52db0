import { crc32 } from '../inspect/crc32';
import { concatBytes, utf8 } from '../pki/bytes';
import type { Bytes } from '../pki/types';

/** A file to be packed; `mode` holds the permission bits. */
export interface StoredFile {
  readonly path: string;
  readonly bytes: Bytes;
  readonly mode: number;
}

/** "Made on Unix", by version 2.0 of the format: then extractors read the permissions. */
const MADE_BY = (3 << 8) | 20;
const NEEDS = 20;
/** Names are UTF-8. */
const FLAGS = 0x0800;
/** The file type "regular file" in Unix mode bits; without it 7-Zip drops the permissions and keys become 0644. */
const S_IFREG = 0o100000;

/**
 * A zip of stored files (PKWARE APPNOTE 6.3.10 §4.3), in the given order, with Unix permissions. A zip keeps local time
 * without a zone, so every file says noon of the day: the same files on the same day (UTC) are the same bytes everywhere.
 *
 * @param day from the year 1980 on
 */
export function storedZip(files: readonly StoredFile[], day: Date): Bytes {
  const locals: Bytes[] = [];
  const directory: Bytes[] = [];
  let offset = 0;
  for (const { path, bytes, mode } of files) {
    const name = utf8(path);
    const common = [...shorts(NEEDS, FLAGS, 0), ...shorts(NOON, dosDate(day)), ...longs(crc32(bytes))];
    const sizes = [...longs(bytes.length, bytes.length), ...shorts(name.length, 0)];
    locals.push(octets(...longs(0x04034b50), ...common, ...sizes), name, bytes);
    const attributes = ((S_IFREG | mode) << 16) >>> 0;
    const entry = [...longs(0x02014b50), ...shorts(MADE_BY), ...common, ...sizes];
    directory.push(octets(...entry, ...shorts(0, 0, 0), ...longs(attributes, offset)), name);
    offset += 30 + name.length + bytes.length;
  }
  const listing = concatBytes(...directory);
  const counts = shorts(0, 0, files.length, files.length);
  const end = octets(...longs(0x06054b50), ...counts, ...longs(listing.length, offset), ...shorts(0));
  return concatBytes(...locals, listing, end);
}

const NOON = 12 << 11;

/** MS-DOS date: year since 1980, month, day. */
function dosDate(day: Date): number {
  return ((day.getUTCFullYear() - 1980) << 9) | ((day.getUTCMonth() + 1) << 5) | day.getUTCDate();
}

/** Little-endian numbers of two octets. */
function shorts(...numbers: readonly number[]): number[] {
  return numbers.flatMap((number) => [number & 0xff, (number >>> 8) & 0xff]);
}

/** Little-endian numbers of four octets. */
function longs(...numbers: readonly number[]): number[] {
  return numbers.flatMap((number) => shorts(number & 0xffff, number >>> 16));
}

function octets(...all: readonly number[]): Bytes {
  return new Uint8Array(all);
}
