import type { Component } from 'svelte';
import type { Desk } from '../../app/desk.svelte';
import type { Inspection } from '../../inspect/inspect-files';
import RenewPanel from './RenewPanel.svelte';

/** Something that can be done with the files on the desk. */
export interface DeskAction {
  /** Never changed: tests and links rely on it. */
  readonly id: string;
  /** What the user does: "Convert". Two or three words. */
  readonly title: string;
  /** What comes of it, in one sentence. */
  readonly says: string;
  /** Whether these files are such as it needs. Called on every change, so it only looks at what was found. */
  readonly fits: (inspection: Inspection) => boolean;
  /** Built of ActionPanel.svelte, which tells how. */
  readonly view: Component<{ desk: Desk }>;
}

/** In the order in which the page offers them. */
export const actions: readonly DeskAction[] = [
  {
    id: 'renew',
    title: 'Renew',
    says: 'An earlier bundle anew, under its own CA: everything, or another host, client or plugin. It says what changed on each machine.',
    fits: ({ files }) => files.some(({ objects }) => objects.some(({ type }) => type === 'manifest')),
    view: RenewPanel,
  },
];
