import { createContext } from 'svelte';
import type { Session } from '../app/session.svelte';

/** The session of the page around a component. */
export const [getSession, setSession] = createContext<Session>();
