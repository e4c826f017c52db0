import type { Outcome } from './outcome.svelte';

/** What was typed and chosen in a panel of the desk, by field id. What was made of earlier answers is then outdated. */
export class PanelAnswers {
  readonly #outcome: Outcome;
  readonly #defaults: Readonly<Record<string, string>>;
  readonly #scope: () => string;
  #given = $state.raw<Readonly<Record<string, string>>>({});

  /**
   * @param defaults values of fields that nobody touched; a field that is not among them is empty
   * @param scope what the answers are for just now: each thing that it names has its own
   */
  constructor(outcome: Outcome, defaults: Readonly<Record<string, string>>, scope = (): string => '') {
    this.#outcome = outcome;
    this.#defaults = defaults;
    this.#scope = scope;
  }

  /** What was typed and chosen, without defaults. */
  get given(): Readonly<Record<string, string | undefined>> {
    return this.#given;
  }

  /** @param proposed stands in place of the default */
  value(field: string, proposed?: string): string {
    return this.#given[this.#scope() + field] ?? proposed ?? this.#defaults[field] ?? '';
  }

  answer(field: string, text: string): void {
    this.#given = { ...this.#given, [this.#scope() + field]: text };
    this.#outcome.outdate();
  }

  /** Forgets the answers to these fields, so that what is proposed stands again. */
  forget(...fields: readonly string[]): void {
    const gone = fields.map((field) => this.#scope() + field);
    this.#given = Object.fromEntries(Object.entries(this.#given).filter(([field]) => !gone.includes(field)));
    this.#outcome.outdate();
  }

  /** A whole number; what is none becomes NaN, which jobs refuse at its field. */
  number(field: string): number {
    const text = this.value(field).trim();
    return /^\d{1,9}$/u.test(text) ? Number(text) : Number.NaN;
  }
}
