import type { Language } from '../recipes/types';

/** Where in a text a value lands: outside quotes, inside quotes (by their opening mark), or in a comment or YAML block. */
export type QuoteState = 'plain' | 'comment' | 'block' | (string & {});

interface QuoteRules {
  /** Longest first. `escape`: the character that takes the meaning from the next one inside these quotes. */
  readonly quotes: readonly { readonly mark: string; readonly escape?: string }[];
  readonly comments?: readonly { readonly open: string; readonly close: string; readonly atWordStart?: boolean }[];
  /** The character that takes the meaning from the next one outside quotes. */
  readonly escape?: string;
  /** What must stand before an opening quote; absent: anything. */
  readonly opensAfter?: RegExp;
  /** What ends a line after which more deeply indented lines are text as it is. */
  readonly opensBlock?: RegExp;
}

const lineComment = { open: '#', close: '\n', atWordStart: true };
const doubleQuotes = { mark: '"', escape: '\\' };
const singleQuotes = { mark: "'", escape: '\\' };

const rules: Partial<Record<Language, QuoteRules>> = {
  sh: { quotes: [{ mark: "'" }, doubleQuotes], comments: [lineComment], escape: '\\' },
  powershell: {
    quotes: [{ mark: "'" }, { mark: '"', escape: '`' }],
    comments: [{ open: '<#', close: '#>' }, lineComment],
    escape: '`',
  },
  cmd: { quotes: [{ mark: '"' }], escape: '^' },
  // YAML 1.2.2 §7.3: a quote in the middle of a plain scalar is an ordinary character.
  yaml: {
    quotes: [{ mark: "'" }, doubleQuotes],
    comments: [lineComment],
    opensAfter: /(?:^|[:\-,[{?])\s*$/u,
    // YAML 1.2.2 §8.1: block scalars.
    opensBlock: /(?:^|\s)[|>][+-]?$/u,
  },
  json: { quotes: [doubleQuotes] },
  xml: { quotes: [], comments: [{ open: '<!--', close: '-->' }] },
  javascript: {
    quotes: [doubleQuotes, singleQuotes, { mark: '`', escape: '\\' }],
    comments: [
      { open: '//', close: '\n' },
      { open: '/*', close: '*/' },
    ],
  },
  python: {
    quotes: [{ mark: '"""', escape: '\\' }, { mark: "'''", escape: '\\' }, doubleQuotes, singleQuotes],
    comments: [{ open: '#', close: '\n' }],
  },
};

/** Follows a text through the quotes and comments of its language. Runs on every keystroke, so it copies no text on its way. */
export class QuoteTracker {
  readonly #rules: QuoteRules | undefined;
  #state: QuoteState = 'plain';
  #closing = '';
  #blockIndent = 0;
  /** The text being read, where its current line begins, and what stood on that line before it. */
  #text = '';
  #lineStart = 0;
  #before = '';

  constructor(language: Language) {
    this.#rules = rules[language];
  }

  get state(): QuoteState {
    return this.#state;
  }

  /** What stands on the current line before this point. */
  get line(): string {
    return this.#before;
  }

  /** Reads on through a part of the recipe's own text. */
  read(text: string): void {
    this.#text = text;
    this.#lineStart = 0;
    let at = 0;
    while (this.#rules !== undefined && at < text.length) {
      const next = at + this.#step(this.#rules, at);
      const lineEnd = text.lastIndexOf('\n', next - 1);
      if (lineEnd >= at) this.#startLine(lineEnd + 1);
      at = next;
    }
    if (this.#rules === undefined) this.#startLine(text.lastIndexOf('\n') + 1);
    this.#before = this.#lineUpTo(text.length);
  }

  /** Steps over an inserted value, which leaves the state as it is. */
  skip(): void {
    this.#before += 'x';
  }

  #startLine(at: number): void {
    if (at === 0) return;
    this.#lineStart = at;
    this.#before = '';
  }

  #lineUpTo(at: number): string {
    return this.#before + this.#text.slice(this.#lineStart, at);
  }

  #step(its: QuoteRules, at: number): number {
    if (this.#state === 'block' && this.#leavesBlock(at)) this.#state = 'plain';
    if (this.#state === 'plain') return this.#stepPlain(its, at);
    if (this.#state === 'block') return 1;
    const escape = its.quotes.find(({ mark }) => mark === this.#state)?.escape;
    if (escape !== undefined && this.#text[at] === escape) return 2;
    if (!this.#text.startsWith(this.#closing, at)) return 1;
    this.#state = 'plain';
    return this.#closing.length;
  }

  #leavesBlock(at: number): boolean {
    if (at !== this.#lineStart || this.#before !== '') return false;
    const rest = this.#text.slice(at);
    const indent = rest.search(/[^ ]|$/u);
    return rest[indent] !== '\n' && indent <= this.#blockIndent;
  }

  #stepPlain(its: QuoteRules, at: number): number {
    const text = this.#text;
    if (text[at] === '\n' && its.opensBlock?.test(this.#lineUpTo(at)) === true) {
      this.#blockIndent = this.#lineUpTo(at).search(/[^ ]/u);
      this.#state = 'block';
      return 1;
    }
    if (its.escape !== undefined && text[at] === its.escape) return 2;
    const comment = its.comments?.find(
      ({ open, atWordStart }) =>
        text.startsWith(open, at) && (atWordStart !== true || /(?:^|[\s;&|()])$/u.test(this.#lineUpTo(at))),
    );
    if (comment !== undefined) return this.#open('comment', comment.close, comment.open.length);
    const quote = its.quotes.find(({ mark }) => text.startsWith(mark, at));
    if (quote !== undefined && (its.opensAfter?.test(this.#lineUpTo(at)) ?? true))
      return this.#open(quote.mark, quote.mark, quote.mark.length);
    return 1;
  }

  #open(state: QuoteState, closing: string, length: number): number {
    this.#state = state;
    this.#closing = closing;
    return length;
  }
}
