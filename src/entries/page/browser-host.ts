import { systemIn } from '../../app/environment';
import type { PageHost } from '../../app/page-host';
import { embeddingIn, tellParent } from './frame';

/** Long enough for a browser that asks where to save; an object URL keeps its blob in memory until then. */
const revokeAfter = 5 * 60_000;

/** Marks the steps that this page wrote into the history itself. */
const visited = 'visited';

/** Whether the address is a link that is still to be read, instead of the place where the page is. */
export function isLink(): boolean {
  return location.hash.startsWith('#/') && history.state !== visited;
}

/** The browser, as the state sees it. */
export function browserHost(): PageHost {
  const urls = new Set<string>();
  const revoke = (url: string): void => {
    URL.revokeObjectURL(url);
    urls.delete(url);
  };

  const embedding = embeddingIn(window);

  return {
    clock: () => new Date(),
    random: (bytes) => crypto.getRandomValues(bytes),
    environment: {
      secure: isSecureContext,
      // Typed as always there, but absent on insecure origins and in old browsers.
      webCrypto: (globalThis.crypto as Crypto | undefined)?.subtle !== undefined,
      os: systemIn(navigator.userAgent),
    },
    // Without what only the loader asks for: a link leads to the page itself.
    address: location.href.split(embedding === undefined ? '#' : '?', 1)[0] ?? '',
    embedding,
    loadWork: () => import('./work'),
    loadJobs: () => import('./jobs'),
    save: (name, bytes) => {
      const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
      urls.add(url);
      const link = document.createElement('a');
      link.href = url;
      link.download = name;
      link.click();
      setTimeout(revoke, revokeAfter, url);
    },
    visit: (place) => {
      const { hash, pathname, search } = location;
      const here = place === undefined ? '' : `#/${place}`;
      const link = isLink();
      if (link || hash !== here)
        history[link || embedding !== undefined ? 'replaceState' : 'pushState'](visited, '', pathname + search + here);
    },
    // Absent on insecure origins; then the promise is rejected as when the browser refuses.
    copy: async (text) => navigator.clipboard.writeText(text),
    ...(embedding === undefined
      ? {}
      : { created: (archive, files) => tellParent({ certwright: 'created', archive, files }) }),
    revoke: () => {
      for (const url of urls) revoke(url);
    },
  };
}
