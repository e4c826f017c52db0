import type { Embedding, FrameMessage } from '../../app/embedding';
import { takeTheme } from './frame-theme';

/** How certwright-embed.js asks for the page: `certwright.html?embed` or `?embed=locked`. */
export function embeddingIn(window: Window): Embedding | undefined {
  if (window.parent === window) return undefined;
  const wanted = new URLSearchParams(window.location.search).get('embed');
  if (wanted === null) return undefined;
  return { locked: wanted === 'locked', origin: new URL(window.location.href).origin };
}

/** Tells the page around the frame something that is not secret, whoever it is. */
export function tellParent(message: FrameMessage): void {
  parent.postMessage(message, '*');
}

/**
 * Keeps the frame as high as what stands in it, takes the looks of the page around it, and says where a link leads instead of
 * following it, which a sandboxed frame may not.
 *
 * @param say shows a sentence to the user
 */
export function liveInFrame(say: (sentence: string) => void): void {
  const { body } = document;
  body.classList.add('embedded');
  new ResizeObserver(() => {
    tellParent({ certwright: 'height', height: Math.ceil(body.getBoundingClientRect().height) });
  }).observe(body);
  addEventListener('message', ({ source, data }) => {
    if (source === parent) takeTheme(data);
  });
  addEventListener('click', (event) => {
    const link = (event.target as Element | null)?.closest('a[target="_blank"]');
    if (!link) return;
    event.preventDefault();
    getSelection()?.selectAllChildren(link);
    say('Links do not open from inside a frame. The address is selected: copy it into a new tab.');
  });
  // A file dropped here would take the frame's place.
  for (const type of ['dragover', 'drop']) addEventListener(type, (event) => event.preventDefault());
  tellParent({ certwright: 'ready' });
}
