/**
 * Attachment: what changes inside the node after it was first drawn is tinted for a moment, so that one sees what an answer
 * reaches. Where the user wants less motion, the tint does not fade but goes.
 */
export function lightUpChanges(node: HTMLElement): () => void {
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const observer = new MutationObserver((changes) => {
    const touched = changes.flatMap(({ target, addedNodes }) => (target instanceof Text ? target : [...addedNodes]));
    for (const each of new Set(touched.map((one) => (one instanceof Element ? one : one.parentElement))))
      each?.animate([{ backgroundColor: 'var(--accent-soft)' }, {}], {
        duration: 1500,
        easing: still.matches ? 'step-end' : 'ease-in',
      });
  });
  observer.observe(node, { characterData: true, childList: true, subtree: true });
  return () => {
    observer.disconnect();
  };
}
