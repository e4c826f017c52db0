import type { BundlePlan, Problem } from '../bundle/types';
import type { KeyAlgorithmId } from '../recipes/types';
import type { Password } from './password.svelte';
import type { Slot } from './slot.svelte';

/** A problem that, when patient, keeps quiet until the user has had a chance to answer. */
export interface FormProblem extends Problem {
  readonly patient: boolean;
}

/** Everything that keeps a plan from being made here and now, in the order in which the page shows it. */
export function problemsOf(
  plan: BundlePlan,
  slots: readonly Slot[],
  passwords: readonly (readonly [string, Password])[],
  supported: ReadonlySet<KeyAlgorithmId> | undefined,
): FormProblem[] {
  return [
    ...plan.problems.map((problem) => ({ ...problem, patient: problem.code === 'field-required' })),
    ...unavailable(plan, supported),
    ...slots.flatMap(slotProblem),
    ...passwords.flatMap(passwordProblem),
  ];
}

function unavailable(plan: BundlePlan, supported: ReadonlySet<KeyAlgorithmId> | undefined): FormProblem[] {
  const missing = plan.entities.find(({ key, broughtBy }) => broughtBy === undefined && supported?.has(key) === false);
  if (missing === undefined) return [];
  const message = `This browser cannot make ${missing.key} keys. Choose another key, or open this page in a current browser.`;
  return [{ field: 'key', code: 'algorithm-unavailable', message, patient: false }];
}

function slotProblem({ slot, files, verdict, turnedAway }: Slot): FormProblem[] {
  const errors = verdict.kind === 'refused' ? [verdict.error] : files.length === 0 ? turnedAway : [];
  // A CA may be in order, and an answer not be such as it issues.
  if (errors.length > 0)
    return errors.map(({ code, message, field = slot.id }) => ({ field, code, message, patient: false }));
  if (files.length > 0) return [];
  return [{ field: slot.id, code: 'material-missing', message: 'Choose or drop the files first.', patient: true }];
}

function passwordProblem([field, { problem }]: readonly [string, Password]): FormProblem[] {
  return problem === undefined ? [] : [{ field, code: 'field-invalid', message: problem, patient: false }];
}
