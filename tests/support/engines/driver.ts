/** Values that travel into a page and back. */
export type Json = string | number | boolean | null | undefined | readonly Json[] | { readonly [key: string]: Json };

/** A file as a browser saved it. */
export interface Download {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A key, or two that are held together. */
export type Key = 'Enter' | 'Tab' | 'Shift+Tab' | 'Backspace' | 'Space' | 'ArrowDown' | '/' | 'Control+a' | 'Control+v';

/** One page of one browser, as far as every engine's remote control goes. Selectors are CSS and take the first that matches. */
export interface Driver {
  readonly engine: string;
  /** Opens an address, and resolves when it is loaded. */
  readonly goto: (url: string) => Promise<void>;
  /** Runs a function, or the source of one, in the page and resolves with what it gives. It must not use anything around it. */
  readonly evaluate: <Result, Args extends readonly Json[]>(
    run: ((...args: Args) => Result) | string,
    ...args: Args
  ) => Promise<Awaited<Result>>;
  /** Clicks as a user does, with the mouse. */
  readonly click: (selector: string) => Promise<void>;
  /** Presses the keys of a text in the element that has the focus. */
  readonly type: (text: string) => Promise<void>;
  readonly press: (key: Key) => Promise<void>;
  /** Chooses files of this computer in a file field. */
  readonly choose: (selector: string, paths: readonly string[]) => Promise<void>;
  /** Does something and resolves with the file that the browser then saved. */
  readonly downloaded: (action: () => Promise<void>) => Promise<Download>;
  /** Everything in the console and every uncaught exception so far; undefined where the remote control does not tell. */
  readonly console: (() => readonly string[]) | undefined;
  /** Ends the browser and everything it started, and removes its folders. Never rejects. */
  readonly close: () => Promise<void>;
}

/** What a browser may be told when it starts. */
export interface LaunchOptions {
  /** Port on 127.0.0.1 of a proxy for everything that goes anywhere but to 127.0.0.1 itself. */
  readonly proxy?: number;
}

/** Starts a browser with one page. */
export type Start = (options?: LaunchOptions) => Promise<Driver>;

/** The source of a call, for engines that take text: a function of a test has nothing around it in the page. */
export function callSource(run: ((...args: never[]) => unknown) | string, args: readonly Json[]): string {
  return `(${String(run)})(${args.map((arg) => (arg === undefined ? 'undefined' : JSON.stringify(arg))).join(',')})`;
}
