import type { Inspection } from '../inspect/inspect-files';
import type { ReportedFinding } from '../inspect/report';
import { spellOut } from '../pki/show-text';

export type Grade = 'error' | 'warning' | 'note';

/** The findings of one grade. */
export interface GradedFindings {
  readonly grade: Grade;
  readonly findings: readonly (Omit<ReportedFinding, 'objects'> & { readonly files: readonly string[] })[];
}

/** The grade that the first letter of a rule stands for. */
const grades: readonly (readonly [letter: string, grade: Grade])[] = [
  ['e', 'error'],
  ['w', 'warning'],
  ['n', 'note'],
];

/** Findings by grade, the gravest first, each with the names of the files that it is about; grades without any are left out. */
export function gradedFindings({ report }: Inspection): readonly GradedFindings[] {
  return grades
    .map(([letter, grade]) => ({
      grade,
      findings: report.findings
        .filter(({ rule }) => rule.startsWith(letter))
        .map(({ rule, message, source, objects }) => ({
          rule,
          message,
          source,
          files: [...new Set(objects.map(({ file }) => spellOut(file)))],
        })),
    }))
    .filter(({ findings }) => findings.length > 0);
}
