import type { FoundObject, InputFile } from '../inspect/found-object';
import type { Inspection } from '../inspect/inspect-files';
import { utf8 } from '../pki/bytes';
import { PkiError } from '../pki/errors';
import type { Bytes } from '../pki/types';
import { readFiles, wipe } from './brought-files';
import { DeskFiles } from './desk-files.svelte';
import type { DeskItem } from './desk-files.svelte';
import { DeskPanels } from './desk-panels';
import type { PanelState } from './desk-panels';
import { DeskReading } from './desk-reading.svelte';
import { rowsOf } from './desk-rows';
import { natureOf } from './desk-message';
import type { Engine } from './engine.svelte';
import { FitnessQuestion } from './fitness.svelte';
import type { Outcome } from './outcome.svelte';
import type { Jobs, PageHost } from './page-host';

/** What the desk needs of the page. */
export type DeskHost = Pick<PageHost, 'clock' | 'random' | 'save' | 'copy'>;

/** The files that a user brought to see what they are, and what is made of them. In memory only. */
export class Desk {
  /** Id of the action whose panel is open. */
  action = $state<string>();
  readonly #host: DeskHost;
  readonly #engine: Pick<Engine, 'jobs' | 'takeKey'>;
  readonly #files = new DeskFiles();
  readonly #panels: DeskPanels;
  readonly #reading: DeskReading;
  #notice = $state('');
  /** Counts the wipings. */
  #wiped = 0;
  /** Whether something had been said of the files, which is then said of those that are there now. */
  #asked = false;

  constructor(host: DeskHost, engine: Pick<Engine, 'jobs' | 'takeKey'>) {
    this.#host = host;
    this.#engine = engine;
    this.#panels = new DeskPanels(host, engine);
    this.#reading = new DeskReading(host, engine, this.#files);
  }

  /** The files on the desk, by the names that the inspection gives them; no two have the same. */
  get files(): readonly InputFile[] {
    return this.#files.all;
  }

  /** The files in which something was found, for a recipe. */
  get usable(): readonly InputFile[] {
    const rows = rowsOf(this.files, this.inspection);
    return this.files.filter((_, index) => rows[index]?.holds !== '' || rows[index].locks.length > 0);
  }

  /** Files and refusals in the order in which they came. */
  get items(): readonly DeskItem[] {
    return this.#files.items;
  }

  /** Why files that were brought could not be put on the desk. */
  get refused(): readonly PkiError[] {
    return this.#files.refused;
  }

  /** What is in the files; undefined while nothing is known of them. It is replaced as a whole when files come or go. */
  get inspection(): Inspection | undefined {
    return this.#reading.inspection;
  }

  /** Everything found, in the order of the inspection's files. */
  get objects(): readonly FoundObject[] {
    return this.inspection?.files.flatMap(({ objects }) => objects) ?? [];
  }

  /** Whether files are being read. */
  get reading(): boolean {
    return this.#reading.working;
  }

  /** Why the files could not be looked into at all; empty as a rule. */
  get failure(): string {
    return this.#reading.failure;
  }

  /** What happened without being asked for, for the status line. */
  get notice(): string {
    return this.#notice;
  }

  /** Every password that was typed, each once. */
  get passwords(): readonly string[] {
    return this.#files.allPasswords;
  }

  /** What can be asked for; outcomes hand them to what they run. */
  get jobs(): Promise<Jobs> {
    return this.#engine.jobs;
  }

  /** What this computer thinks the time is. */
  get now(): Date {
    return this.#host.clock();
  }

  /** Random octets, for passwords. */
  get random() {
    return this.#host.random;
  }

  /** Whether leaving now would lose the only copy of a secret. */
  get mustAsk(): boolean {
    return this.#panels.mustAsk;
  }

  /** The password that was typed last for a file, `x.zip!/path` for one inside a zip. */
  passwordOf(name: string): string | undefined {
    return this.#files.passwords.get(name)?.at(-1);
  }

  /** Puts files on the desk, also such as are still being collected. */
  async add(given: readonly File[] | Promise<readonly File[]>): Promise<void> {
    const wiped = this.#wiped;
    await this.#reading.during(async () => {
      try {
        const { all, files } = await readFiles(await given);
        if (wiped !== this.#wiped) wipe(files);
        else this.#put(all);
      } catch (error) {
        if (wiped === this.#wiped) this.#put([unreadable(error)]);
      }
    });
    await this.#look();
  }

  /**
   * Takes pasted or typed text: an error message is explained, anything else is put on the desk as a file.
   *
   * @returns whether it was a message
   */
  async paste(text: string): Promise<boolean> {
    if (text.trim() === '') return false;
    const nature = natureOf(text);
    if (nature === 'message' || (nature === 'short' && (await this.#knows(text)))) {
      await this.explain(text);
      return true;
    }
    this.#put([{ name: 'pasted text', bytes: utf8(text) }]);
    await this.#look();
    return false;
  }

  /** Opens the panel that explains an error message, by the files where there are any, and asks it. */
  async explain(message: string): Promise<void> {
    const question = this.state(FitnessQuestion);
    question.answers.answer('message', message.trim());
    this.action = 'fitness';
    await question.ask();
  }

  /** Takes one file away again. */
  async remove(name: string): Promise<void> {
    this.#files.remove(name);
    this.#changed();
    await this.#look();
  }

  /** Takes the sentence about a refused file away. */
  dismiss(refusal: PkiError): void {
    this.#files.dismiss(refusal);
  }

  /** Tries a password on a file, and on every other that is locked. */
  async unlock(name: string, password: string): Promise<void> {
    const open = this.objects.some(({ type, source }) => type === 'keystore' && source === name);
    if (this.#files.note(name, password, open)) await this.#look();
  }

  /** Wipes files, passwords and everything that was made of them. Also stops reading. */
  clear(): void {
    this.#wiped++;
    this.#asked = false;
    this.#panels.clear();
    this.#files.clear();
    this.#reading.clear();
    this.#notice = '';
    this.action = undefined;
  }

  /** The state of a panel: made when it is first asked for, kept until the files are forgotten. */
  state<State>(State: PanelState<State>): State {
    return this.#panels.state(State, this);
  }

  /** Where what is made under this name goes. It is wiped as soon as files come or go, and with the desk. */
  outcome(name: string): Outcome {
    return this.#panels.outcome(name);
  }

  /** Hands a file to the browser's downloads. */
  save(name: string, bytes: Bytes): void {
    this.#host.save(name, bytes);
  }

  /** Puts text on the clipboard; rejects when the browser refuses. */
  copy(text: string): Promise<void> {
    return this.#host.copy(text);
  }

  /** Whether a message stands in the table. */
  async #knows(text: string): Promise<boolean> {
    const { explainError } = await this.#engine.jobs;
    return (await explainError(text, [], { now: this.now })).known.length > 0;
  }

  #put(given: readonly DeskItem[]): void {
    if (this.#files.put(given)) this.#changed();
  }

  async #look(): Promise<void> {
    this.#asked ||= this.#isJudged;
    await this.#reading.look();
    if (!this.#asked || this.reading) return;
    this.#asked = false;
    await this.state(FitnessQuestion).ask();
  }

  get #isJudged(): boolean {
    return this.state(FitnessQuestion).judgement !== undefined;
  }

  #changed(): void {
    this.#asked ||= this.#isJudged;
    this.#notice = this.#panels.wipe() ? 'The files changed, so what was made from them before was wiped.' : '';
  }
}

function unreadable(error: unknown): PkiError {
  if (error instanceof PkiError) return error;
  return new PkiError('file-damaged', 'The files could not be read. Choose them again.', { cause: error });
}
