import type { Desk } from './desk.svelte';
import type { Engine } from './engine.svelte';
import { Outcome } from './outcome.svelte';
import type { PageHost } from './page-host';

/** State of a panel, made for one desk. */
export type PanelState<State> = new (desk: Desk) => State;

/** What was typed into the panels of a desk, and what came of it. */
export class DeskPanels {
  readonly #host: Pick<PageHost, 'clock' | 'random' | 'save'>;
  readonly #engine: Pick<Engine, 'jobs' | 'takeKey'>;
  readonly #states = new Map<PanelState<unknown>, unknown>();
  readonly #outcomes = new Map<string, Outcome>();

  constructor(host: Pick<PageHost, 'clock' | 'random' | 'save'>, engine: Pick<Engine, 'jobs' | 'takeKey'>) {
    this.#host = host;
    this.#engine = engine;
  }

  /** Whether leaving now would lose the only copy of a secret. */
  get mustAsk(): boolean {
    return [...this.#outcomes.values()].some(({ mustAsk }) => mustAsk);
  }

  /** As `Desk.state`. */
  state<State>(State: PanelState<State>, desk: Desk): State {
    const state = (this.#states.get(State) as State | undefined) ?? new State(desk);
    this.#states.set(State, state);
    return state;
  }

  /** As `Desk.outcome`. */
  outcome(name: string): Outcome {
    const outcome = this.#outcomes.get(name) ?? new Outcome(this.#host, this.#engine);
    this.#outcomes.set(name, outcome);
    return outcome;
  }

  /** Wipes what was made, and stops what is being made. Says whether there was any file. */
  wipe(): boolean {
    const outcomes = [...this.#outcomes.values()];
    const any = outcomes.some(({ made }) => made !== undefined && made.files.length > 0);
    for (const outcome of outcomes) outcome.clear();
    return any;
  }

  /** Wipes everything. */
  clear(): void {
    this.wipe();
    this.#states.clear();
  }
}
