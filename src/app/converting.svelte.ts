import { SvelteSet } from 'svelte/reactivity';
import type { FoundObject } from '../inspect/found-object';
import { groupBy } from '../inspect/group-by';
import { generatePassword } from '../issuance/password';
import type { Conversion, ConversionOptions } from '../jobs';
import type { Desk } from './desk.svelte';
import type { Made, Outcome } from './outcome.svelte';
import { PanelAnswers } from './panel-answers.svelte';

/** A reason why forms cannot be made, and those forms. */
export interface Refusal {
  readonly problem: string;
  readonly labels: readonly string[];
}

/**
 * What the files on the desk can be converted into, how, and what came of it. Answers have the names of the options, and
 * each form has its own.
 */
export class Converting {
  readonly outcome: Outcome;
  readonly answers: PanelAnswers;
  readonly #desk: Desk;
  /** Those whose tick is not as it was at first. */
  readonly #ticked = new SvelteSet<string>();
  #conversions = $state.raw<readonly Conversion[]>();
  #wanted = $state('');
  #looks = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.outcome = desk.outcome('convert');
    this.answers = new PanelAnswers(this.outcome, { profile: 'modern' }, () => `${this.chosen?.format.id ?? ''} `);
  }

  /** What can be made; undefined while the files are being looked at. */
  get possible(): readonly Conversion[] | undefined {
    return this.#conversions?.filter(({ problem }) => problem === undefined);
  }

  /** What cannot be made, by why. */
  get refused(): readonly Refusal[] {
    const refused = this.#conversions?.filter(({ problem }) => problem !== undefined) ?? [];
    return [...groupBy(refused, ({ problem = '' }) => problem)].map(([problem, conversions]) => ({
      problem,
      labels: conversions.map(({ format }) => format.label),
    }));
  }

  /** The form that is chosen; at first the first that is possible. */
  get chosen(): Conversion | undefined {
    return this.possible?.find(({ format }) => format.id === this.#wanted) ?? this.possible?.[0];
  }

  /** Whether several certificates may go into the chosen form. */
  get takesSeveral(): boolean {
    return this.chosen?.format.needs === 'certificates';
  }

  /** The one that is chosen of several. */
  get choice(): string {
    const choices = this.chosen?.choices ?? [];
    const wanted = this.answers.value('choose');
    return choices.includes(wanted) ? wanted : (choices[0] ?? '');
  }

  /** Aliases of the keystores on the desk. */
  get entries(): readonly string[] {
    const keystores = this.#desk.objects.flatMap((object) => (object.type === 'keystore' ? [object.keystore] : []));
    return [...new Set(keystores.flatMap(({ entries }) => entries.map(({ friendlyName = '' }) => friendlyName)))];
  }

  /** The entry that gets another alias; undefined when there is no question. */
  get entry(): string | undefined {
    return this.entries.length > 1 ? this.answers.value('entry', this.entries[0]) : undefined;
  }

  /** Chooses a form, by its id. */
  choose(format: string): void {
    this.#wanted = format;
    this.outcome.outdate();
  }

  asks(option: keyof ConversionOptions): boolean {
    return this.chosen?.format.takes.some((taken) => taken === option) ?? false;
  }

  isTicked(label: string): boolean {
    return this.#ticked.has(this.#tickOf(label)) !== this.#isUsual(label);
  }

  tick(label: string, on: boolean): void {
    if (on !== this.#isUsual(label)) this.#ticked.add(this.#tickOf(label));
    else this.#ticked.delete(this.#tickOf(label));
    this.outcome.outdate();
  }

  #isUsual(label: string): boolean {
    return this.chosen?.usual?.includes(label) === true;
  }

  #tickOf(label: string): string {
    return `${this.chosen?.format.id ?? ''} ${label}`;
  }

  /** Asks what can be made of what was found. */
  async look(objects: readonly FoundObject[]): Promise<void> {
    const look = ++this.#looks;
    const { conversionsFor } = await this.#desk.jobs;
    const conversions = await conversionsFor(objects, this.#desk.now);
    if (look === this.#looks) this.#conversions = conversions;
  }

  async convert(): Promise<void> {
    const { chosen } = this;
    if (chosen === undefined) return;
    await this.outcome.run(async (jobs, host) => {
      const { format } = chosen;
      const typed = this.answers.value('password');
      const made = format.password === 'new' && typed === '' ? generatePassword(host.random) : undefined;
      const password = made ?? (typed === '' ? undefined : typed);
      const options = {
        ...this.#options(chosen),
        ...(this.asks('password') && password !== undefined ? { password } : {}),
      };
      const job = { objects: this.#desk.objects, format, options };
      const files = await jobs.convert(job, host);
      const notes = await jobs.conversionNotes(job, host.clock());
      const opens = files.map(({ name }) => name).join(', ');
      return { files, notes, ...(made === undefined ? {} : { password: { opens, text: made } }) } satisfies Made;
    });
  }

  /** Only what was answered, and only what the form takes. */
  #options({ choices }: Conversion): ConversionOptions {
    const text = (option: 'name' | 'namespace'): ConversionOptions => {
      const value = this.answers.value(option).trim();
      return this.asks(option) && value !== '' ? { [option]: value } : {};
    };
    const choose = this.takesSeveral ? choices.filter((label) => this.isTicked(label)) : [this.choice].filter(Boolean);
    const aliases = this.answers
      .value('aliases')
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
    return {
      ...(choose.length === 0 ? {} : { choose }),
      ...(this.asks('aliases') && aliases.length > 0 ? { aliases } : {}),
      ...(this.asks('profile') ? { profile: this.answers.value('profile') === 'older' ? 'older' : 'modern' } : {}),
      ...(this.asks('root') && this.answers.value('root') === 'true' ? { root: true } : {}),
      ...(this.asks('certificateFirst') && this.answers.value('certificateFirst') === 'true'
        ? { certificateFirst: true }
        : {}),
      ...(this.asks('entry') && this.entry !== undefined ? { entry: this.entry } : {}),
      ...text('name'),
      ...text('namespace'),
    };
  }
}
