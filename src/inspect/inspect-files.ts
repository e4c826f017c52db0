import type { Pause } from '../keystores/types';
import { PkiError } from '../pki/errors';
import type { FoundObject, InputFile } from './found-object';
import type { InspectionReport } from './report';

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

export interface InspectOptions {
  /** Tried in turn on everything protected. */
  readonly passwords: readonly string[];
  /** Tried first on the file of this name: what the user typed for it. */
  readonly passwordOf?: Readonly<Record<string, string>>;
  readonly now: Date;
  readonly pause?: Pause | undefined;
}

/**
 * Reads files of any kind and says what is in them, how the pieces fit, and what is wrong with them. A file that cannot be
 * read, for its size or any other reason, does not keep the others from being read.
 *
 * @throws PkiError `cancelled` from `pause`; nothing else
 */
export function inspectFiles(files: readonly InputFile[], options: InspectOptions): Promise<Inspection> {
  return Promise.reject(new PkiError('defect', `${String(files.length)} ${options.now.toISOString()}`));
}
