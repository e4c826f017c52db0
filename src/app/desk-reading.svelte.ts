import type { Inspection } from '../inspect/inspect-files';
import { createPace } from '../jobs/pace';
import { findRecipe } from '../recipes/catalogue';
import type { DeskFiles } from './desk-files.svelte';
import type { Engine } from './engine.svelte';
import type { PageHost } from './page-host';

/** What is known of the files on a desk. */
export class DeskReading {
  readonly #host: Pick<PageHost, 'clock'>;
  readonly #engine: Pick<Engine, 'jobs'>;
  readonly #files: DeskFiles;
  #inspection = $state.raw<Inspection>();
  #failure = $state('');
  #working = $state(0);
  #look: AbortController | undefined;

  constructor(host: Pick<PageHost, 'clock'>, engine: Pick<Engine, 'jobs'>, files: DeskFiles) {
    this.#host = host;
    this.#engine = engine;
    this.#files = files;
  }

  /** Undefined while nothing is known. It is replaced as a whole. */
  get inspection(): Inspection | undefined {
    return this.#inspection;
  }

  /** Why the files could not be looked into at all; empty as a rule. */
  get failure(): string {
    return this.#failure;
  }

  /** Whether files are being read. */
  get working(): boolean {
    return this.#working > 0;
  }

  /** Does something that belongs to reading. */
  async during(work: () => Promise<void>): Promise<void> {
    this.#working++;
    try {
      await work();
    } finally {
      this.#working--;
    }
  }

  /** Looks into the files. A later look overtakes an earlier one. */
  async look(): Promise<void> {
    this.#look?.abort();
    this.#failure = '';
    if (this.#files.all.length === 0) {
      this.#inspection = undefined;
      return;
    }
    const look = new AbortController();
    this.#look = look;
    await this.during(async () => {
      try {
        const inspection = await this.#inspect(look.signal);
        if (!look.signal.aborted) this.#inspection = inspection;
      } catch {
        if (look.signal.aborted) return;
        this.#inspection = undefined;
        this.#failure = 'Something in Certwright broke while the files were read. Reload the page and try again.';
      }
    });
  }

  /** Stops a look, and forgets what is known. */
  clear(): void {
    this.#look?.abort();
    this.#inspection = undefined;
    this.#failure = '';
  }

  async #inspect(signal: AbortSignal): Promise<Inspection> {
    const { all, allPasswords: passwords, passwords: typed } = this.#files;
    const now = this.#host.clock();
    const { inspect } = await this.#engine.jobs;
    const passwordOf = Object.fromEntries([...typed].map(([of, [first = '']]) => [of, first]));
    return inspect(all, { passwords, passwordOf, now, findRecipe, pause: createPace(signal) });
  }
}
