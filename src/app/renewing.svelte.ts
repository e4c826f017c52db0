import { changeLines } from '../bundle/texts/readme-changes';
import type { InputFile } from '../inspect/found-object';
import type { Inspection } from '../inspect/inspect-files';
import type { EarlierBundle, RenewRequest, Renewal } from '../jobs';
import { createPace } from '../jobs/pace';
import { PkiError } from '../pki/errors';
import { findRecipe } from '../recipes/catalogue';
import type { Field } from '../recipes/types';
import type { Desk } from './desk.svelte';
import type { Made, Outcome } from './outcome.svelte';
import type { Jobs } from './page-host';

/**
 * What is wanted of an earlier bundle: everything with new keys, everything for the keys of before, only what the answers
 * change, or another one beside it under the same CA.
 */
export type RenewalWish = 'new-keys' | 'same-keys' | 'changed' | 'another';

/** What was read of the bundle on the desk, or why it could not be. */
export type ReadBundle = { readonly earlier: EarlierBundle } | { readonly problem: PkiError };

/** What the user wants of an earlier bundle, and what came of it. */
export class Renewing {
  readonly outcome: Outcome;
  readonly #desk: Desk;
  #wish = $state<RenewalWish>('new-keys');
  #newCa = $state(false);
  #keepsClients = $state(true);
  #wanted = $state<string>();
  #answers = $state.raw<Readonly<Record<string, string>>>({});
  #bundle = $state.raw<ReadBundle>();
  /** Counts the readings, so that a late one does not overtake a newer. */
  #reading = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.outcome = desk.outcome('renew');
  }

  /** Undefined until the files have been read. */
  get bundle(): ReadBundle | undefined {
    return this.#bundle;
  }

  /** Manifests on the desk, where there are several to choose from. */
  get choices(): readonly string[] {
    const sources = this.#desk.objects.filter(({ type }) => type === 'manifest').map(({ source }) => source);
    const ambiguous =
      this.#bundle !== undefined && 'problem' in this.#bundle && this.#bundle.problem.code === 'material-ambiguous';
    return this.#wanted !== undefined || ambiguous ? sources : [];
  }

  get wanted(): string {
    return this.#wanted ?? '';
  }

  get wish(): RenewalWish {
    return this.#wish;
  }

  get newCa(): boolean {
    return this.#newCa;
  }

  get keepsClients(): boolean {
    return this.#keepsClients;
  }

  /** Which of several bundles is meant. */
  choose(source: string): void {
    this.#wanted = source;
    this.#answers = {};
    this.outcome.clear();
    void this.look(this.#desk.inspection);
  }

  decide(wish: RenewalWish): void {
    this.#wish = wish;
    this.outcome.clear();
  }

  makeNewCa(on: boolean): void {
    this.#newCa = on;
    this.outcome.clear();
  }

  keepClients(on: boolean): void {
    this.#keepsClients = on;
    this.outcome.clear();
  }

  answer(field: string, text: string): void {
    this.#answers = { ...this.#answers, [field]: text };
    this.outcome.clear();
  }

  /** What a field says now: what the user typed, else the earlier answer. */
  value({ id }: Field, { answers }: EarlierBundle): string {
    return this.#answers[id] ?? answers[id] ?? '';
  }

  /** Reads the bundle among the files; called whenever they were looked into anew. */
  async look(inspection: Inspection | undefined): Promise<void> {
    const reading = ++this.#reading;
    if (inspection === undefined) return;
    const bundle = await this.#read();
    if (reading === this.#reading) this.#bundle = bundle;
  }

  /** Renews what was read. */
  async renew(earlier: EarlierBundle): Promise<void> {
    const request = this.#request(earlier);
    await this.outcome.run(async (jobs, host) => madeOf(jobs, await jobs.renew(request, host)));
  }

  #request(earlier: EarlierBundle): RenewRequest {
    const asked = this.#wish === 'changed' || this.#wish === 'another';
    const clients = earlier.certificates.filter(({ role, brought }) => role === 'client' && !brought);
    const others: readonly InputFile[] = earlier.others;
    const authority = this.#newCa ? 'new' : others;
    return {
      earlier,
      keys: this.#wish === 'same-keys' ? 'same' : 'new',
      renews: this.#wish === 'changed' ? 'changed' : 'all',
      answers: asked ? this.#answers : {},
      keeps: this.#wish === 'another' && this.#keepsClients && !this.#newCa ? clients.map(({ id }) => id) : [],
      ...(authority.length === 0 ? {} : { authority }),
      secrets: passwordFor(this.#desk),
    };
  }

  async #read(): Promise<ReadBundle> {
    const { readEarlier } = await this.#desk.jobs;
    const { files, passwords, now } = this.#desk;
    try {
      const options = { findRecipe, passwords, now, wanted: this.#wanted, pause: createPace() };
      return { earlier: await readEarlier(files, options) };
    } catch (error) {
      if (error instanceof PkiError) return { problem: error };
      throw error;
    }
  }
}

/** What a renewal can ask anew: hosts and lists, and what names another bundle beside this one. */
export function askedAgain({ recipe, plan }: EarlierBundle, wish: RenewalWish): readonly Field[] {
  if (wish !== 'changed' && wish !== 'another') return [];
  return recipe.fields.filter(
    ({ id, kind }) =>
      plan.values.has(id) &&
      (kind === 'hosts' || kind === 'list' || (wish === 'another' && recipe.slug.includes(`{${id}}`))),
  );
}

interface Wish {
  readonly value: RenewalWish;
  readonly label: string;
  readonly help: string;
  readonly fits: (earlier: EarlierBundle) => boolean;
}

const wishes: readonly Wish[] = [
  {
    value: 'new-keys',
    label: 'Everything, with new keys',
    help: 'The same names, new certificates and keys.',
    fits: () => true,
  },
  {
    value: 'same-keys',
    label: 'Everything, for the keys of before',
    help: 'Only certificates change. A key that may have become known needs a new one.',
    fits: () => true,
  },
  {
    value: 'changed',
    label: 'Only what I change or add',
    help: 'A host, a client. Whoever is not concerned keeps the files there are.',
    fits: ({ way }) => way === 'issue',
  },
  {
    value: 'another',
    label: 'Another one under the same CA',
    help: 'A second plugin or server beside the first, which goes on as it is.',
    // Something that the user answers must tell the two apart.
    fits: ({ recipe, way }) => way === 'issue' && recipe.fields.some(({ id }) => recipe.slug.includes(`${id}}`)),
  },
];

/** What can be wanted of a bundle. */
export function wishesFor(earlier: EarlierBundle): readonly Wish[] {
  return wishes.filter(({ fits }) => fits(earlier));
}

/** The desk asks for passwords file by file; one of them opens the CA that lies beside the bundle. */
function passwordFor({ passwords: [password] }: Desk): Record<string, string> {
  return password === undefined ? {} : { 'ca-password': password };
}

/** The whole zip, a zip for each machine, and what changed. */
function madeOf({ subsetFor }: Jobs, { bundle, changes, certificates }: Renewal): Made {
  const { plan, archive } = bundle;
  const machines = changes.machines.filter(({ fresh }) => fresh.length > 0);
  const parts =
    machines.length < 2 ? [] : machines.map(({ audience }) => ({ ...subsetFor(bundle, audience), audience }));
  return {
    files: [
      { name: plan.archiveName, bytes: archive, secret: true },
      ...parts.map(({ name, bytes, audience }) => ({
        name,
        bytes,
        secret: bundle.entries.some((entry) => entry.audience === audience && entry.secret),
      })),
    ],
    notes: [...new Set([...certificates, ...changeLines(changes), ...bundle.notices.map(({ message }) => message)])],
  };
}
