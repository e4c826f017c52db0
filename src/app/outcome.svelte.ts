import { SvelteSet } from 'svelte/reactivity';
import type { Problem } from '../bundle/types';
import type { OutputFile } from '../jobs/output-file';
import type { JobHost } from '../jobs/types';
import { wipe } from './brought-files';
import type { Engine } from './engine.svelte';
import type { Jobs, PageHost } from './page-host';
import { Running } from './running.svelte';
import type { Stage } from './running.svelte';

/** A file to take. */
export interface MadeFile extends OutputFile {
  /** What it is for, where its name does not tell: a sentence. */
  readonly says?: string;
}

/** What came out of something that was done with the files. */
export interface Made {
  readonly files: readonly MadeFile[];
  /** A password that was generated and stands in none of the files; what it opens: "the keystore". */
  readonly password?: { readonly opens: string; readonly text: string };
  /** What the user should know about them: short sentences. */
  readonly notes?: readonly string[];
}

/** Does one thing with the files at a time, hands out what came of it, and knows which secrets have not been taken yet. */
export class Outcome {
  readonly #running: Running<Made>;
  readonly #save: PageHost['save'];
  readonly #taken = new SvelteSet<OutputFile>();
  #last = $state.raw<string>();
  #outdated = $state(false);
  /** The user says that the generated password is kept somewhere. */
  passwordSaved = $state(false);

  constructor(host: Pick<PageHost, 'clock' | 'random' | 'save'>, engine: Pick<Engine, 'jobs' | 'takeKey'>) {
    this.#save = host.save;
    this.#running = new Running(host, engine, ({ files }) => {
      wipe(files);
    });
  }

  get stage(): Stage<Made> {
    return this.#running.stage;
  }

  get made(): Made | undefined {
    return this.#running.result;
  }

  /** Whether an answer changed since the files were made. */
  get outdated(): boolean {
    return this.#outdated;
  }

  /** Whether making something new would lose the only copy of a password. */
  get losesPassword(): boolean {
    return this.made?.password !== undefined && !this.passwordSaved;
  }

  /** Name of the file that was handed to the browser last. */
  get last(): string | undefined {
    return this.#last;
  }

  /** Whether leaving now would lose the only copy of a secret. */
  get mustAsk(): boolean {
    if (this.made === undefined) return false;
    const untaken = this.made.files.some((file) => file.secret && !this.#taken.has(file));
    return untaken || this.losesPassword;
  }

  /**
   * Runs a job; what was made before is wiped first. A PkiError becomes a refusal, which the panel shows at its field
   * where it has one and at the button otherwise.
   *
   * @param job for example `(jobs, host) => jobs.convert(files, wish, host)`
   */
  async run(job: (jobs: Jobs, host: JobHost) => Promise<Made>): Promise<void> {
    this.clear();
    await this.#running.run(job);
  }

  /** Hands one file to the browser. */
  save(file: OutputFile): void {
    this.#save(file.name.slice(file.name.lastIndexOf('/') + 1), file.bytes);
    this.#last = file.name;
    this.#taken.add(file);
  }

  /** An answer changed: what runs is stopped, and a refusal or verdict goes. Files stay until something new is made. */
  outdate(): void {
    if (this.made?.files.length) this.#outdated = true;
    else this.clear();
  }

  /** Stops a running job and wipes what was made. */
  clear(): void {
    this.#running.clear();
    this.#taken.clear();
    this.#last = undefined;
    this.#outdated = false;
    this.passwordSaved = false;
  }
}

/** What was refused at a field of a panel, for its FieldShell. */
export function problemAt({ stage }: Outcome, field: string): Problem | undefined {
  return stage.kind === 'refused' && stage.problem.field === field ? stage.problem : undefined;
}
