import type { Recipe } from '../recipes/types';
import type { Engine } from './engine.svelte';
import { Form } from './form.svelte';
import { writeFragment } from './fragment';
import { Making } from './making.svelte';
import type { PageHost } from './page-host';
import { filesQuoting } from './passwords';
import type { CheckMaterial } from './slot.svelte';
import { Taking } from './taking.svelte';

/** One recipe on its way from answers to files. Leaving it for another recipe keeps it as it is. */
export class Task {
  readonly recipe: Recipe;
  readonly form: Form;
  readonly making: Making;
  readonly #host: PageHost;
  readonly #engine: Engine;
  #taking = $state.raw<Taking>();
  #notice = $state('');

  constructor(recipe: Recipe, host: PageHost, engine: Engine) {
    this.recipe = recipe;
    this.#host = host;
    this.#engine = engine;
    this.making = new Making(host, engine);
    this.form = new Form(recipe, {
      random: host.random,
      supported: () => engine.supported,
      check: (slot) => this.#checkMaterial(slot),
      changed: (byHand) => {
        this.#changed(byHand);
      },
    });
  }

  /** The finished bundle and what became of it. */
  get taking(): Taking | undefined {
    return this.#taking;
  }

  /** What happened without being asked for, for the status line. */
  get notice(): string {
    return this.#notice;
  }

  /** Why nothing can be made in this browser. */
  get obstacle() {
    return this.#engine.obstacle;
  }

  /** Whether leaving now would lose the only copy of a secret. */
  get mustAsk(): boolean {
    if (this.#taking === undefined) return false;
    return this.#taking.untaken.length > 0 || this.unwritten.some(([, { saved }]) => !saved);
  }

  /** The passwords that stand in no file of the bundle, by secret id: who loses them loses what they protect. */
  get unwritten() {
    return this.form.passwords.filter(([id]) => filesQuoting(this.form.plan, id).length === 0);
  }

  /** A link to this form as filled in; secrets are never in it. */
  get link(): string {
    return this.#host.address + writeFragment(this.recipe, this.form.modeId, this.form.answers);
  }

  /** Whether nothing is made in this mode: its steps are what the user came for. */
  get guideOnly(): boolean {
    return this.form.plan.mode.guideOnly === true;
  }

  /** Starts making the bundle, where there is one to make. False when something must be mended first. */
  create(): boolean {
    if (this.guideOnly) return true;
    if (this.making.stage.kind === 'running') return true;
    this.#notice = '';
    if (this.obstacle !== undefined || !this.form.attempt()) return false;
    void this.#make();
    return true;
  }

  cancel(): void {
    this.making.clear();
    this.#notice = 'Cancelled. Nothing was made, and your answers are still here.';
  }

  /** Wipes keys, passwords, files and answers. */
  forget(): void {
    this.#wipe();
    this.form.forget();
    this.#notice = '';
  }

  async #make(): Promise<void> {
    this.#wipe();
    const { recipe, form } = this;
    const { modeId: mode, answers, secrets } = form;
    const materials = Object.fromEntries(form.slots.map(({ slot, files }) => [slot.id, { files }]));
    const stage = await this.making.run({ recipe, mode, answers, secrets, materials });
    if (stage.kind === 'done') {
      this.#taking = new Taking(stage.result, this.#host.save, this.#engine);
      const { plan, entries } = stage.result;
      this.#host.created?.(
        plan.archiveName,
        entries.map(({ path }) => path),
      );
    }
    if (stage.kind === 'refused' && stage.failed.length === 0) form.refuse(stage.problem);
  }

  #wipe(): void {
    this.making.clear();
    this.#taking = undefined;
  }

  #changed(byHand: boolean): void {
    this.#notice = afterChange[this.making.stage.kind];
    this.#wipe();
    // Whoever only opened a link may never press Create; making keys costs their battery.
    if (byHand) this.#engine.warm(this.form.plan);
  }

  #checkMaterial(slot: string): CheckMaterial {
    return async (material, password) => {
      const { checkMaterial } = await this.#engine.jobs;
      return checkMaterial(material, password, { plan: this.form.plan, clock: this.#host.clock, slot });
    };
  }
}

/** What to say when an answer changes, by what stood there. */
const afterChange = {
  idle: '',
  refused: '',
  running: 'An answer changed, so making the files was stopped. Create the bundle again.',
  done: 'An answer changed, so the files made before were wiped. Create the bundle again, and use none of the old files.',
} as const;
