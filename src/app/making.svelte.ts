import type { Bundle } from '../bundle/types';
import type { Job } from '../jobs/types';
import type { Engine } from './engine.svelte';
import { Running } from './running.svelte';
import type { RunningHost, Stage } from './running.svelte';

/** Makes one bundle at a time. */
export class Making {
  readonly #running: Running<Bundle>;

  constructor(host: RunningHost, engine: Pick<Engine, 'jobs' | 'takeKey'>) {
    this.#running = new Running(host, engine, ({ archive, entries }) => {
      archive.fill(0);
      for (const { bytes } of entries) bytes.fill(0);
    });
  }

  get stage(): Stage<Bundle> {
    return this.#running.stage;
  }

  /** Does the job; resolves with the stage it ended in, `idle` when it was stopped. */
  async run(job: Job): Promise<Stage<Bundle>> {
    return this.#running.run(async (jobs, host) => {
      const bundle = await jobs.createBundle(job, host);
      performance.mark('certwright:bundle');
      return bundle;
    });
  }

  /** Stops a running job and wipes a finished bundle. */
  clear(): void {
    this.#running.clear();
  }
}
