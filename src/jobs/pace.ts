import { PkiError } from '../pki/errors';

/** Longest stretch of own work between two turns of the event loop, in milliseconds. */
const STRETCH = 8;

/**
 * Lets the page breathe: returns a function to be awaited between pieces of work. It gives way to the event loop when the
 * last turn is more than 8 ms ago, and throws PkiError `cancelled` once the signal is aborted.
 *
 * Chromium answers short WebCrypto calls without returning to the event loop, so awaiting them is not enough.
 */
export function createPace(signal?: AbortSignal): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last > STRETCH) {
      await turn();
      last = performance.now();
    }
    if (signal?.aborted === true) throw new PkiError('cancelled', 'Cancelled. Nothing was made.');
  };
}

/** One turn of the event loop. Unlike a timer, a message is not slowed down in a background tab. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
