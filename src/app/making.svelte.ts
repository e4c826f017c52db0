import type { Bundle, CheckResult, Problem } from '../bundle/types';
import type { Job, Progress } from '../jobs/types';
import { PkiError } from '../pki/errors';
import type { Engine } from './engine.svelte';
import type { PageHost } from './page-host';

/** Where the making of a bundle stands. */
export type Stage =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly progress: Progress }
  | { readonly kind: 'refused'; readonly problem: Problem; readonly failed: readonly CheckResult[] }
  | { readonly kind: 'done'; readonly bundle: Bundle };

const beginning: Progress = { done: 0, total: 1, label: 'Getting ready' };

/** Progress is drawn at most this often, in milliseconds: what changes faster nobody can read, and drawing takes time. */
const DRAWN_EVERY = 100;

/** Makes one bundle at a time. */
export class Making {
  readonly #host: Pick<PageHost, 'clock' | 'random'>;
  readonly #engine: Pick<Engine, 'jobs' | 'takeKey'>;
  #stage = $state.raw<Stage>({ kind: 'idle' });
  #abort: AbortController | undefined;

  constructor(host: Pick<PageHost, 'clock' | 'random'>, engine: Pick<Engine, 'jobs' | 'takeKey'>) {
    this.#host = host;
    this.#engine = engine;
  }

  get stage(): Stage {
    return this.#stage;
  }

  get bundle(): Bundle | undefined {
    return this.#stage.kind === 'done' ? this.#stage.bundle : undefined;
  }

  /** Does the job; resolves with the stage it ended in, `idle` when it was stopped. */
  async run(job: Job): Promise<Stage> {
    this.clear();
    const abort = new AbortController();
    this.#abort = abort;
    this.#stage = { kind: 'running', progress: beginning };
    const stage = await this.#outcome(job, abort.signal);
    if (abort.signal.aborted) {
      wipe(stage);
      return { kind: 'idle' };
    }
    this.#stage = stage;
    return stage;
  }

  /** Stops a running job and wipes a finished bundle. */
  clear(): void {
    this.#abort?.abort();
    wipe(this.#stage);
    this.#stage = { kind: 'idle' };
  }

  async #outcome(job: Job, signal: AbortSignal): Promise<Stage> {
    let drawn = performance.now();
    const onProgress = (progress: Progress): void => {
      if (signal.aborted || performance.now() - drawn < DRAWN_EVERY) return;
      drawn = performance.now();
      this.#stage = { kind: 'running', progress };
    };
    const jobs = await this.#engine.jobs.catch(() => undefined);
    if (jobs === undefined) return broken('A part of this page could not be loaded. Reload the page and try again.');
    try {
      const { clock, random } = this.#host;
      const bundle = await jobs.createBundle(job, { clock, random, signal, onProgress, takeKey: this.#engine.takeKey });
      performance.mark('certwright:bundle');
      return { kind: 'done', bundle };
    } catch (error) {
      return refusal(error);
    }
  }
}

function broken(message: string): Stage {
  return { kind: 'refused', problem: { field: '', code: 'defect', message }, failed: [] };
}

function refusal(error: unknown): Stage {
  if (!(error instanceof PkiError))
    return broken(
      'Something in Certwright broke while the files were made, so nothing is offered. Reload the page and try again.',
    );
  const { code, field = '', message, cause } = error;
  const failed = code === 'self-check-failed' && Array.isArray(cause) ? (cause as CheckResult[]) : [];
  return { kind: 'refused', problem: { field, code, message }, failed };
}

/** Bytes can be overwritten; strings cannot, so they are only let go. */
function wipe(stage: Stage): void {
  if (stage.kind !== 'done') return;
  stage.bundle.archive.fill(0);
  for (const { bytes } of stage.bundle.entries) bytes.fill(0);
}
