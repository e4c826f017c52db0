import type { Component } from 'svelte';
import type { Clock, Random } from '../pki/platform';
import type { Bytes } from '../pki/types';
import type { findRecipe } from '../recipes/catalogue';
import type { Desk } from './desk.svelte';
import type { Embedding } from './embedding';
import type { Environment } from './environment';
import type { readFragment } from './fragment';
import type { Task } from './task.svelte';

/** The part of Certwright that holds the PKI libraries; it arrives after first paint. */
export type Jobs = typeof import('../jobs');

/** Recipes, answering and taking, and the desk: what is needed only once a system is chosen or files are brought. It arrives after first paint too. */
export interface Work {
  readonly findRecipe: typeof findRecipe;
  readonly Task: typeof Task;
  readonly Desk: typeof Desk;
  readonly readFragment: typeof readFragment;
  readonly view: Component<{ task: Task }>;
  readonly deskView: Component<{ desk: Desk }>;
}

/** What the state needs from the browser. The entry provides it; tests provide their own. */
export interface PageHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly environment: Environment;
  /** Undefined: the page stands on its own. */
  readonly embedding?: Embedding | undefined;
  /** Address of this page without fragment. */
  readonly address: string;
  readonly loadWork: () => Promise<Work>;
  readonly loadJobs: () => Promise<Jobs>;
  /** Hands a file to the browser's downloads. Whether it arrives cannot be known. */
  readonly save: (name: string, bytes: Bytes) => void;
  /** Puts text on the clipboard; rejects when the browser refuses. */
  readonly copy: (text: string) => Promise<void>;
  /** Puts the place that is open into the address (a system, or `files`), as a step to go back from; undefined: the catalogue. */
  readonly visit: (place: string | undefined) => void;
  /** Hears the names of the files when a bundle was made. */
  readonly created?: (archive: string, files: readonly string[]) => void;
  /** Makes what was handed to downloads unreachable. */
  readonly revoke: () => void;
}
