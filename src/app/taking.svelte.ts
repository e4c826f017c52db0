import { SvelteSet } from 'svelte/reactivity';
import type { Bundle, BundleEntry } from '../bundle/types';
import type { Engine } from './engine.svelte';
import type { PageHost } from './page-host';

/** Hands the files of one bundle to the browser, and remembers which secrets have not been taken yet. */
export class Taking {
  readonly bundle: Bundle;
  readonly #save: PageHost['save'];
  readonly #engine: Pick<Engine, 'jobs'>;
  readonly #taken = new SvelteSet<string>();
  #last = $state.raw<string>();
  /** Steps that the user has ticked off, by machine and place. */
  readonly done = new SvelteSet<string>();

  constructor(bundle: Bundle, save: PageHost['save'], engine: Pick<Engine, 'jobs'>) {
    this.bundle = bundle;
    this.#save = save;
    this.#engine = engine;
  }

  /** Name of the file handed over last. */
  get last(): string | undefined {
    return this.#last;
  }

  /** Secret files that no download has carried yet. */
  get untaken(): readonly BundleEntry[] {
    return this.bundle.entries.filter(({ path, secret }) => secret && !this.#taken.has(path));
  }

  /** The whole archive. */
  takeAll(): void {
    this.#hand(this.bundle.plan.archiveName, this.bundle.archive, this.bundle.entries);
  }

  /** The archive for one machine. */
  async takeFor(audience: string): Promise<void> {
    const { subsetFor } = await this.#engine.jobs;
    const { name, bytes } = subsetFor(this.bundle, audience);
    this.#hand(
      name,
      bytes,
      this.bundle.entries.filter((entry) => entry.audience === audience),
    );
  }

  /** One file by itself, under its own name. */
  takeFile(path: string): void {
    const entry = this.bundle.entries.find((candidate) => candidate.path === path);
    if (entry !== undefined) this.#hand(path.slice(path.lastIndexOf('/') + 1), entry.bytes, [entry]);
  }

  #hand(name: string, bytes: BundleEntry['bytes'], carried: readonly BundleEntry[]): void {
    this.#save(name, bytes);
    this.#last = name;
    for (const { path } of carried) this.#taken.add(path);
  }
}
