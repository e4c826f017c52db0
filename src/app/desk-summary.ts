import type { Inspection } from '../inspect/inspect-files';
import { countTypes } from './desk-rows';
import { gradedFindings } from './graded-findings';

/** What an inspection comes to, in one line for the status: `3 files read: 2 certificates, 1 private key. 1 warning.` */
export function summaryOf(files: number, inspection: Inspection | undefined): string {
  if (inspection === undefined || files === 0) return '';
  const found = countTypes(inspection.report.files.flatMap(({ objects }) => objects));
  const locked = inspection.files.filter(({ objects }) => objects.some(({ type }) => type === 'locked-key')).length;
  const graded = gradedFindings(inspection).map(({ grade, findings }) => plural(findings.length, grade));
  return [
    `${plural(files, 'file')} read: ${found === '' ? 'nothing could be shown of them yet' : found}.`,
    locked === 0 ? '' : `${plural(locked, 'password')} to be typed.`,
    graded.length === 0 ? '' : `${graded.join(', ')}.`,
  ]
    .filter(Boolean)
    .join(' ');
}

function plural(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? '' : 's'}`;
}
