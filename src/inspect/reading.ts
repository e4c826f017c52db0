import type { Pause } from '../keystores/types';
import { WorkBudget } from '../keystores/work-budget';
import { PkiError, refusedAt } from '../pki/errors';
import { spellOut } from '../pki/show-text';
import type { FoundObject } from './found-object';

/** Most objects in all files: ten times as many as the largest collection of roots in use. */
export const MOST_OBJECTS = 2000;

/** Passwords that may open what is protected, and how to give way meanwhile. */
export interface ReadOptions {
  /** Tried in turn on everything protected. */
  readonly passwords: readonly string[];
  /** Tried first on the file of this name, or on everything in the zip of this name. */
  readonly passwordOf?: Readonly<Record<string, string>> | undefined;
  /** Tried last, by the name of the file: what other files of its bundle quote. Nobody typed them, so they count as none. */
  readonly quoted?: ReadonlyMap<string, readonly string[]> | undefined;
  /** Awaited between pieces of work: thousands of certificates, millions of rounds. */
  readonly pause?: Pause | undefined;
}

/** What the files that are read together share. */
export class Reading {
  /** Awaited between pieces of work. */
  readonly pause: Pause | undefined;
  readonly budget = new WorkBudget();
  readonly #passwords: readonly string[];
  readonly #passwordOf: Readonly<Record<string, string>>;
  readonly #quoted: ReadonlyMap<string, readonly string[]>;
  #objects = 0;

  constructor({ passwords, passwordOf = {}, quoted = new Map(), pause }: ReadOptions) {
    this.pause = pause;
    this.#passwords = passwords;
    this.#passwordOf = passwordOf;
    this.#quoted = quoted;
  }

  /** What is tried on a file, each once: what was given for it, then what its bundle quotes. */
  passwordsFor(source: string): string[] {
    return [...new Set([...this.givenFor(source), ...(this.#quoted.get(source) ?? [])])];
  }

  /** What was given for a file, each once: its own password, that of the zip that it lies in, then those for all. */
  givenFor(source: string): string[] {
    const [archive = ''] = source.split('!/');
    const own = [source, archive].flatMap((name) =>
      Object.hasOwn(this.#passwordOf, name) ? (this.#passwordOf[name] ?? []) : [],
    );
    return [...new Set([...own, ...this.#passwords])];
  }

  /**
   * Counts what was found, before it is looked at. What is refused does not count, so that a smaller file can still follow.
   *
   * @throws PkiError `file-too-large` when it is too much in all
   */
  count(objects: number): void {
    if (this.#objects + objects > MOST_OBJECTS)
      throw new PkiError(
        'file-too-large',
        `More than ${String(MOST_OBJECTS)} certificates and keys were given. Give only the files that are needed.`,
      );
    this.#objects += objects;
  }
}

/** The refusal with the name of the file in front, unless it stands there. */
function refusedIn(error: unknown, source: string): PkiError {
  const name = spellOut(source);
  return error instanceof PkiError && error.message.startsWith(`${name}: `) ? error : refusedAt(error, undefined, name);
}

/**
 * What an error in one file comes to: as a rule a `damaged` object, so that the other files are read all the same.
 *
 * @throws what concerns all of the file, or all files: PkiError `cancelled`, `file-too-large` with the file's name in
 *   front, and bugs
 */
export function damagedBy(error: unknown, source: string): Extract<FoundObject, { type: 'damaged' }> {
  const named = refusedIn(error, source);
  if (named.code === 'cancelled') throw error;
  if (named.code === 'file-too-large') throw named;
  return { type: 'damaged', source, error: named };
}
