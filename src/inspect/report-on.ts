import type { Pause } from '../keystores/types';
import { PkiError } from '../pki/errors';
import { placeOf } from './why-no-pair';
import { gatherEvidence } from './evidence';
import { findingsOf } from './findings/catalogue';
import { refusalOfKind } from './foreign-kinds';
import type { FoundObject } from './found-object';
import type { InspectedFile, InspectOptions } from './inspect-files';
import { placedIn } from './placed';
import type { InspectionReport, ReportedError, ReportedFile, ReportedObject } from './report';
import { reportChains } from './report-chains';
import { reportMatches } from './report-matches';
import { reportError, reportObject } from './report-object';

/** Everything that is said of files that were read. */
export async function reportOn(
  files: readonly InspectedFile[],
  { now, pause, bundles = [] }: Pick<InspectOptions, 'now' | 'pause' | 'bundles'>,
): Promise<InspectionReport> {
  const reported: ReportedFile[] = [];
  for (const file of files) reported.push(await reportFile(file, pause));
  const placed = placedIn(files);
  const evidence = { ...(await gatherEvidence(placed, now, pause)), bundles };
  return {
    version: 1,
    files: reported,
    matches: reportMatches(placed),
    chains: reportChains(evidence),
    findings: await findingsOf(evidence, pause),
  };
}

async function reportFile({ name, objects, error }: InspectedFile, pause?: Pause): Promise<ReportedFile> {
  const reported: ReportedObject[] = [];
  for (const object of objects) {
    reported.push(await reportObject(object));
    await pause?.();
  }
  const refusal = refusalOf(name, objects, error) ?? reported.find((object) => object.error !== undefined)?.error;
  return { name, objects: reported, ...(refusal === undefined ? {} : { error: refusal }) };
}

/** Why a file is of no use: it could not be read, or nothing that is known here was found in it. */
function refusalOf(name: string, objects: readonly FoundObject[], error?: PkiError): ReportedError | undefined {
  if (error !== undefined) return reportError(error);
  const [only, more] = objects;
  if (only?.type !== 'other' || more !== undefined || !only.label.startsWith('unknown')) return undefined;
  const foreign = refusalOfKind(only.label, placeOf(name));
  if (foreign !== undefined) return reportError(foreign);
  return reportError(
    new PkiError(
      'file-unknown',
      `No certificate, key, request or keystore was found in ${placeOf(name)}. Choose another file, or copy the whole text with its BEGIN and END lines.`,
    ),
  );
}
