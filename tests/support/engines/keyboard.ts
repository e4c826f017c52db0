import type { Driver, Key } from './driver';
import { lookSource, tags } from './seen';
import type { Focus, Role } from './seen';
import { until } from './waiting';

/** More presses than any page has stops. */
const most = 250;

/** What has the focus now. */
export function focusOf(driver: Driver): Promise<Focus> {
  return driver.evaluate<Focus, [[string, string][]]>(lookSource, Object.entries(tags));
}

const fits = (focus: Focus, role: Role, name: RegExp): boolean => focus.role === role && name.test(focus.name);
const words = ({ role, name }: Focus): string => `${role} ${name.slice(0, 40)}`;

/** Waits until the focus has been moved to something. */
export async function arriveAt(driver: Driver, role: Role, name: RegExp): Promise<void> {
  await until(`the focus on ${role} ${name.source}`, async () => fits(await focusOf(driver), role, name));
}

/**
 * Presses Tab, or goes back, until the focus is on something; resolves with all stops on the way and this one. Rejects when
 * it is never reached, and when a stop does not follow the one before in the order of reading.
 */
export async function tabTo(
  driver: Driver,
  role: Role,
  name: RegExp,
  key: Extract<Key, 'Tab' | 'Shift+Tab'> = 'Tab',
): Promise<readonly Focus[]> {
  const stops: Focus[] = [];
  let before = await focusOf(driver);
  while (stops.length < most) {
    await driver.press(key);
    const focus = await focusOf(driver);
    stops.push(focus);
    // The body has the focus where nothing has: before the first stop.
    if (before.name !== '' && before.place > 0 && focus.place > before.place !== (key === 'Tab'))
      throw new Error(`${key} led from ${words(before)} to ${words(focus)}, against the order of reading.`);
    if (fits(focus, role, name)) return stops;
    before = focus;
  }
  throw new Error(`${key} never reached ${role} ${name.source}: ${stops.map(words).join(' | ')}`);
}
