import type {
  InspectionReport,
  ObjectReference,
  ReportedFile,
  ReportedFinding,
  ReportedObject,
} from '../../inspect/report';

/** What a file is called. */
type Place = (file: string) => string;

/** Which key belongs to what. */
export function matchLines({ matches, files }: InspectionReport, place: Place): string[] {
  return matches.map(
    ({ key, with: other }) =>
      `${placeOf(key, files, place)} is the key of ${placeOf(other, files, place)}${subjectAt(other, files)}`,
  );
}

/** The way up from each certificate, leaf first. */
export function chainLines({ chains, files }: InspectionReport, place: Place): string[] {
  return chains.map(({ certificates, complete, missing }) => {
    const names = certificates.map((at) => objectAt(at, files)?.subject || placeOf(at, files, place));
    return `${names.join(' ← ')}${complete ? '' : ` ← ${missing ?? ''} (not here)`}`;
  });
}

/** What is wrong, by which rule, where. */
export function findingLines({ rule, message, source, objects }: ReportedFinding, place: Place): string[] {
  const places = [...new Set(objects.map(({ file }) => place(file)))].join(', ');
  return [message, `  ${rule} · ${source}${places === '' ? '' : ` · ${places}`}`];
}

function objectAt({ file, object }: ObjectReference, files: readonly ReportedFile[]): ReportedObject | undefined {
  return files.find(({ name }) => name === file)?.objects[object];
}

/** The file, and which of its objects where it holds several. */
function placeOf(reference: ObjectReference, files: readonly ReportedFile[], place: Place): string {
  const alias = objectAt(reference, files)?.alias;
  return alias === undefined || alias === '' ? place(reference.file) : `${place(reference.file)} (${alias})`;
}

function subjectAt(reference: ObjectReference, files: readonly ReportedFile[]): string {
  const subject = objectAt(reference, files)?.subject;
  return subject === undefined || subject === '' ? '' : `, ${subject}`;
}
