import { mount } from 'svelte';
import { Session } from '../app/session.svelte';
import App from '../ui/App.svelte';
import { browserHost, isLink } from './page/browser-host';
import { liveInFrame } from './page/frame';

/** How often the shown time is brought up to date. */
const minute = 60_000;

const target = document.getElementById('app');
if (target === null) throw new Error('The page has no place for the app.');

const session = new Session(browserHost());
followAddress();
addEventListener('hashchange', followAddress);
setInterval(() => {
  session.tick();
}, minute);

target.replaceChildren();
mount(App, { target, props: { session } });
if (session.embedding !== undefined) liveInFrame((sentence) => session.say(sentence));

// After the first frame is on the screen, everything else is loaded, so that the page then works offline.
requestAnimationFrame(() => {
  setTimeout(() => void session.engine.start());
});

/**
 * A link is read once; then its answers are removed from the address, so that they are neither bookmarked nor shared by
 * accident. Back, Forward and Reload lead to the system that stands there.
 */
function followAddress(): void {
  const { hash } = location;
  if (isLink()) void session.readLink(hash);
  else if (hash.startsWith('#/')) void session.open(hash.slice(2));
  else if (hash === '') session.close();
}
