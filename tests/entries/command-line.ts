import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command line, running. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts the built command line as a stranger would, in a folder. Nothing is typed: stdin is closed. */
export function startCli(folder: string, ...argv: readonly string[]): Running {
  if (!existsSync(file)) throw new Error('dist/cli.js is not there: run npm run build first.');
  const child = spawn(process.execPath, [file, ...argv], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({ code, signal, stdout, stderr });
    });
  });
  return { child, ended };
}

/** Runs the built command line to its end. */
export function runCli(folder: string, ...argv: readonly string[]): Promise<Ended> {
  return startCli(folder, ...argv).ended;
}

/** The command that starts it, for running it under another program. */
export const cliCommand: readonly string[] = [process.execPath, file];
