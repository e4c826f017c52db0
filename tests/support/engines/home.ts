import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Download } from './driver';
import { until } from './waiting';

/** What browsers call files that they have not finished. */
const unfinished = /\.(?:part|wkdownload|crdownload)$/u;

/** A home of its own for one browser, so that it finds nothing of the user's and leaves nothing there. */
export interface Home {
  readonly folder: string;
  readonly downloads: string;
  readonly profile: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Does something and resolves with the file that then arrives in the folder for downloads; it is taken away from there. */
  readonly downloaded: (action: () => Promise<void>) => Promise<Download>;
  readonly remove: () => void;
}

export function makeHome(): Home {
  const folder = mkdtempSync(join(tmpdir(), 'certwright-browser-'));
  const downloads = join(folder, 'downloads');
  const profile = join(folder, 'profile');
  for (const name of ['downloads', 'profile', 'run', 'config']) mkdirSync(join(folder, name), { mode: 0o700 });
  writeFileSync(join(folder, 'config', 'user-dirs.dirs'), `XDG_DOWNLOAD_DIR="${downloads}"\n`);
  const environment = {
    ...process.env,
    HOME: folder,
    TMPDIR: folder,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_RUNTIME_DIR: join(folder, 'run'),
  };
  return {
    folder,
    downloads,
    profile,
    environment,
    downloaded: async (action) => {
      await action();
      const sizes = new Map<string, number>();
      const path = await until('a finished download', () => {
        const names = readdirSync(downloads);
        const [name] = names;
        if (name === undefined || names.some((each) => unfinished.test(each))) return undefined;
        const { size } = statSync(join(downloads, name));
        const settled = size > 0 && sizes.get(name) === size;
        sizes.set(name, size);
        return settled ? join(downloads, name) : undefined;
      });
      const download = { name: path.slice(downloads.length + 1), bytes: readFileSync(path) };
      rmSync(path);
      return download;
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** Starts a program and waits for the end of its own input, which comes at the latest with the process that wrote it. Then everything in the group ends. */
const keeper = '"$@" & exec 3>&-; cat >/dev/null; kill -9 0';

/**
 * Starts a program in a group of its own, with a pipe at its descriptor 3. With it everything that it starts there ends:
 * by `end`, and also when this process is killed.
 */
export function startGroup(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): { readonly output: Readable; readonly end: () => Promise<void> } {
  const child = spawn('/bin/sh', ['-c', keeper, 'sh', command, ...args], {
    stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
    detached: true,
    env,
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  return {
    output: child.stdio[3] as Readable,
    end: () => {
      child.stdin?.end();
      return ended;
    },
  };
}
