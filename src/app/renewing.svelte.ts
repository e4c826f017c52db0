import type { InputFile } from '../inspect/found-object';
import type { Inspection } from '../inspect/inspect-files';
import type { EarlierBundle, RenewRequest } from '../jobs';
import { createPace } from '../jobs/pace';
import { passwordsWanted } from '../jobs/renew-wanted';
import type { WantedPassword } from '../jobs/renew-wanted';
import type { BundlePlan } from '../bundle/types';
import { PkiError } from '../pki/errors';
import { findRecipe } from '../recipes/catalogue';
import type { Desk } from './desk.svelte';
import type { Outcome } from './outcome.svelte';
import type { Jobs } from './page-host';
import { PanelAnswers } from './panel-answers.svelte';
import { madeOf } from './renewing-made';
import { askedAgain } from './renewing-wishes';
import type { RenewalWish } from './renewing-wishes';

/** What was read of the bundle on the desk, with what it comes to when nothing is changed, or why it could not be read. */
export type ReadBundle =
  { readonly earlier: EarlierBundle; readonly plan: BundlePlan | undefined } | { readonly problem: PkiError };

/** What the user wants of an earlier bundle, and what came of it. */
export class Renewing {
  readonly outcome: Outcome;
  /** By the ids of the system's fields, and of the passwords that are wanted. */
  readonly answers: PanelAnswers;
  readonly #desk: Desk;
  #wish = $state<RenewalWish>('new-keys');
  #newCa = $state(false);
  #keepsClients = $state(true);
  #wanted = $state<string>();
  #bundle = $state.raw<ReadBundle>();
  /** Counts the readings, so that a late one does not overtake a newer. */
  #reading = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.outcome = desk.outcome('renew');
    this.answers = new PanelAnswers(this.outcome, {});
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

  /** Passwords that are asked for, because they do not stand in the files. */
  get passwords(): readonly WantedPassword[] {
    if (this.#bundle === undefined || 'problem' in this.#bundle || this.#bundle.plan === undefined) return [];
    const { earlier, plan } = this.#bundle;
    return passwordsWanted(earlier, plan, this.#desk.objects, this.#newCa);
  }

  /** Which of several bundles is meant. */
  choose(source: string): void {
    this.#wanted = source;
    this.answers.forget(...Object.keys(this.answers.given));
    void this.look(this.#desk.inspection);
  }

  decide(wish: RenewalWish): void {
    this.#wish = wish;
    this.outcome.outdate();
  }

  makeNewCa(on: boolean): void {
    this.#newCa = on;
    this.outcome.outdate();
  }

  keepClients(on: boolean): void {
    this.#keepsClients = on;
    this.outcome.outdate();
  }

  /** Reads the bundle among the files; called whenever they were looked into anew. */
  async look(inspection: Inspection | undefined): Promise<void> {
    const reading = ++this.#reading;
    if (inspection === undefined) return;
    const bundle = await this.#read();
    if (reading === this.#reading) this.#bundle = bundle;
  }

  /** Renews what was read, once more with the passwords that were typed here. */
  async renew(earlier: EarlierBundle): Promise<void> {
    const { passwords } = this;
    await this.outcome.run(async (jobs, host) => {
      const typed = Object.fromEntries(passwords.map(({ field }) => [field, this.answers.value(field)]));
      const missing = passwords.find(({ field }) => typed[field] === '');
      if (missing !== undefined)
        throw new PkiError('password-required', 'A password is missing. Type it.', { field: missing.field });
      const open = passwords.length === 0 ? earlier : await this.#earlier(jobs, Object.values(typed));
      return madeOf(jobs, await jobs.renew(this.#request(open, typed), host));
    });
  }

  #request(earlier: EarlierBundle, { ca, ...typed }: Readonly<Record<string, string>>): RenewRequest {
    const clients = earlier.certificates.filter(({ role, brought }) => role === 'client' && !brought);
    const others: readonly InputFile[] = earlier.others;
    const authority = this.#newCa ? 'new' : others;
    const { given } = this.answers;
    const asked = askedAgain(earlier, this.#wish).flatMap(({ id }) =>
      given[id] === undefined ? [] : [[id, given[id]]],
    );
    const opensCa = ca ?? this.#passwordOf(others);
    return {
      earlier,
      keys: this.#wish === 'same-keys' ? 'same' : 'new',
      renews: this.#wish === 'changed' ? 'changed' : 'all',
      answers: Object.fromEntries(asked) as Record<string, string>,
      keeps: this.#wish === 'another' && this.#keepsClients && !this.#newCa ? clients.map(({ id }) => id) : [],
      ...(authority.length === 0 ? {} : { authority }),
      secrets: { ...typed, ...(opensCa === undefined ? {} : { 'ca-password': opensCa }) },
    };
  }

  /** The password that was typed on the desk for the CA beside the bundle. */
  #passwordOf(files: readonly InputFile[]): string | undefined {
    const own = files.map(({ name }) => this.#desk.passwordOf(name)).find((password) => password !== undefined);
    return own ?? this.#desk.passwords[0];
  }

  async #read(): Promise<ReadBundle> {
    try {
      const jobs = await this.#desk.jobs;
      const earlier = await this.#earlier(jobs, []);
      return { earlier, plan: earlier.way === 'export-again' ? undefined : jobs.planRenewal({ earlier }) };
    } catch (error) {
      if (error instanceof PkiError) return { problem: error };
      throw error;
    }
  }

  #earlier({ readEarlier }: Jobs, typed: readonly string[]): Promise<EarlierBundle> {
    const { files, passwords, now } = this.#desk;
    const options = { findRecipe, now, wanted: this.#wanted, pause: createPace() };
    return readEarlier(files, { ...options, passwords: [...passwords, ...typed] });
  }
}
