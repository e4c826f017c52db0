import type { InspectionReport } from './report';

/**
 * Why nothing can be said for all of the files: those that were refused, or are locked in part or whole, by name.
 *
 * @returns a sentence with the names as they are in the report; undefined when everything was read, so that where there are
 *   no findings, nothing is wrong
 */
export function whyNoVerdict({ files }: Pick<InspectionReport, 'files'>): string | undefined {
  const unread = files.filter(({ error }) => error !== undefined).map(({ name }) => name);
  if (unread.length > 0) return `Not judged, because it could not be read to the end: ${unread.join(', ')}.`;
  return files.some(({ objects }) => objects.length > 0)
    ? undefined
    : 'Nothing was read, so nothing was judged. Choose other files.';
}
