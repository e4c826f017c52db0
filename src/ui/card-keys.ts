const typing = 'input, textarea, select, [contenteditable]';

/**
 * Keys of the catalogue, beside Tab and Enter: `/` goes to the search from anywhere but a field, arrows go from the search
 * into the cards and on from card to card.
 *
 * @param search the search field
 * @param links the links of the cards, as they are drawn now
 */
export function catalogueKey(
  event: KeyboardEvent,
  search: HTMLInputElement,
  links: () => readonly HTMLElement[],
): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { target } = event;
  if (!(target instanceof HTMLElement)) return;
  if (event.key === '/' && !target.matches(typing)) {
    event.preventDefault();
    search.focus();
    search.select();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const stops = [search, ...links()];
  const at = stops.indexOf(target);
  if (step === undefined || at < 0) return;
  event.preventDefault();
  stops[Math.max(0, Math.min(stops.length - 1, at + step))]?.focus();
}
