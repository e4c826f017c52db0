import { damaged } from '../pki/der-reader';
import type { DerElement } from '../pki/der-reader';
import { readSmallInteger } from '../pki/der-values';
import { PkiError } from '../pki/errors';
import { MAX_ITERATIONS } from '../pki/pbes2';
import { keystoreThing } from './protected-thing';
import type { ProtectedThing } from './protected-thing';

/**
 * Rounds of hashing for all that is read at once: some ten seconds at the most. NSS writes 600,000 for each key, its
 * certificates and the MAC, so that twenty keys of its making can still be read.
 */
const MAX_ROUNDS = 24_000_000;

/** Adds up what files ask for, so that too much is refused before it is derived. */
export class WorkBudget {
  #left = MAX_ROUNDS;

  /** Charges what can still be done; false, and nothing charged, for more than that. */
  allows(rounds: number): boolean {
    if (rounds > this.#left) return false;
    this.#left -= rounds;
    return true;
  }

  /**
   * What is refused is not charged, so that a smaller file can still follow.
   *
   * @throws PkiError `work-factor-too-high` when all that was charged would be more than will be done
   */
  charge(rounds: number): void {
    if (!this.allows(rounds))
      throw new PkiError(
        'work-factor-too-high',
        `The passwords take more than ${String(MAX_ROUNDS)} rounds in all. Give fewer files, or save this one again with fewer rounds, for example 10000.`,
      );
  }
}

/**
 * An iteration count as the file states it.
 *
 * @param thing what is protected, for the message
 * @throws PkiError `work-factor-too-high` above the JDK's limit of 5,000,000, `file-damaged` for zero and negative numbers
 */
export function readIterations(element: DerElement, thing: ProtectedThing = keystoreThing): number {
  const count = readSmallInteger(element);
  if ((element.content[0] ?? 0x80) > 0x7f || count === 0) throw damaged('the parameters of its encryption are wrong');
  if (count === undefined || count > MAX_ITERATIONS)
    throw new PkiError(
      'work-factor-too-high',
      `The ${thing.noun} asks for ${count === undefined ? 'far too many' : String(count)} rounds of its password; at most ${String(MAX_ITERATIONS)} are tried. Save it again with fewer, ${thing.withFewerRounds}.`,
    );
  return count;
}
