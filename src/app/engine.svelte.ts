import type { BundlePlan, PlannedEntity } from '../bundle/types';
import type { KeyPool } from '../jobs/key-pool';
import type { KeyAlgorithmId } from '../recipes/types';
import { obstacleIn } from './environment';
import type { Jobs, PageHost } from './page-host';

/** What arrives after first paint: the jobs, the rest of the page, and the keys made ahead. */
export class Engine {
  readonly #host: PageHost;
  #loading: Promise<Jobs> | undefined;
  #pool: KeyPool | undefined;
  #wanted: BundlePlan | undefined;
  #state = $state.raw<'loading' | 'ready' | 'failed'>('loading');
  #supported = $state.raw<ReadonlySet<KeyAlgorithmId>>();

  constructor(host: PageHost) {
    this.#host = host;
  }

  /** Why nothing can be made in this browser; undefined when it can. */
  get obstacle() {
    return obstacleIn(this.#host.environment);
  }

  get state() {
    return this.#state;
  }

  /** Key algorithms this browser lacks are not in it; undefined while unknown. */
  get supported() {
    return this.#supported;
  }

  /** The jobs, as soon as they have arrived; asked for anew after a failure. */
  get jobs(): Promise<Jobs> {
    this.#loading ??= this.#host.loadJobs().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  /** Loads everything that is not here yet. Once it is done the page sends no further request. */
  async start(): Promise<void> {
    try {
      const [jobs] = await Promise.all([this.jobs, this.#host.loadWork()]);
      if (this.obstacle === undefined) {
        this.#supported = await jobs.supportedAlgorithms();
        this.#pool = jobs.createKeyPool();
      }
      this.#state = 'ready';
      if (this.#wanted !== undefined) this.warm(this.#wanted);
    } catch {
      this.#state = 'failed';
    }
  }

  /** Makes the keys of a plan ahead, in memory only; those of another algorithm are dropped. */
  warm(plan: BundlePlan): void {
    this.#wanted = plan;
    const keys = plan.mode.guideOnly === true ? [] : plan.entities.filter(getsKey).map(({ key }) => key);
    const [algorithm] = keys;
    if (algorithm === undefined || this.#supported?.has(algorithm) !== true) this.#pool?.clear();
    else this.#pool?.warm(algorithm, keys.filter((key) => key === algorithm).length);
  }

  /** Hands out a key made ahead, if there is one. */
  readonly takeKey = (algorithm: KeyAlgorithmId) => this.#pool?.take(algorithm);

  /** Drops the keys made ahead. */
  cool(): void {
    this.#wanted = undefined;
    this.#pool?.clear();
  }
}

/** Whether a key is made for this entity. */
function getsKey(entity: PlannedEntity): boolean {
  return entity.broughtBy === undefined && !(entity.kind === 'leaf' && entity.keyOf !== undefined);
}
