import { generatePassword } from '../issuance/password';
import type { Random } from '../pki/platform';

/** A password that protects something in the bundle: generated until the user types another. */
export class Password {
  readonly #random: Random;
  readonly #changed: () => void;
  readonly #judge: (typed: string) => string | undefined;
  #text = $state('');
  #generated = $state(true);
  /** The user says it is kept somewhere. */
  saved = $state(false);

  /** @param judge says what is wrong with a typed password, as a sentence; undefined when nothing is */
  constructor(random: Random, changed: () => void, judge: (typed: string) => string | undefined) {
    this.#random = random;
    this.#changed = changed;
    this.#judge = judge;
    this.reset();
  }

  get text() {
    return this.#text;
  }

  get generated() {
    return this.#generated;
  }

  /** What is wrong with a typed password, as a sentence; undefined when nothing is. */
  get problem(): string | undefined {
    return this.#generated ? undefined : this.#judge(this.#text);
  }

  /** Takes what the user typed. */
  type(text: string): void {
    this.#text = text;
    this.#generated = false;
    this.saved = false;
    this.#changed();
  }

  /** Makes a new one in place of what is there. */
  generate(): void {
    this.reset();
    this.#changed();
  }

  /** As {@link generate}, without telling anybody: for wiping. */
  reset(): void {
    this.#text = generatePassword(this.#random);
    this.#generated = true;
    this.saved = false;
  }
}
