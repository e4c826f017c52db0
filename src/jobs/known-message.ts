import type { FitnessCheck } from './fitness-types';

/** What most often causes a refused name. */
export const nameNotIn =
  'The name or address that was used is not in the certificate. Use one that is, or bring the zip back and add it under "Renew".';

/** A message that programs print when certificates do not fit, and what it is about. */
export interface KnownMessage {
  /** Never renamed: tests and links name it. */
  readonly id: string;
  /** Who prints it. */
  readonly by: string;
  /** The words that people search for. */
  readonly message: string;
  /** Matches the message anywhere in a log, in any case, in linear time. */
  readonly pattern: RegExp;
  /** What the program says with it, one sentence. */
  readonly means: string;
  /** Which checks of the files can show the cause, the likeliest first. */
  readonly checks: readonly FitnessCheck[];
  /** What else causes it, the likeliest first, each with what to do. */
  readonly causes: readonly string[];
  /** Where the message is described. */
  readonly source: string;
}
