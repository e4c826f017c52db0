import { SvelteSet } from 'svelte/reactivity';
import { fieldsOf } from '../bundle/fields';
import { planBundle } from '../bundle/plan';
import type { Answers, BundlePlan, Notice, Problem } from '../bundle/types';
import type { Random } from '../pki/platform';
import type { Field, KeyAlgorithmId, Recipe } from '../recipes/types';
import { Password } from './password.svelte';
import { problemsOf } from './problems';
import { Slot } from './slot.svelte';
import type { CheckMaterial } from './slot.svelte';

/** Id under which a job expects the password that protects the CA's key. */
export const caKeyPassword = 'ca-key-password';

export interface FormContext {
  readonly random: Random;
  /** Key algorithms this browser has; undefined while unknown. */
  readonly supported: () => ReadonlySet<KeyAlgorithmId> | undefined;
  readonly check: (slot: string) => CheckMaterial;
  /** Something that reaches the bundle was changed, by the user's own hand or by a link. */
  readonly changed: (byHand: boolean) => void;
}

/** The answers to one recipe. What the user typed is kept as typed, whatever the plan makes of it. */
export class Form {
  readonly recipe: Recipe;
  readonly #context: FormContext;
  readonly #left = new SvelteSet<string>();
  readonly #passwords: ReadonlyMap<string, Password>;
  readonly #slots: ReadonlyMap<string, Slot>;
  #modeId = $state('');
  #typed = $state.raw<Answers>({});
  #attempted = $state(false);
  #refusal = $state.raw<Problem>();

  readonly #fields = $derived.by(() => fieldsOf(this.recipe, this.#modeId));
  readonly #plan = $derived.by(() => planBundle(this.recipe, this.#modeId, this.answers));
  readonly #problems = $derived.by(() => [
    ...problemsOf(this.#plan, this.slots, this.passwords, this.supported),
    ...(this.#refusal === undefined ? [] : [{ ...this.#refusal, patient: false }]),
  ]);

  constructor(recipe: Recipe, context: FormContext) {
    this.recipe = recipe;
    this.#context = context;
    this.#modeId = recipe.modes[0].id;
    const changed = (): void => {
      this.#touch();
    };
    const secrets = recipe.fields.flatMap((field) =>
      field.kind === 'secret' && field.fixed === undefined ? [field] : [],
    );
    this.#passwords = new Map([
      ...secrets.map(({ id, minLength }) => [id, new Password(context.random, changed, minLength)] as const),
      [caKeyPassword, new Password(context.random, changed)],
    ]);
    const slots = recipe.modes.flatMap(({ brings }) => brings ?? []);
    this.#slots = new Map(slots.map((slot) => [slot.id, new Slot(slot, context.check(slot.id), changed)]));
  }

  /** What the user typed in the fields of this mode. */
  get answers(): Answers {
    const ids = new Set(this.#fields.map(({ id }) => id));
    return Object.fromEntries(Object.entries(this.#typed).filter(([id]) => ids.has(id)));
  }

  /** Key algorithms this browser has; undefined while unknown. */
  get supported(): ReadonlySet<KeyAlgorithmId> | undefined {
    return this.#context.supported();
  }

  get modeId() {
    return this.#modeId;
  }

  get plan(): BundlePlan {
    return this.#plan;
  }

  /** The fields that apply to the answers as they are. */
  get fields(): readonly Field[] {
    return this.#fields.filter(({ id, kind }) => kind === 'secret' || Object.hasOwn(this.#plan.answers, id));
  }

  get slots(): readonly Slot[] {
    return this.#plan.slots.flatMap(({ id }) => this.#slots.get(id) ?? []);
  }

  /** Whether this bundle holds a CA key that a password protects. */
  get protectsCaKey(): boolean {
    return (
      this.#plan.authorityKey === 'protected' &&
      this.#plan.entries.some(({ content }) => content.as === 'authority-key-pem')
    );
  }

  /** The passwords that protect something in this bundle, by secret id. */
  get passwords(): readonly (readonly [string, Password])[] {
    const ids = new Set(this.fields.map(({ id }) => id));
    return [...this.#passwords].filter(([id]) => ids.has(id) || (id === caKeyPassword && this.protectsCaKey));
  }

  /** What the job needs to know and nobody else: by field, slot and CA key. */
  get secrets(): Readonly<Record<string, string>> {
    const fixed = this.fields.flatMap((field) =>
      field.kind === 'secret' && field.fixed ? [[field.id, field.fixed]] : [],
    );
    const chosen = this.passwords.map(([id, { text }]) => [id, text]);
    const brought = this.slots.map(({ slot, password }) => [`${slot.id}-password`, password]);
    return Object.fromEntries([...chosen, ...fixed, ...brought]) as Record<string, string>;
  }

  password(id: string): Password | undefined {
    return this.#passwords.get(id);
  }

  /** Everything that keeps this bundle from being made. */
  get problems(): readonly Problem[] {
    return this.#problems;
  }

  /** The text that stands in a field: as typed, else its default. */
  value({ id }: Field): string {
    return this.#typed[id] ?? this.#plan.answers[id] ?? '';
  }

  /** What to show at a field, slot or password now: its problems as one, a line each. */
  problemAt(id: string): Problem | undefined {
    const [first, ...more] = this.shown.filter(({ field }) => field === id);
    return first && { ...first, message: [first, ...more].map(({ message }) => message).join('\n') };
  }

  /** What might surprise; not about answers that need mending, because until then their defaults stand in the plan. */
  get notices(): readonly Notice[] {
    const wrong = new Set<string | undefined>(this.#problems.map(({ field }) => field));
    return this.#plan.notices.filter(({ field }) => !wrong.has(field));
  }

  noticesAt(id: string): readonly Notice[] {
    return this.notices.filter(({ field }) => field === id);
  }

  /** The problems that the page shows now. */
  get shown(): readonly Problem[] {
    return this.#problems.filter(({ field, patient }) => this.#mayShow(field, patient));
  }

  /** Problems and notices that have no field on the page. */
  get homeless(): { readonly problems: readonly Problem[]; readonly notices: readonly Notice[] } {
    const homes = new Set([...this.fields, ...this.#plan.slots].map(({ id }) => id).concat(caKeyPassword));
    return {
      problems: this.shown.filter(({ field }) => !homes.has(field)),
      notices: this.notices.filter(({ field }) => field === undefined || !homes.has(field)),
    };
  }

  answer(id: string, text: string): void {
    this.#typed = { ...this.#typed, [id]: text };
    this.#answered();
  }

  /** Takes the answers of a link. */
  fill(modeId: string | undefined, answers: Answers): void {
    if (modeId !== undefined) this.#modeId = modeId;
    this.#typed = { ...this.#typed, ...answers };
    this.#answered(false);
  }

  choose(modeId: string): void {
    this.#modeId = modeId;
    this.#answered();
  }

  /** The user has left this field, so it may say that it is empty. */
  leave(id: string): void {
    this.#left.add(id);
  }

  /** The user wants the bundle: every problem may show, and a refused job is tried anew. Says whether there is no problem. */
  attempt(): boolean {
    this.#attempted = true;
    this.#refusal = undefined;
    return this.#problems.length === 0;
  }

  /** Takes the refusal of a job, to stand at its field until something changes. */
  refuse(problem: Problem): void {
    this.#refusal = problem;
  }

  /** Wipes what was typed, brought and generated. */
  forget(): void {
    this.#typed = {};
    this.#modeId = this.recipe.modes[0].id;
    this.#left.clear();
    this.#attempted = false;
    this.#refusal = undefined;
    for (const password of this.#passwords.values()) password.reset();
    for (const slot of this.#slots.values()) slot.clear();
  }

  #answered(byHand = true): void {
    this.#touch(byHand);
    for (const slot of this.slots) void slot.recheck();
  }

  #touch(byHand = true): void {
    this.#refusal = undefined;
    this.#context.changed(byHand);
  }

  #mayShow(id: string, patient: boolean): boolean {
    return !patient || this.#attempted || this.#left.has(id);
  }
}
