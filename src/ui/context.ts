import { createContext } from 'svelte';
import type { Session } from '../app/session.svelte';
import type { Systems } from '../app/systems.svelte';

/** The session of the page around a component. */
export const [getSession, setSession] = createContext<Session>();

/** For which system commands are in view on the machine around a component. */
export const [getSystems, setSystems] = createContext<Systems>();
