import { flushSync } from 'svelte';

/** Attachment: moves the focus to a heading that has just appeared, so that keyboard and screen reader go on from there. */
export function focusOnArrival(node: HTMLElement): void {
  node.focus({ preventScroll: true });
  node.scrollIntoView({ block: 'start' });
}

/** Attachment: moves the focus to a field that has just appeared, unless the user is typing somewhere. */
export function focusUnlessTyping(node: HTMLElement): void {
  if (document.activeElement?.matches('textarea, input:not([type="file"], [type="radio"], [type="checkbox"])') !== true)
    node.focus();
}

/** Moves the focus to the first field in error or still wanted, opening what hides it. */
export function focusFirstProblem(): void {
  flushSync();
  const field = document.querySelector<HTMLElement>('main :is([aria-invalid="true"], [aria-required="true"])');
  const control = field?.matches('fieldset') === true ? field.querySelector<HTMLElement>('input') : field;
  control?.focus();
}
