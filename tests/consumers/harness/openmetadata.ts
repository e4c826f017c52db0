import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pythonOf } from '../../../tools/consumers/places.mjs';
import type { PythonEnvironment } from '../../../tools/consumers/places.mjs';
import { scratchFolder } from '../../support/bundle';

/** The releases by the form of `certificates` they take: 1.4 and later `sslConfig`, 1.3 and earlier the `…Data` fields. */
const releases = { current: 'openmetadata', 'before 1.4': 'openmetadata-1.3' } as const satisfies Record<
  string,
  PythonEnvironment
>;

export type OpenMetadataRelease = keyof typeof releases;

/** The variables that the printed commands set, and OpenMetadata puts into the workflow. */
const variables = { OPENMETADATA_API: 'http://localhost:8585/api', OPENMETADATA_TOKEN: 'none' };

/** What became of a connection: the names of the engine's documents, or what was raised. */
export interface Connected {
  readonly documents?: readonly string[];
  readonly error?: string;
}

/** A release of OpenMetadata, loaded once: that takes seconds. */
export interface OpenMetadata {
  /**
   * Reads a file with the release's own loader and parser, and lets its own Qlik Sense client test the connection.
   *
   * @param text a whole workflow as `metadata ingest -c` takes it, or a dashboard service as the API does
   * @param name of the file; OpenMetadata tells YAML and JSON apart by it
   */
  readonly connect: (text: string, name: string) => Promise<Connected>;
  /** Its own folder for temporary files. */
  readonly temporary: string;
  /** Lets it end, and waits until it is gone. */
  readonly stop: () => Promise<void>;
}

/** Starts the release's Python. One connection is tested at a time. */
export function startOpenMetadata(release: OpenMetadataRelease): OpenMetadata {
  const script = join(import.meta.dirname, '../openmetadata_connection.py');
  const [cwd, temporary] = [scratchFolder(), scratchFolder()];
  const env = { ...process.env, ...variables, TMPDIR: temporary };
  const child = spawn(pythonOf(releases[release]), [script], { cwd, env });
  process.once('exit', () => child.kill('SIGKILL'));
  const gone = once(child, 'close');
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (complaints += chunk));
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    temporary,
    connect: async (text, name) => {
      writeFileSync(join(cwd, name), text);
      child.stdin.write(`${name}\n`);
      const next = await answers.next();
      if (next.done === true) throw new Error(`OpenMetadata ended. It printed:\n${complaints}`);
      return JSON.parse(next.value) as Connected;
    },
    stop: async () => {
      child.stdin.end();
      await gone;
    },
  };
}
