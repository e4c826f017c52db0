import { moveByArrows } from './arrow-keys';

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
  const { key, ctrlKey, metaKey, altKey, target } = event;
  const toSearch = key === '/' && !ctrlKey && !metaKey && !altKey;
  if (toSearch && target instanceof HTMLElement && !target.matches(typing)) {
    event.preventDefault();
    search.focus();
    search.select();
  } else moveByArrows(event, [search, ...links()]);
}
