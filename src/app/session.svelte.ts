import { release } from '../bundle/release';
import type { Desk } from './desk.svelte';
import { withoutBringing } from './embedding';
import type { Embedding } from './embedding';
import { Engine } from './engine.svelte';
import type { Way } from './handing-over';
import type { PageHost, Work } from './page-host';
import { filesPlace } from './places';
import type { System } from './systems.svelte';
import type { Task } from './task.svelte';

/** Everything the page knows, in memory only. */
export class Session {
  readonly engine: Engine;
  /** The system that the browser runs on. */
  readonly system: System | undefined;
  readonly #host: PageHost;
  readonly #tasks = new Map<string, Task>();
  #work = $state.raw<Work>();
  /** The one desk, kept while the user is elsewhere. */
  #keptDesk: Desk | undefined;
  #desk = $state.raw<Desk>();
  #task = $state.raw<Task>();
  #now: Date = $state.raw(new Date(0));
  #opening = $state(false);
  #linkMessages = $state.raw<readonly string[]>([]);
  #notice = $state('');
  #wipings = $state(0);

  constructor(host: PageHost) {
    this.#host = host;
    this.engine = new Engine(host);
    this.system = host.environment.os;
    this.tick();
  }

  /** The system that the user is at; undefined while choosing, and at the desk. */
  get task(): Task | undefined {
    return this.#task;
  }

  /** The desk, while the user is at it. */
  get desk(): Desk | undefined {
    return this.#desk;
  }

  /** Where the user is: changes whenever another page is shown. */
  get place(): Task | Desk | undefined {
    return this.#desk ?? this.#task;
  }

  /** Whether a system was asked for that cannot be shown yet. */
  get opening(): boolean {
    return this.#opening;
  }

  /** The components that show a task and the desk; there as soon as there is either. */
  get views(): Pick<Work, 'view' | 'deskView'> | undefined {
    return this.#work;
  }

  /** What the last link could not bring, as sentences. */
  get linkMessages(): readonly string[] {
    return this.#linkMessages;
  }

  /** What happened to the page as a whole, for the status line. */
  get notice(): string {
    return this.#notice;
  }

  /** How often everything was wiped: what components keep themselves must go with it. */
  get wipings(): number {
    return this.#wipings;
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
    return this.#keptDesk?.mustAsk === true || [...this.#tasks.values()].some(({ mustAsk }) => mustAsk);
  }

  /** How the page is embedded; undefined: it is not. */
  get embedding(): Embedding | undefined {
    return this.#host.embedding;
  }

  /** Whether the page was opened from a disk instead of a server. */
  get fromDisk(): boolean {
    return this.#host.address.startsWith('file:');
  }

  /** Puts text on the clipboard; rejects when the browser refuses. */
  readonly copy = (text: string): Promise<void> => this.#host.copy(text);

  /** Looks at the clock. */
  tick(): void {
    this.#now = this.#host.clock();
  }

  /** Opens a place of the address: a recipe, with what was typed and made there before, or the desk. */
  async open(id: string): Promise<void> {
    if (id === filesPlace && this.embedding === undefined) {
      await this.openDesk();
      return;
    }
    const { Task, findRecipe } = await this.#load();
    const recipe = findRecipe(id);
    if (recipe === undefined) return;
    const offered = this.embedding === undefined ? recipe : withoutBringing(recipe);
    const task = this.#tasks.get(id) ?? new Task(offered, this.#host, this.engine);
    this.#tasks.set(id, task);
    this.#show({ task });
  }

  /** Opens the desk; what lies on it is still there. Resolves with it. */
  async openDesk(): Promise<Desk> {
    const { Desk } = await this.#load();
    const desk = (this.#keptDesk ??= new Desk(this.#host, this.engine));
    if (this.#desk === undefined) this.#show({ desk });
    return desk;
  }

  /** Opens a recipe with the files on the desk in one of its slots. What was made there and not yet taken is not given up. */
  async handOver(recipe: string, { mode, slot, answers }: Way): Promise<void> {
    const desk = this.#keptDesk;
    if (desk === undefined) return;
    await this.open(recipe);
    if (this.#task?.mustAsk === true) {
      this.#linkMessages = [
        'The files were not taken over, because files made here are not saved yet. Download or forget those first.',
      ];
      return;
    }
    this.#task?.form.fill(mode, answers);
    const place = this.#task?.form.slots.find((each) => each.slot.id === slot);
    await place?.bring(desk.usable, desk.passwords[0] ?? '');
  }

  /** Back to the catalogue; nothing is lost. */
  close(): void {
    this.#show({});
  }

  /** Reads a link fragment; anything else is left alone. */
  async readLink(hash: string): Promise<void> {
    const { readFragment } = await this.#load();
    const link = readFragment(hash);
    if (link === undefined) return;
    if (link.toFiles === true && this.embedding === undefined) {
      await this.openDesk();
      this.#linkMessages = link.messages;
      return;
    }
    if (this.mustAsk) {
      this.#show({ task: this.#task, desk: this.#desk });
      this.#linkMessages = [
        'The link was not opened, because files made here are not saved yet. Download or forget those first.',
      ];
      return;
    }
    if (link.recipe === undefined) this.close();
    else {
      await this.open(link.recipe.id);
      const offered = this.#task?.recipe.modes.some(({ id }) => id === link.mode) === true;
      // The bare address of a system, as a bookmark has it, opens what a click on its card opens.
      const bare = link.mode === undefined && Object.keys(link.answers).length === 0;
      if (!bare) this.#task?.form.fill(offered ? link.mode : undefined, link.answers);
      if (link.mode !== undefined && !offered) {
        this.#linkMessages = ['This takes files of yours, which a frame does not. Open the page itself for it.'];
        return;
      }
    }
    this.#linkMessages = link.messages;
  }

  /** Wipes keys, passwords, files and answers. */
  forget(notice = 'Everything was forgotten: keys, passwords, files and answers.'): void {
    this.engine.cool();
    for (const task of this.#tasks.values()) task.forget();
    this.#keptDesk?.clear();
    this.#host.revoke();
    this.#wipings++;
    this.say(notice);
  }

  async #load(): Promise<Work> {
    this.#opening = this.#work === undefined;
    try {
      return (this.#work ??= await this.#host.loadWork());
    } finally {
      this.#opening = false;
    }
  }

  #show({ task, desk }: { task?: Task | undefined; desk?: Desk | undefined }): void {
    this.#task = task;
    this.#desk = desk;
    this.#host.visit(desk === undefined ? task?.recipe.id : filesPlace);
    this.say('');
  }

  /** Says what happened to the page as a whole. */
  say(notice: string): void {
    this.#notice = notice;
    this.#linkMessages = [];
  }
}
