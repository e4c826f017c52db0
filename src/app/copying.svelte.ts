/** One copy button. When the browser refuses, the text is shown selected instead. */
export class Copying {
  readonly #copy: (text: string) => Promise<void>;
  #state = $state<'idle' | 'copied' | 'refused'>('idle');

  constructor(copy: (text: string) => Promise<void>) {
    this.#copy = copy;
  }

  get state(): 'idle' | 'copied' | 'refused' {
    return this.#state;
  }

  async copy(text: string): Promise<void> {
    this.#state = 'idle';
    try {
      await this.#copy(text);
      this.#state = 'copied';
    } catch {
      this.#state = 'refused';
    }
  }
}
