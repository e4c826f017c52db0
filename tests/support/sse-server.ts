import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { toolCommand } from './tools';

/**
 * Whether this computer has the IPv6 loopback address; containers often do not. In CI it must, as every tool must be
 * there: what is skipped proves nothing.
 */
export const hasIpv6 = requireIpv6();

function requireIpv6(): boolean {
  const addresses = Object.values(networkInterfaces()).flat();
  if (addresses.some((each) => each?.address === '::1')) return true;
  if (process.env['CI'] === 'true') throw new Error('The address ::1 is not there; in CI IPv6 must be on.');
  console.warn('skipped over IPv6, not there: the address ::1');
  return false;
}

/** A running server; it also ends by itself with this process, as its input then closes. */
export interface RunningServer {
  /** On 127.0.0.1 and, where there is one, on ::1. */
  readonly port: string;
  readonly stop: () => void;
}

/**
 * Starts the gRPC server that stands for a plugin (`tests/consumers/sse_server.py`) with the files of a folder.
 *
 * @param options clientCheck: whether clients must show a certificate; true when absent
 */
export async function startSseServer(
  pemDir: string,
  { clientCheck = true }: { readonly clientCheck?: boolean } = {},
): Promise<RunningServer> {
  const script = join(import.meta.dirname, '../consumers/sse_server.py');
  const options = [...(hasIpv6 ? ['--ipv6'] : []), ...(clientCheck ? [] : ['--no_client_check'])];
  const server = spawn(toolCommand('python-grpc'), [script, '--pem_dir', pemDir, ...options], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // Refusals are what the tests are about; the library would print each.
    env: { ...process.env, GRPC_VERBOSITY: 'NONE' },
  });
  const lines = createInterface(server.stdout);
  const [port] = (await Promise.race([once(lines, 'line'), once(server, 'exit').then(() => ['exited'])])) as [string];
  if (!/^\d+$/u.test(port)) throw new Error(`The gRPC server did not start with ${pemDir}`);
  return { port, stop: () => server.stdin.end() };
}
