import type { Pause } from '../keystores/types';
import { WorkBudget } from '../keystores/work-budget';
import { PkiError, refusedAt } from '../pki/errors';
import type { FoundObject } from './found-object';

/** Ten times as many as the largest collection of roots in use. */
const MOST_OBJECTS = 2000;

/** What the files that are read together share. */
export class Reading {
  /** Tried in turn on everything protected. */
  readonly passwords: readonly string[];
  /** Awaited between pieces of work. */
  readonly pause: Pause | undefined;
  readonly budget = new WorkBudget();
  #objects = 0;

  constructor(passwords: readonly string[], pause?: Pause) {
    this.passwords = passwords;
    this.pause = pause;
  }

  /**
   * Counts what was found, before it is looked at.
   *
   * @throws PkiError `file-too-large` when it is too much in all
   */
  count(objects: number): void {
    this.#objects += objects;
    if (this.#objects > MOST_OBJECTS)
      throw new PkiError(
        'file-too-large',
        `More than ${String(MOST_OBJECTS)} certificates and keys were given. Give only the files that are needed.`,
      );
  }
}

/**
 * What an error in one file comes to: as a rule a `damaged` object, so that the other files are read all the same.
 *
 * @throws what concerns all files: PkiError `cancelled`, `file-too-large` with the file's name in front, and bugs
 */
export function damagedBy(error: unknown, source: string): Extract<FoundObject, { type: 'damaged' }> {
  const named = refusedAt(error, undefined, source);
  if (named.code === 'cancelled') throw error;
  if (named.code === 'file-too-large') throw named;
  return { type: 'damaged', source, error: named };
}
