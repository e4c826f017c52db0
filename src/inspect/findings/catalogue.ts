import type { Pause } from '../../keystores/types';
import { spellOut } from '../../pki/show-text';
import type { Evidence } from '../evidence';
import type { ReportedFinding } from '../report';
import type { Rule } from './rule';
import { validityRules } from './validity-rules';

/** Every rule there is. */
export const rules: readonly Rule[] = [...validityRules];

const grades = ['e', 'w', 'n'];

/** What is to be said of the objects: errors first, then warnings, then notes, each in the order of the catalogue. */
export async function findingsOf(evidence: Evidence, pause?: Pause): Promise<ReportedFinding[]> {
  const findings: ReportedFinding[] = [];
  for (const { id, source, judge } of rules) {
    for (const { message, objects } of judge(evidence))
      findings.push({ rule: id, message: spellOut(message), source, objects });
    await pause?.();
  }
  const grade = ({ rule }: ReportedFinding): number => grades.indexOf(rule.charAt(0));
  return findings.sort((a, b) => grade(a) - grade(b));
}
