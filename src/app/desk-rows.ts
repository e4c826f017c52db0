import type { InputFile } from '../inspect/found-object';
import type { Inspection } from '../inspect/inspect-files';
import type { ReportedFile, ReportedObject } from '../inspect/report';
import { PkiError } from '../pki/errors';
import { isFile } from './brought-files';
import { count } from './count';
import { typeNames } from './object-facts';

/** Something in a file that a password opens. */
export interface Lock {
  /** The file, `x.zip!/path` for one inside a zip. */
  readonly name: string;
  /** Why it is not open, as a sentence: that a password is needed, or that the one typed is wrong. */
  readonly message: string;
}

/** One file on the desk. */
export interface DeskRow {
  readonly name: string;
  readonly bytes: number;
  /** What is in it: `2 certificates, 1 private key`; empty when nothing is. */
  readonly holds: string;
  readonly locks: readonly Lock[];
  /** What could not be read in it, as sentences. */
  readonly errors: readonly string[];
}

/** The files on the desk with what is known of them; a zip is one of them, whatever is in it. */
export function rowsOf(files: readonly InputFile[], inspection: Inspection | undefined): readonly DeskRow[] {
  const reported = inspection?.report.files ?? [];
  return files.map(({ name, bytes }) => {
    const own = reported.filter((file) => file.name === name || file.name.startsWith(`${name}!/`));
    return {
      name,
      bytes: bytes.length,
      holds: countTypes(own.flatMap(({ objects }) => objects)),
      locks: own.flatMap(locksIn),
      errors: [...new Set(own.flatMap(errorsIn))],
    };
  });
}

/** The same with what was turned away, in the order in which they came. */
export function listOf(
  items: readonly (InputFile | PkiError)[],
  inspection: Inspection | undefined,
): readonly (DeskRow | PkiError)[] {
  const files = items.filter(isFile);
  const rows = new Map(rowsOf(files, inspection).map((row) => [row.name, row]));
  return items.flatMap((item) => (item instanceof PkiError ? item : (rows.get(item.name) ?? [])));
}

/** Counts objects by their type: `2 certificates, 1 private key`. What could not be read does not count. */
export function countTypes(objects: readonly ReportedObject[]): string {
  const counts = new Map<string, number>();
  for (const { type, error } of objects)
    if (error === undefined && type !== 'other') counts.set(typeNames[type], (counts.get(typeNames[type]) ?? 0) + 1);
  return [...counts].map(([name, number]) => count(number, name)).join(', ');
}

/** Whether only a password is missing. */
export function isLocked({ error }: ReportedObject): boolean {
  return error?.code === 'password-required' || error?.code === 'password-wrong';
}

function locksIn({ name, objects }: ReportedFile): Lock[] {
  const locked = objects.find(isLocked);
  return locked?.error === undefined ? [] : [{ name, message: locked.error.message }];
}

function errorsIn({ objects, error }: ReportedFile): string[] {
  const own = objects.filter((object) => object.error !== undefined && !isLocked(object));
  const locked = objects.some(isLocked);
  return [
    ...(error === undefined || locked ? [] : [error.message]),
    ...own.map((object) => object.error?.message ?? ''),
  ];
}
