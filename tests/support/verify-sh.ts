import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from './bundle';
import type { UnpackedBundle } from './bundle';

/** How a run of verify.sh ended. */
export interface Outcome {
  readonly status: number | null;
  readonly output: string;
  /** The lines of checks that failed or could not be made. */
  readonly trouble: readonly string[];
}

export function outcome(status: number | null, output: string): Outcome {
  return { status, output, trouble: output.split('\n').filter((line) => /^(?:FAILED|NOT CHECKED)/u.test(line)) };
}

/** The folders of a bundle for the plugin `sales`. */
export const top = 'sse_sales_generated_certs';
export const machines = {
  plugin: `${top}/sse_sales_server_certs`,
  qlik: `${top}/sse_sales_client_certs_used_by_qlik`,
  safe: `${top}/sse_sales_store_at_safe_location`,
};

/** A new folder with verify.sh and one folder of the bundle, which stands at `under`. */
export function machineAlone(bundle: UnpackedBundle, machine: string, under: string): string {
  const folder = scratchFolder();
  cpSync(bundle.at(machine), join(folder, under), { recursive: true });
  cpSync(bundle.at('verify.sh'), join(folder, 'verify.sh'));
  return folder;
}

/** A command that runs a script. */
export type Shell = readonly [command: string, ...args: string[]];
const dash: Shell = ['/bin/sh'];

/** Runs verify.sh as delivered, from another folder, as a user's scheduler would. */
export function verify(
  folder: string,
  args: readonly string[] = [],
  options: { shell?: Shell; path?: string } = {},
): Outcome {
  const [command, ...before] = options.shell ?? dash;
  const { status, stdout, stderr } = spawnSync(command, [...before, join(folder, 'verify.sh'), ...args], {
    cwd: '/',
    encoding: 'utf8',
    env: { ...process.env, PATH: options.path ?? process.env['PATH'] },
    input: '',
  });
  return outcome(status, stdout + stderr);
}
