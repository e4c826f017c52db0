import type { FoundCertificate, FoundKey } from '../inspect/choose-pair';
import type { FoundObject } from '../inspect/found-object';
import { spellOut } from '../pki/show-text';
import type { Certificate, GeneralName } from '../pki/types';

/** What is looked at; the table of known messages says which of these explain a message. */
export type FitnessCheck =
  | 'certificate'
  | 'key'
  | 'request'
  | 'purpose'
  | 'dates'
  | 'names'
  | 'java-names'
  | 'strength'
  | 'extension'
  | 'chain'
  | 'chain-file'
  | 'self-signed'
  | 'roots'
  | 'form'
  | 'alias'
  | 'file-name'
  | 'password'
  | 'cipher'
  | 'keystore'
  | 'trusted-entries'
  | 'reply'
  | 'readable';

/** `unknown`: these files and answers do not tell. */
export type Passed = 'yes' | 'no' | 'unknown';

/** One thing that was looked at. */
export interface FitnessRow {
  readonly check: FitnessCheck;
  readonly passed: Passed;
  /** What was looked at: "Server certificate: names". */
  readonly what: string;
  /** What was found, a sentence with the names of files, subjects and hosts. */
  readonly why: string;
  /** What to do; empty where nothing is to be done. */
  readonly remedy: string;
  /** What it is about. */
  readonly objects: readonly FoundObject[];
}

/** What a check says: the outcome, what was found, and what to do about it. */
export type Verdict = readonly [passed: Passed, why: string, remedy?: string];

/** The files' objects, sorted, and what they are held against. */
export interface Lot {
  readonly objects: readonly FoundObject[];
  readonly certificates: readonly FoundCertificate[];
  readonly keys: readonly FoundKey[];
  /** Each certificate once. */
  readonly distinct: readonly Certificate[];
  readonly now: Date;
}

/** A certificate with what is asked of it: by a recipe, or, without one, by itself. */
export interface LeafCase {
  readonly title: string;
  readonly found: FoundCertificate;
  /** The key of this certificate, wherever it lies. */
  readonly key: FoundKey | undefined;
  /** Empty: not asked. */
  readonly purposes: readonly ('server' | 'client')[];
  /** Names by which it will be dialled; undefined: nobody said. */
  readonly hosts: readonly GeneralName[] | undefined;
  /** Whether clients are known to be given the root, so that it must be found. */
  readonly rootAsked: boolean;
}

/** A row in which foreign text can neither hide nor turn the words around it. */
export function rowOf(
  check: FitnessCheck,
  what: string,
  [passed, why, remedy = '']: Verdict,
  objects: readonly FoundObject[],
): FitnessRow {
  return { check, passed, what: spellOut(what), why: spellOut(why), remedy: spellOut(remedy), objects };
}

/** No row is `no` or `unknown`: `yes`; one is `no`: `no`. */
export function passedAll(rows: readonly FitnessRow[]): Passed {
  if (rows.some(({ passed }) => passed === 'no')) return 'no';
  return rows.length === 0 || rows.some(({ passed }) => passed === 'unknown') ? 'unknown' : 'yes';
}
