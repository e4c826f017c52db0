import { showText } from '../pki/show-text';
import type { BundlePlan } from './types';

/**
 * What must be entered anew after a renewal because a name changed: values to paste that read otherwise now, and names that
 * whoever connects cannot use any more.
 *
 * @returns one sentence each
 */
export function settingChanges(before: BundlePlan, now: BundlePlan): string[] {
  const gone = hostsOf(before).filter((name) => !hostsOf(now).includes(name));
  const entered = now.audiences.flatMap(({ id, label: machine, values }) => {
    const earlier = before.audiences.find((each) => each.id === id)?.values ?? [];
    const changed = values.filter(
      ({ label, group, text }) =>
        !/[{\n]/u.test(text) &&
        earlier.some((each) => each.label === label && each.group === group && each.text !== text),
    );
    return changed.map(({ label, text }) => `${machine}: change ${label} to ${showText(text)}.`);
  });
  return [
    ...entered,
    ...(gone.length === 0 ? [] : [`Whatever connects by ${showText(gone.join(', '))} must use another name.`]),
  ];
}

function hostsOf({ values }: BundlePlan): string[] {
  return [...values.values()].flatMap((each) => (each.kind === 'hosts' ? each.names.map(({ value }) => value) : []));
}
