import { endsAsZip } from '../../inspect/zip-reader';
import type { ZipEntry } from '../../inspect/zip-reader';
import { equalBytes } from '../../pki/bytes';
import type { Bytes } from '../../pki/types';
import type { BundleEntry, BundlePlan } from '../types';
import type { Report } from './report';

/** The files of the archive, by path. */
export type Files = ReadonlyMap<string, ZipEntry>;

/** Asserts that the archive holds the planned files with their permissions, and nothing else in any place. */
export function checkPaths(
  plan: BundlePlan,
  archive: Bytes,
  entries: readonly ZipEntry[],
  files: Files,
  report: Report,
): void {
  for (const { path, mode } of plan.entries) {
    const file = files.get(path);
    report.record('paths-as-planned', path, file !== undefined, 'Is there', 'The file is missing');
    if (file === undefined) continue;
    const permissions = file.mode === undefined ? 'not set' : `0${file.mode.toString(8)}`;
    report.record('modes-as-planned', path, file.regular && file.mode === mode, `Permissions ${permissions}`);
  }
  const planned = new Set(plan.entries.map(({ path }) => path));
  const extra = entries.filter(({ path }) => !planned.has(path)).map(({ path }) => path);
  const clean = extra.length === 0 && entries.length === files.size && endsAsZip(archive);
  const bad = `Holds what was not planned: ${extra.join(', ') || 'a file twice, or text after its end'}`;
  report.record('paths-as-planned', plan.archiveName, clean, 'Holds nothing else', bad);
}

/** Asserts that single files and the downloads for one machine will be the bytes that are checked here. */
export function checkOffered(offered: readonly BundleEntry[], files: Files, report: Report): void {
  for (const { path, bytes } of offered) {
    const file = files.get(path);
    const same = file !== undefined && equalBytes(file.bytes, bytes);
    report.record('offered-as-archived', path, same, 'The same bytes by itself and in the zip', 'Differs from the zip');
  }
}
