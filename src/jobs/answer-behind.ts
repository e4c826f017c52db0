import type { BundlePlan, FieldValue, PlannedAuthority, PlannedLeaf } from '../bundle/types';
import { assertMayIssue } from '../issuance/authority';
import type { Authority } from '../issuance/authority';
import { PkiError } from '../pki/errors';
import type { GeneralName } from '../pki/types';

/**
 * The field whose answer gives a certificate the name that its CA must not issue.
 *
 * @param mended where `assertMayIssue` says that it can be mended
 * @returns undefined when it stands in no answer
 */
export function answerBehind(
  plan: BundlePlan,
  entity: PlannedAuthority | PlannedLeaf,
  authority: Authority,
  now: Date,
  mended: string | undefined,
): string | undefined {
  const names = entity.subject.map(({ value }) => value);
  const isMeant = (value: FieldValue): boolean => {
    if (value.kind === 'hosts' && mended === 'hosts') return !mayName(authority, value.names, now);
    const texts = value.kind === 'text' ? [value.text] : value.kind === 'list' ? value.items : hostTexts(value.names);
    return mended === 'subject' && texts.some((text) => text !== '' && names.some((name) => name.includes(text)));
  };
  return [...plan.values].find(([, value]) => isMeant(value))?.[0];
}

function hostTexts(names: readonly GeneralName[]): readonly string[] {
  return names.map(({ value }) => value);
}

function mayName(authority: Authority, sans: readonly GeneralName[], now: Date): boolean {
  try {
    assertMayIssue(authority, { now, sans, asAuthority: false });
    return true;
  } catch (error) {
    if (error instanceof PkiError) return false;
    throw error;
  }
}
