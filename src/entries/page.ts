import { mount } from 'svelte';
import { Session } from '../app/session.svelte';
import App from '../ui/App.svelte';
import { browserHost } from './page/browser-host';

/** How often the shown time is brought up to date. */
const minute = 60_000;

const target = document.getElementById('app');
if (target === null) throw new Error('The page has no place for the app.');

const session = new Session(browserHost());
readLink();
addEventListener('hashchange', readLink);
setInterval(() => {
  session.tick();
}, minute);

target.replaceChildren();
mount(App, { target, props: { session } });

// After the first frame is on the screen, everything else is loaded, so that the page then works offline.
requestAnimationFrame(() => {
  setTimeout(() => void session.engine.start());
});

/** A link is read once and then removed from the address, so that it is neither bookmarked nor shared by accident. */
function readLink(): void {
  const { hash, pathname, search } = location;
  if (!hash.startsWith('#/')) return;
  history.replaceState(null, '', pathname + search);
  void session.readLink(hash);
}
