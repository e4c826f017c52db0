import type { PkiError } from '../pki/errors';
import type { BundleState } from './bundle-state';
import type { FoundObject, InputFile } from './found-object';
import { readEachFile } from './read-files';
import type { ReadOptions } from './reading';
import type { InspectionReport } from './report';
import { reportOn } from './report-on';

/** What was found, and what is to be said of it. */
export interface Inspection {
  /** In the order of `report.files`; `objects[n]` is what `report.files[…].objects[n]` tells of. */
  readonly files: readonly InspectedFile[];
  readonly report: InspectionReport;
}

/** One file, or one file inside a zip (`x.zip!/path`). */
export interface InspectedFile {
  readonly name: string;
  readonly objects: readonly FoundObject[];
  /** Why the file could not be read at all. */
  readonly error?: PkiError;
}

export interface InspectOptions extends ReadOptions {
  readonly now: Date;
  /** Bundles of ours among the files, as whoever can read a `certwright.json` found them. */
  readonly bundles?: readonly BundleState[] | undefined;
}

/**
 * Reads files of any kind and says what is in them, how the pieces fit, and what is wrong with them. A file that cannot be
 * read, for its size or any other reason, does not keep the others from being read. Of two files with one name, the second
 * is told of as `name (2)`.
 *
 * @throws PkiError `cancelled` from `pause`; nothing else
 */
export async function inspectFiles(files: readonly InputFile[], options: InspectOptions): Promise<Inspection> {
  const read = await readEachFile(distinctlyNamed(files), options);
  return { files: read, report: await reportOn(read, options) };
}

/** References go by name, so a second file of the same name gets a number. */
function distinctlyNamed(files: readonly InputFile[]): InputFile[] {
  const taken = new Set<string>();
  return files.map(({ name, bytes }) => {
    let distinct = name;
    for (let number = 2; taken.has(distinct); number++) distinct = `${name} (${String(number)})`;
    taken.add(distinct);
    return { name: distinct, bytes };
  });
}
