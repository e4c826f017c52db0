import type { CheckResult, Problem } from '../bundle/types';
import type { JobHost, Progress } from '../jobs/types';
import { PkiError } from '../pki/errors';
import type { Engine } from './engine.svelte';
import type { Jobs, PageHost } from './page-host';

/** Where a job stands. */
export type Stage<Result> =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly progress: Progress }
  | { readonly kind: 'refused'; readonly problem: Problem; readonly failed: readonly CheckResult[] }
  | { readonly kind: 'done'; readonly result: Result };

/** What a job needs from the page. */
export type RunningHost = Pick<PageHost, 'clock' | 'random'>;

const beginning: Progress = { done: 0, total: 1, label: 'Getting ready' };

/** Progress is drawn at most this often, in milliseconds: what changes faster nobody can read, and drawing takes time. */
const DRAWN_EVERY = 100;

/** Runs one job at a time, which can be stopped, and wipes what came out of it. */
export class Running<Result> {
  readonly #host: RunningHost;
  readonly #engine: Pick<Engine, 'jobs' | 'takeKey'>;
  readonly #wipe: (result: Result) => void;
  #stage = $state.raw<Stage<Result>>({ kind: 'idle' });
  #abort: AbortController | undefined;

  /** @param wipe overwrites the bytes of a result; strings cannot be overwritten, so they are only let go */
  constructor(host: RunningHost, engine: Pick<Engine, 'jobs' | 'takeKey'>, wipe: (result: Result) => void) {
    this.#host = host;
    this.#engine = engine;
    this.#wipe = wipe;
  }

  get stage(): Stage<Result> {
    return this.#stage;
  }

  get result(): Result | undefined {
    return this.#stage.kind === 'done' ? this.#stage.result : undefined;
  }

  /** Does a job; resolves with the stage it ended in, `idle` when it was stopped. */
  async run(job: (jobs: Jobs, host: JobHost) => Promise<Result>): Promise<Stage<Result>> {
    this.clear();
    const abort = new AbortController();
    this.#abort = abort;
    this.#stage = { kind: 'running', progress: beginning };
    const stage = await this.#outcome(job, abort.signal);
    if (abort.signal.aborted) {
      this.#wipeStage(stage);
      return { kind: 'idle' };
    }
    this.#stage = stage;
    return stage;
  }

  /** Stops a running job and wipes the result of a finished one. */
  clear(): void {
    this.#abort?.abort();
    this.#wipeStage(this.#stage);
    this.#stage = { kind: 'idle' };
  }

  async #outcome(job: (jobs: Jobs, host: JobHost) => Promise<Result>, signal: AbortSignal): Promise<Stage<Result>> {
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
      const result = await job(jobs, { clock, random, signal, onProgress, takeKey: this.#engine.takeKey });
      return { kind: 'done', result };
    } catch (error) {
      return refusal(error);
    }
  }

  #wipeStage(stage: Stage<Result>): void {
    if (stage.kind === 'done') this.#wipe(stage.result);
  }
}

function broken(message: string): Stage<never> {
  return { kind: 'refused', problem: { field: '', code: 'defect', message }, failed: [] };
}

function refusal(error: unknown): Stage<never> {
  if (!(error instanceof PkiError))
    return broken(
      'Something in Certwright broke while the files were made, so nothing is offered. Reload the page and try again.',
    );
  const { code, field = '', message, cause } = error;
  const failed = code === 'self-check-failed' && Array.isArray(cause) ? (cause as CheckResult[]) : [];
  return { kind: 'refused', problem: { field, code, message }, failed };
}
