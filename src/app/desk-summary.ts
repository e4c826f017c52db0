import type { Inspection } from '../inspect/inspect-files';
import { count } from './count';
import { countTypes, isLocked } from './desk-rows';
import { countGrades } from './graded-findings';

/** An inspection of no files. */
export const nothingFound: Inspection = {
  files: [],
  report: { version: 1, files: [], matches: [], chains: [], findings: [] },
};

/**
 * What an inspection comes to, in one line for the status: `2 of 3 files read: 2 certificates, 1 private key. 1 warning.`
 *
 * @param refused number of files that were given too and could not be taken
 */
export function summaryOf(files: number, refused: number, inspection: Inspection | undefined): string {
  if (files === 0) return refused === 0 ? '' : `${count(refused, 'file')} given, none of them read.`;
  if (inspection === undefined) return '';
  const found = countTypes(inspection.report.files.flatMap(({ objects }) => objects));
  const locked = inspection.report.files.filter(({ objects }) => objects.some(isLocked)).length;
  const graded = countGrades(inspection);
  return [
    `${refused === 0 ? '' : `${String(files)} of `}${count(files + refused, 'file')} read: ${found || nothingIn(files, locked)}.`,
    locked === 0 ? '' : `${count(locked, 'password')} to type.`,
    graded.length === 0 ? '' : `${graded.join(', ')}.`,
  ]
    .filter(Boolean)
    .join(' ');
}

function nothingIn(files: number, locked: number): string {
  const them = files === 1 ? 'it' : 'them';
  return locked > 0 ? `a password opens ${them}` : `nothing was found in ${them}`;
}
