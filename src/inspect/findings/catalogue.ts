import type { Pause } from '../../keystores/types';
import { spellOut } from '../../pki/show-text';
import type { Evidence } from '../evidence';
import type { ReportedFinding } from '../report';
import { authorityRules } from './authority-rules';
import { bundleRules } from './bundle-rules';
import { chainRules } from './chain-rules';
import { crlRules } from './crl-rules';
import { fileRules } from './file-rules';
import { keyRules } from './key-rules';
import { keystoreRules } from './keystore-rules';
import { nameRules } from './name-rules';
import { profileRules } from './profile-rules';
import { publishedKeyRules } from './published-keys';
import { requestRules } from './request-rules';
import type { Rule } from './rule';
import { strengthRules } from './strength-rules';
import { validityRules } from './validity-rules';

/** Every rule there is; of one grade, what is said first. */
export const rules: readonly Rule[] = [
  ...publishedKeyRules,
  ...bundleRules,
  ...keyRules,
  ...validityRules,
  ...chainRules,
  ...authorityRules,
  ...nameRules,
  ...profileRules,
  ...strengthRules,
  ...requestRules,
  ...crlRules,
  ...keystoreRules,
  ...fileRules,
];

const grades = ['e', 'w', 'n'];

/** What is to be said of the objects: errors first, then warnings, then notes, each in the order of the catalogue. */
export async function findingsOf(evidence: Evidence, pause?: Pause): Promise<ReportedFinding[]> {
  const findings: ReportedFinding[] = [];
  for (const { id, source, judge } of rules) {
    for (const { message, objects } of await judge(evidence))
      findings.push({ rule: id, message: spellOut(message), source, objects });
    await pause?.();
  }
  const grade = ({ rule }: ReportedFinding): number => grades.indexOf(rule.charAt(0));
  return findings.sort((a, b) => grade(a) - grade(b));
}
