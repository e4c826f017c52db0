import { generatePassword, SHORTEST_TYPED } from '../issuance/password';
import type { Random } from '../pki/platform';

/** A password that protects something in the bundle: generated until the user types another. */
export class Password {
  readonly #random: Random;
  readonly #changed: () => void;
  readonly #shortest: number;
  #text = $state('');
  #generated = $state(true);
  /** The user says it is kept somewhere. */
  saved = $state(false);

  constructor(random: Random, changed: () => void, minLength = SHORTEST_TYPED) {
    this.#random = random;
    this.#changed = changed;
    this.#shortest = minLength;
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
    if (this.#text.length >= this.#shortest) return undefined;
    return `The password has ${String(this.#text.length)} characters. Type at least ${String(this.#shortest)}, or let one be made.`;
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
