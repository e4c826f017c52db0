import { ready } from '../page';
import type { Driver } from './driver';
import { markSource, tags } from './seen';
import type { Role } from './seen';
import { until } from './waiting';

/** An element by the role and the accessible name that people and assistive technology know it by, or by a selector. */
export type Target = string | { readonly role: Role; readonly name: RegExp };

export const button = (name: RegExp): Target => ({ role: 'button', name });
export const radio = (name: RegExp): Target => ({ role: 'radio', name });
export const status = (name: RegExp): Target => ({ role: 'status', name });

/** Waits until an element is shown, and resolves with a selector of it. */
export async function find(driver: Driver, target: Target): Promise<string> {
  const [selector, name, flags] =
    typeof target === 'string' ? [target, '', ''] : [tags[target.role], target.name.source, target.name.flags];
  return until(`${selector} ${name}`, () =>
    driver.evaluate<string | undefined, string[]>(markSource, selector, name, flags),
  );
}

export async function click(driver: Driver, target: Target): Promise<void> {
  await driver.click(await find(driver, target));
}

/** The visible text of an element, once it is there. */
export async function textOf(driver: Driver, target: Target): Promise<string> {
  return driver.evaluate(
    (selector) => (document.querySelector(selector) as HTMLElement).innerText,
    await find(driver, target),
  );
}

/** What stands in a field. */
export async function valueOf(driver: Driver, target: Target): Promise<string> {
  return driver.evaluate(
    (selector) => (document.querySelector(selector) as HTMLInputElement).value,
    await find(driver, target),
  );
}

/** Types a text into a field in place of what stands there. */
export async function fill(driver: Driver, target: Target, text: string): Promise<void> {
  await driver.evaluate(
    (selector) => {
      const field = document.querySelector(selector) as HTMLInputElement;
      field.focus();
      field.select();
    },
    await find(driver, target),
  );
  await driver.type(text);
}

/** Chooses a value in a list, which the remote controls do in different ways. */
export async function select(driver: Driver, target: Target, value: string): Promise<void> {
  await driver.evaluate(
    (selector, wanted) => {
      const list = document.querySelector(selector) as HTMLSelectElement;
      list.value = wanted;
      list.dispatchEvent(new Event('change', { bubbles: true }));
    },
    await find(driver, target),
    value,
  );
}

/** Opens the page and waits until everything is loaded. */
export async function open(driver: Driver, url: string): Promise<void> {
  await driver.goto(url);
  await find(driver, status(new RegExp(ready, 'u')));
}

/** Follows a link to a place inside the page. */
export async function follow(driver: Driver, fragment: string): Promise<void> {
  await driver.evaluate((hash) => {
    location.hash = hash;
  }, fragment);
}

/** Presses Create, waits for the result and takes the whole zip. */
export async function createAndDownload(driver: Driver): ReturnType<Driver['downloaded']> {
  await click(driver, button(/^Create bundle/u));
  await find(driver, { role: 'region', name: /^Your bundle is ready/u });
  const all = await find(driver, button(/^Download \S+\.zip$/u));
  return driver.downloaded(() => driver.click(all));
}

/** Drops files somewhere on the page. No remote control can carry them in with the mouse, so the event is made in the page. */
export function drop(driver: Driver, files: readonly { name: string; bytes: Uint8Array }[]): Promise<void> {
  return driver.evaluate(
    (given) => {
      const dataTransfer = new DataTransfer();
      for (const { name, base64 } of given)
        dataTransfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
      document.querySelector('main')?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }));
    },
    files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') })),
  );
}
