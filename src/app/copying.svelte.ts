/** One copy button. When the browser refuses, the text is shown selected instead. */
export class Copying {
  readonly #copy: (text: string) => Promise<void>;
  #state = $state<'idle' | 'copied' | 'refused'>('idle');
  #text = $state('');

  constructor(copy: (text: string) => Promise<void>) {
    this.#copy = copy;
  }

  /** What became of copying this text. Of another one, the clipboard knows nothing. */
  stateOf(text: string): 'idle' | 'copied' | 'refused' {
    return text === this.#text ? this.#state : 'idle';
  }

  async copy(text: string): Promise<void> {
    this.#state = 'idle';
    this.#text = text;
    try {
      await this.#copy(text);
      this.#state = 'copied';
    } catch {
      this.#state = 'refused';
    }
  }
}
