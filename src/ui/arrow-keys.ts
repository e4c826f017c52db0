/**
 * Moves the focus along stops that follow each other, by the arrow keys up and down. Anything but a plain arrow at one of
 * the stops is left alone.
 */
export function moveByArrows(event: KeyboardEvent, stops: readonly HTMLElement[]): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const at = stops.findIndex((stop) => stop === event.target);
  if (step === undefined || at < 0) return;
  event.preventDefault();
  stops[Math.max(0, Math.min(stops.length - 1, at + step))]?.focus();
}
