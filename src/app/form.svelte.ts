import { SvelteSet } from 'svelte/reactivity';
import { holdsCaKey } from '../bundle/machines';
import { holds } from '../bundle/conditions';
import { fieldsOf } from '../bundle/fields';
import { planBundle } from '../bundle/plan';
import type { Answers, BundlePlan, Notice, Problem } from '../bundle/types';
import { parseHosts } from '../pki/general-names';
import type { Random } from '../pki/platform';
import type { Field, KeyAlgorithmId, Recipe } from '../recipes/types';
import { Bringing } from './bringing.svelte';
import type { Password } from './password.svelte';
import { caKeyPassword, passwordsOf } from './passwords';
import { problemsOf } from './problems';
import type { CheckMaterial, Slot } from './slot.svelte';

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
  /** Hosts fields that name nothing but this computer on purpose. */
  readonly #meantHere = new SvelteSet<string | undefined>();
  readonly #passwords: ReadonlyMap<string, Password>;
  readonly #bringing: Bringing;
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
    this.#modeId = proposedMode(recipe);
    const changed = (): void => {
      this.#touch();
    };
    this.#passwords = passwordsOf(recipe, context.random, changed);
    this.#bringing = new Bringing(recipe, context.check, changed);
  }

  /** The answers to the fields of this mode: what the user typed, also after a host, else what stands in the files brought. */
  get answers(): Answers {
    const ids = new Set(this.#fields.flatMap(({ id, kind }) => (kind === 'secret' ? [] : [id])));
    const brought = this.#bringing.answers(this.#mode?.brings ?? []);
    const all = { ...brought, ...this.#pastedPort, ...this.#typed };
    return Object.fromEntries(Object.entries(all).filter(([id]) => ids.has(id)));
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
    const { mode, values } = this.#plan;
    const kept = this.#kept;
    return this.#fields.filter(({ id, when }) => holds(when, { mode: mode.id, values }) && !kept.has(id));
  }

  get slots(): readonly Slot[] {
    return this.#bringing.slots(this.#plan.slots);
  }

  /** Whether this bundle holds a CA key that a password protects. */
  get protectsCaKey(): boolean {
    return this.#plan.authorityKey === 'protected' && holdsCaKey(this.#plan);
  }

  /** The passwords that protect something in this bundle and come from this page, by secret id. */
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
    const { notices, values } = this.#plan;
    const port = values.get('port');
    const asked = this.#fields.find(({ id }) => id === 'port');
    return notices.flatMap((notice) => {
      if (wrong.has(notice.field) || this.isMeant(notice)) return [];
      if (asked?.kind !== 'number' || port?.kind !== 'text' || !notice.message.startsWith(`Port ${port.text} `))
        return [notice];
      const known = this.#typed['port'] !== undefined || asked.default === port.text;
      return known ? [] : [{ ...notice, message: `Port ${port.text} was taken over into ${asked.label}.` }];
    });
  }

  /** Whether the user has said that what a notice warns of is meant so. */
  isMeant({ field, topic }: Notice): boolean {
    return topic === 'only-this-computer' && this.#meantHere.has(field);
  }

  /** The user has said whether only this computer shall connect to what a hosts field names. */
  meanHere(id: string, meant: boolean): void {
    if (meant) this.#meantHere.add(id);
    else this.#meantHere.delete(id);
  }

  /** What the user has said by `meanHere`. */
  isMeantHere(id: string): boolean {
    return this.#meantHere.has(id);
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

  /** Takes the answers of a link; one that names no mode means the first, whatever the page proposes. */
  fill(modeId: string | undefined, answers: Answers): void {
    this.#modeId = modeId ?? this.recipe.modes[0].id;
    this.#typed = { ...this.#typed, ...answers };
    this.#answered(false);
  }

  /** Begins in another way, in which nothing has been asked for yet. */
  choose(modeId: string): void {
    if (modeId !== this.#modeId) this.#attempted = false;
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
    this.#modeId = proposedMode(this.recipe);
    this.#left.clear();
    this.#meantHere.clear();
    this.#attempted = false;
    this.#refusal = undefined;
    for (const password of this.#passwords.values()) password.reset();
    this.#bringing.clear();
  }

  /** The port that was pasted with a host: no certificate holds it, but a field may ask for it. */
  get #pastedPort(): Answers {
    const ports = this.#fields.flatMap(({ id, kind }) =>
      kind === 'hosts' ? (parseHosts(this.#typed[id] ?? '', { field: id }).port ?? []) : [],
    );
    return ports[0] === undefined ? {} : { port: ports[0] };
  }

  /** Secret fields whose place the password of a brought keystore takes, or will, as far as is known. */
  get #kept(): ReadonlySet<string | undefined> {
    return new Set(this.slots.map(({ slot, facts }) => (facts ?? slot).keepsPassword));
  }

  get #mode() {
    return this.recipe.modes.find(({ id }) => id === this.#modeId);
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

/** The mode that the page begins with. */
function proposedMode({ proposes, modes }: Recipe): string {
  return proposes ?? modes[0].id;
}
