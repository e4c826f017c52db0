import type { Inspection } from '../inspect/inspect-files';
import type { ReportedFinding } from '../inspect/report';
import { shortNames } from '../inspect/short-names';
import { whyNoVerdict } from '../inspect/verdict';
import type { PkiError } from '../pki/errors';
import { spellOut } from '../pki/show-text';
import { count } from './count';

export type Grade = 'error' | 'warning' | 'note';

/** The findings of one grade. */
export interface GradedFindings {
  readonly grade: Grade;
  readonly findings: readonly (Omit<ReportedFinding, 'objects'> & {
    readonly files: readonly string[];
    /** Id of the conversion that mends it, where only one does. */
    readonly form: string | undefined;
  })[];
}

/** The conversions that mend what rules find. */
export const forms: Readonly<Record<string, string>> = {
  w_intermediate_in_other_file: 'fullchain-pem',
  w_chain_out_of_order: 'fullchain-pem',
  w_keystore_alias_missing: 'change-alias',
  w_keystore_weak_encryption: 'keystore-pkcs12',
  n_keystore_older_encryption: 'keystore-pkcs12',
  n_keystore_java_only: 'keystore-pkcs12',
};

/** The grade that the first letter of a rule stands for. */
const grades: readonly (readonly [letter: string, grade: Grade])[] = [
  ['e', 'error'],
  ['w', 'warning'],
  ['n', 'note'],
];

/** Findings by grade, the gravest first, each with the names of the files that it is about; grades without any are left out. */
export function gradedFindings(inspection: Inspection): readonly GradedFindings[] {
  const place = shortNames(inspection.report.files.map(({ name }) => name));
  return byGrade(inspection).map(({ grade, findings }) => ({
    grade,
    findings: findings.map(({ rule, message, source, objects }) => ({
      rule,
      message,
      source,
      form: forms[rule],
      files: [...new Set(objects.map(({ file }) => spellOut(place(file))))],
    })),
  }));
}

/** How many findings there are of each grade, the gravest first: `1 error`, `2 notes`. */
export function countGrades(inspection: Inspection): readonly string[] {
  return byGrade(inspection).map(({ grade, findings }) => count(findings.length, grade));
}

function byGrade({ report }: Inspection): readonly { grade: Grade; findings: readonly ReportedFinding[] }[] {
  return grades
    .map(([letter, grade]) => ({ grade, findings: report.findings.filter(({ rule }) => rule.startsWith(letter)) }))
    .filter(({ findings }) => findings.length > 0);
}

/**
 * Why it cannot be said that nothing is wrong, as a sentence; undefined when everything was read.
 *
 * @param refused why files never came to be inspected
 */
export function unjudgedIn({ report }: Inspection, refused: readonly PkiError[]): string | undefined {
  const why = whyNoVerdict(report) ?? (refused.length > 0 ? 'Not all files could be read.' : undefined);
  return why === undefined ? undefined : spellOut(why);
}
