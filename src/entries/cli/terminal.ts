import type { Progress } from '../../jobs/types';
import { spellOut } from '../../pki/show-text';

/** Where the command line speaks: results on stdout, everything else on stderr, progress only where a person looks. */
export interface Terminal {
  /** A line of the result. */
  readonly result: (line: string) => void;
  /** The result itself, in place of a line that names it. */
  readonly write: (bytes: Uint8Array) => void;
  /** A message for people. */
  readonly say: (line: string) => void;
  readonly progress: (progress: Progress) => void;
  /** Asks for a password without showing it; undefined when nobody is there to answer. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
}

const eraseLine = '\r\u001b[K';

/** The terminal of this process. */
export function processTerminal({ stdin, stdout, stderr }: typeof process): Terminal {
  let drawn = false;
  const erase = (): void => {
    if (drawn) stderr.write(eraseLine);
    drawn = false;
  };
  return {
    result: (line) => {
      erase();
      stdout.write(`${line}\n`);
    },
    write: (bytes) => {
      stdout.write(bytes);
    },
    say: (line) => {
      erase();
      stderr.write(`${line}\n`);
    },
    progress: ({ done, total, label }) => {
      if (!stderr.isTTY) return;
      stderr.write(`${eraseLine}${String(done)}/${String(total)} ${spellOut(label)}`);
      drawn = true;
    },
    ask: stdin.isTTY && stderr.isTTY ? (question) => askHidden(question, stdin, stderr) : undefined,
  };
}

const interrupt = '\u0003';
const endOfInput = '\u0004';
const backspaces = ['\u0008', '\u007f'];

/** Reads a line with the echo off. In raw mode Ctrl+C is a character, so it is handed on as the signal it means. */
function askHidden(question: string, stdin: typeof process.stdin, stderr: typeof process.stderr): Promise<string> {
  // Echo goes off before the question shows: what is typed at once must not be seen either.
  stdin.setRawMode(true);
  stderr.write(`${question}: `);
  stdin.setEncoding('utf8');
  return new Promise((resolve) => {
    let typed: string[] = [];
    const finish = (answer: string): void => {
      stdin.off('data', read);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      resolve(answer);
    };
    const read = (chunk: string): void => {
      for (const character of chunk) {
        if (character === interrupt) {
          finish('');
          process.kill(process.pid, 'SIGINT');
          return;
        }
        if (character === '\r' || character === '\n' || character === endOfInput) {
          finish(typed.join(''));
          return;
        }
        typed = backspaces.includes(character) ? typed.slice(0, -1) : [...typed, character];
      }
    };
    stdin.on('data', read);
    stdin.resume();
  });
}
