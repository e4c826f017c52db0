import { PkiError } from '../../pki/errors';
import type { CheckResult } from '../types';

/**
 * The assertions of the self-check. `docs/architecture.md` lists them with what each means; the ids are stable, because
 * the page, the tests and error messages name them.
 */
export type AssertionId =
  | 'archive-opens'
  | 'paths-as-planned'
  | 'modes-as-planned'
  | 'offered-as-archived'
  | 'texts-as-written'
  | 'text-complete'
  | 'pem-as-declared'
  | 'keystore-opens'
  | 'keystore-entries'
  | 'request-as-planned'
  | 'der-canonical'
  | 'key-matches'
  | 'keys-differ'
  | 'kept-as-before'
  | 'key-algorithm'
  | 'signature-algorithm'
  | 'chain-verifies'
  | 'one-attribute-per-rdn'
  | 'subject-as-planned'
  | 'serial-number'
  | 'validity'
  | 'purpose'
  | 'names'
  | 'key-identifiers'
  | 'name-constraints'
  | 'extensions'
  | 'no-secret-in-public';

/** Collects what was asserted; a failed assertion never stops the others. */
export class Report {
  readonly results: CheckResult[] = [];

  /**
   * Records one assertion about a path or an instance.
   *
   * @param good what holds
   * @param bad what was found instead; absent: the opposite of `good` says enough
   */
  record(id: AssertionId, subject: string, passed: boolean, good: string, bad = `Not so: ${good}`): void {
    this.results.push({ id, subject, passed, message: passed ? good : bad });
  }

  /** Runs a reader on finished bytes; what it throws is a failed assertion, and undefined comes back. `cancelled` goes through. */
  async attempt<T>(id: AssertionId, subject: string, good: string, read: () => T | Promise<T>): Promise<T | undefined> {
    try {
      const value = await read();
      this.record(id, subject, true, good);
      return value;
    } catch (error) {
      if (error instanceof PkiError && error.code === 'cancelled') throw error;
      const reason = error instanceof PkiError ? error.message : 'it cannot be read';
      this.record(id, subject, false, good, `${good}: ${reason}`);
      return undefined;
    }
  }
}
