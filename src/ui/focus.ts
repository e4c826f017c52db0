import { flushSync } from 'svelte';

/**
 * Attachment: moves the focus to a heading that has just appeared, so that keyboard and screen reader go on from there. A frame
 * takes it from nobody who reads the page around it.
 */
export function focusOnArrival(node: HTMLElement): void {
  if (parent !== window && !document.hasFocus() && document.activeElement === document.body) return;
  node.tabIndex = -1;
  node.focus({ preventScroll: true });
  const show = (): void => {
    node.scrollIntoView({ block: 'start' });
  };
  show();
  // A frame becomes as high as its new content afterwards, which moves what was scrolled to.
  if (parent !== window) addEventListener('resize', show, { once: true, signal: AbortSignal.timeout(1000) });
}

/** Goes on at a heading of the page, once what was changed is drawn; nothing when it is not there. */
export function goTo(id: string): void {
  flushSync();
  const heading = document.getElementById(id);
  if (heading !== null) focusOnArrival(heading);
}

/** Attachment: moves the focus to a field that has just appeared, unless the user is typing somewhere. */
export function focusUnlessTyping(node: HTMLElement): void {
  if (document.activeElement?.matches('textarea, input:not([type="file"], [type="radio"], [type="checkbox"])') !== true)
    node.focus();
}

/** Moves the focus to the first field in error or still wanted; with a name, to the first of that name. Advanced is open while it holds one. */
export function focusFirstProblem(within = document.querySelector<HTMLElement>('main'), name?: string): void {
  flushSync();
  const named = name === undefined ? '' : `[name="${name}"]`;
  const field = within?.querySelector<HTMLElement>(`${named}:is([aria-invalid="true"], [aria-required="true"])`);
  const control = field?.matches('fieldset') === true ? field.querySelector<HTMLElement>('input') : field;
  control?.focus();
}
