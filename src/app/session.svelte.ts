import { release } from '../bundle/release';
import { findRecipe } from '../recipes/catalogue';
import { Engine } from './engine.svelte';
import { readFragment } from './fragment';
import type { PageHost } from './page-host';
import { Task } from './task.svelte';

/** Everything the page knows, in memory only. */
export class Session {
  readonly engine: Engine;
  readonly #host: PageHost;
  readonly #tasks = new Map<string, Task>();
  #task = $state.raw<Task>();
  #now: Date = $state.raw(new Date(0));
  #linkMessages = $state.raw<readonly string[]>([]);
  #notice = $state('');

  constructor(host: PageHost) {
    this.#host = host;
    this.engine = new Engine(host);
    this.tick();
  }

  /** What the user is at; undefined while choosing. */
  get task(): Task | undefined {
    return this.#task;
  }

  /** What the last link could not bring, as sentences. */
  get linkMessages(): readonly string[] {
    return this.#linkMessages;
  }

  /** What happened to the page as a whole, for the status line. */
  get notice(): string {
    return this.#notice;
  }

  /** What this computer thinks the time is. */
  get now(): Date {
    return this.#now;
  }

  /** A clock before this release's own date must be wrong. */
  get clockIsWrong(): boolean {
    return this.#now < new Date(release.released);
  }

  /** Whether leaving now would lose the only copy of a secret. */
  get mustAsk(): boolean {
    return [...this.#tasks.values()].some(({ mustAsk }) => mustAsk);
  }

  /** Puts text on the clipboard; rejects when the browser refuses. */
  readonly copy = (text: string): Promise<void> => this.#host.copy(text);

  /** Looks at the clock. */
  tick(): void {
    this.#now = this.#host.clock();
  }

  /** Opens a recipe; what was typed and made there before is still there. */
  open(id: string): void {
    const recipe = findRecipe(id);
    if (recipe === undefined) return;
    const task = this.#tasks.get(id) ?? new Task(recipe, this.#host, this.engine);
    this.#tasks.set(id, task);
    this.#task = task;
    this.#say('');
  }

  /** Back to the catalogue; nothing is lost. */
  close(): void {
    this.#task = undefined;
    this.#say('');
  }

  /** Reads a link fragment; true when it was one of ours, so that the address can be cleaned. */
  readLink(hash: string): boolean {
    const link = readFragment(hash);
    if (link === undefined) return false;
    if (this.mustAsk) {
      this.#linkMessages = ['The link was not opened, because files made here have not been downloaded yet.'];
      return true;
    }
    if (link.recipe === undefined) this.close();
    else {
      this.open(link.recipe.id);
      this.#task?.form.fill(link.mode, link.answers);
    }
    this.#linkMessages = link.messages;
    return true;
  }

  /** Wipes keys, passwords, files and answers. */
  forget(notice = 'Everything was forgotten: keys, passwords, files and answers.'): void {
    this.engine.cool();
    for (const task of this.#tasks.values()) task.forget();
    this.#host.revoke();
    this.#say(notice);
  }

  #say(notice: string): void {
    this.#notice = notice;
    this.#linkMessages = [];
  }
}
