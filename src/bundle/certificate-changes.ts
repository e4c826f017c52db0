import { showText } from '../pki/show-text';
import type { GeneralName } from '../pki/types';
import { isAnother } from './changes';
import type { BundlePlan, CertificateFacts, EarlierFacts, EarlierFiles } from './types';

/**
 * Says of each certificate of a renewed bundle until when it is valid now and was before, which names came and went, and
 * what becomes of those that are no longer in it.
 *
 * @returns one line each, without final newline
 */
export function certificateChanges(
  plan: BundlePlan,
  certificates: readonly CertificateFacts[],
  earlier: EarlierFiles,
): string[] {
  const before = new Map(earlier.certificates.map((each) => [each.id, each]));
  const ids = new Set(plan.entities.map(({ id }) => id));
  const stays = plan.mode.requests !== undefined || isAnother(plan, earlier);
  const gone = stays ? [] : earlier.certificates.filter(({ id, role }) => !ids.has(id) && role !== 'authority');
  const sameCa = earlier.certificates.some(
    ({ role, sha256 }) => role === 'authority' && certificates.some((each) => each.sha256 === sha256),
  );
  return [
    ...certificates.map((each) => changeOf(each, before.get(each.id))),
    ...gone.map(
      ({ title, notAfter }) =>
        `${showText(title)}: no longer in the bundle; its certificate stays valid until ${day(notAfter)}: ${sameCa ? 'revoke it, or make a new CA' : 'nothing may trust the earlier CA any more'}.`,
    ),
  ];
}

function changeOf({ title, sans, notAfter, sha256 }: CertificateFacts, before: EarlierFacts | undefined): string {
  if (before === undefined) return `${title}: new, until ${day(notAfter)}.`;
  if (before.sha256 === sha256) return `${title}: as before, until ${day(notAfter)}.`;
  return [
    `${title}: now until ${day(notAfter)}; until now: ${day(before.notAfter)}.`,
    ...namesIn('No longer named', before.sans, sans),
    ...namesIn('New names', sans, before.sans),
  ].join(' ');
}

/** The names of one list that the other has not. */
function namesIn(label: string, names: readonly GeneralName[], others: readonly GeneralName[]): string[] {
  const only = names.filter(({ kind, value }) => !others.some((each) => each.kind === kind && each.value === value));
  return only.length === 0 ? [] : [`${label}: ${showText(only.map(({ value }) => value).join(', '))}.`];
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
