import { showText } from '../pki/show-text';
import type { BundlePlan } from './types';

/**
 * What must be entered anew after a renewal because a name changed: values to paste that read otherwise now.
 *
 * @returns one sentence each
 */
export function settingChanges(before: BundlePlan, now: BundlePlan): string[] {
  const earlier = before.audiences.flatMap(({ values }) => values);
  return now.audiences.flatMap(({ label: machine, values }) =>
    values.flatMap(({ audience, label, group, text }) =>
      !/[{\n]/u.test(text) &&
      earlier.some(
        (each) => each.audience === audience && each.label === label && each.group === group && each.text !== text,
      )
        ? [`${machine}: change ${label} to ${showText(text)}.`]
        : [],
    ),
  );
}
