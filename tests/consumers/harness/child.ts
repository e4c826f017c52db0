import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

/** How a program is started. */
export interface Start {
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** After this many seconds it is ended, and that is an error. */
  readonly seconds?: number;
}

/** How a program ended. `text` is both outputs in the order in which they came. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly text: string;
}

/** A program that serves until it is stopped. */
export interface Service {
  /** What it has printed so far. */
  readonly output: () => string;
  /** Ends this program, and no other, and waits until it is gone. */
  readonly stop: () => Promise<void>;
}

function start(command: string, args: readonly string[], { cwd, env, input }: Start) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const said = { stdout: '', text: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    said.stdout += chunk;
    said.text += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said.text += chunk));
  // A program that ends without reading closes the pipe; how it ended is what counts.
  child.stdin.on('error', () => undefined).end(input);
  const closed = once(child, 'close').then(([status]) => {
    process.removeListener('exit', kill);
    return status as number | null;
  });
  return { child, said, closed };
}

/**
 * Runs a program to its end, while servers in this process go on answering.
 *
 * @throws Error with the program's output when it cannot be started or does not end in time
 */
export async function runProgram(command: string, args: readonly string[], options: Start = {}): Promise<Ended> {
  const { child, said, closed } = start(command, args, options);
  const { seconds = 60 } = options;
  const late = new AbortController();
  const status = await Promise.race([
    closed,
    pause(seconds * 1000, 'late' as const, { signal: late.signal }).catch(() => null),
  ]);
  late.abort();
  if (status === 'late') {
    child.kill('SIGKILL');
    await closed;
    throw new Error(`${command} did not end in ${seconds} s. It printed:\n${said.text}`);
  }
  return { status, ...said };
}

/**
 * Starts a program and waits until it serves.
 *
 * @param ready asked again and again; true once the program answers
 * @throws Error with the program's output when it ends, or does not serve, within `seconds` (60 when absent)
 */
export async function startService(
  command: string,
  args: readonly string[],
  ready: (output: string) => boolean | Promise<boolean>,
  options: Start = {},
): Promise<Service> {
  const { child, said, closed } = start(command, args, options);
  const { seconds = 60 } = options;
  const ended = { now: false };
  const gone = closed.finally(() => (ended.now = true));
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
  };
  const deadline = performance.now() + seconds * 1000;
  while (!(await ready(said.text))) {
    if (ended.now) throw new Error(`${command} ended instead of serving. It printed:\n${said.text}`);
    if (performance.now() > deadline) {
      await stop();
      throw new Error(`${command} did not serve within ${seconds} s. It printed:\n${said.text}`);
    }
    await pause(100);
  }
  return { output: () => said.text, stop };
}
