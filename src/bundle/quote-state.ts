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

/** Follows a text through the quotes and comments of its language. */
export class QuoteTracker {
  readonly #rules: QuoteRules;
  #state: QuoteState = 'plain';
  #closing = '';
  #line = '';
  #blockIndent = 0;

  constructor(language: Language) {
    this.#rules = rules[language] ?? { quotes: [] };
  }

  get state(): QuoteState {
    return this.#state;
  }

  /** What stands on the current line before this point. */
  get line(): string {
    return this.#line;
  }

  /** Reads on through a part of the recipe's own text. */
  read(text: string): void {
    let at = 0;
    while (at < text.length) {
      const part = text.slice(at, at + this.#step(text, at));
      const lineEnd = part.lastIndexOf('\n');
      this.#line = lineEnd < 0 ? this.#line + part : part.slice(lineEnd + 1);
      at += part.length;
    }
  }

  /** Steps over an inserted value, which leaves the state as it is. */
  skip(): void {
    this.#line += 'x';
  }

  #step(text: string, at: number): number {
    if (this.#state === 'block' && this.#leavesBlock(text.slice(at))) this.#state = 'plain';
    if (this.#state === 'plain') return this.#stepPlain(text, at);
    if (this.#state === 'block') return 1;
    const escape = this.#rules.quotes.find(({ mark }) => mark === this.#state)?.escape;
    if (escape !== undefined && text[at] === escape) return 2;
    if (!text.startsWith(this.#closing, at)) return 1;
    this.#state = 'plain';
    return this.#closing.length;
  }

  #leavesBlock(rest: string): boolean {
    const indent = rest.search(/[^ ]|$/u);
    return this.#line === '' && rest[indent] !== '\n' && indent <= this.#blockIndent;
  }

  #stepPlain(text: string, at: number): number {
    if (text[at] === '\n' && this.#rules.opensBlock?.test(this.#line) === true) {
      this.#blockIndent = this.#line.search(/[^ ]/u);
      this.#state = 'block';
      return 1;
    }
    if (this.#rules.escape !== undefined && text[at] === this.#rules.escape) return 2;
    const comment = this.#rules.comments?.find(
      ({ open, atWordStart }) =>
        text.startsWith(open, at) && (atWordStart !== true || /(?:^|[\s;&|()])$/u.test(this.#line)),
    );
    if (comment !== undefined) return this.#open('comment', comment.close, comment.open.length);
    const quote = this.#rules.quotes.find(({ mark }) => text.startsWith(mark, at));
    if (quote !== undefined && (this.#rules.opensAfter?.test(this.#line) ?? true))
      return this.#open(quote.mark, quote.mark, quote.mark.length);
    return 1;
  }

  #open(state: QuoteState, closing: string, length: number): number {
    this.#state = state;
    this.#closing = closing;
    return length;
  }
}
