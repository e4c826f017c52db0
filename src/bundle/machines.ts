import type { BundlePlan, PlannedAudience, PlannedStep } from './types';

/** The machines that the user visits, in order: those with files, steps or values. */
export function machinesOf({ audiences }: Pick<BundlePlan, 'audiences'>): readonly PlannedAudience[] {
  return audiences.filter(({ entries, steps, values }) => entries.length + steps.length + values.length > 0);
}

/**
 * The machines that have files of their own to download; where there is but one, the zip with everything is its download,
 * even if what is kept safe lies beside it.
 */
export function machinesWithFiles({ audiences }: Pick<BundlePlan, 'audiences'>): readonly PlannedAudience[] {
  const all = audiences.filter(({ takesAll }) => takesAll);
  return all.length > 0 ? all : audiences.filter(({ entries }) => entries.length > 0);
}

/** Whether the key of a CA is among the files. */
export function holdsCaKey({ entries }: Pick<BundlePlan, 'entries'>): boolean {
  return entries.some(({ content }) => content.as === 'authority-key-pem');
}

/** When a step is done that is not one of the way to a running system. */
const occasions: Partial<Record<PlannedStep['kind'], string>> = { rollback: 'If it does not work', renew: 'Later' };

/** The steps that lead to a running system, in their order. */
export function stepsOnTheWay(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  return steps.filter(({ kind }) => occasions[kind] === undefined);
}

/** Steps with their numbers, which those that only some take have none of. */
export function numbered<Each extends Pick<PlannedStep, 'aside'>>(
  steps: readonly Each[],
): readonly { readonly step: Each; readonly number: number | undefined }[] {
  let number = 0;
  return steps.map((step) => ({ step, number: step.aside ? undefined : (number += 1) }));
}

/** The steps that nobody takes unless there is an occasion, with it before their title: `Later: Renew …`. */
export function stepsOnOccasion(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  return steps.flatMap((step) => {
    const occasion = occasions[step.kind];
    return occasion === undefined ? [] : { ...step, title: `${occasion}: ${step.title}` };
  });
}
