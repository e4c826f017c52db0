import type { Inspection } from '../inspect/inspect-files';
import { count } from './count';
import { countTypes, isLocked } from './desk-rows';
import { gradedFindings } from './graded-findings';

/** An inspection of no files. */
export const nothingFound: Inspection = {
  files: [],
  report: { version: 1, files: [], matches: [], chains: [], findings: [] },
};

/** What an inspection comes to, in one line for the status: `3 files read: 2 certificates, 1 private key. 1 warning.` */
export function summaryOf(files: number, inspection: Inspection | undefined): string {
  if (inspection === undefined || files === 0) return '';
  const found = countTypes(inspection.report.files.flatMap(({ objects }) => objects));
  const locked = inspection.report.files.filter(({ objects }) => objects.some(isLocked)).length;
  const graded = gradedFindings(inspection).map(({ grade, findings }) => count(findings.length, grade));
  return [
    `${count(files, 'file')} read: ${found === '' ? 'nothing could be shown of them yet' : found}.`,
    locked === 0 ? '' : `${count(locked, 'password')} to be typed.`,
    graded.length === 0 ? '' : `${graded.join(', ')}.`,
  ]
    .filter(Boolean)
    .join(' ');
}
