import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect, createSecureContext, createServer } from 'node:tls';
import type { ConnectionOptions, SecureContextOptions, Server, TlsOptions } from 'node:tls';
import { inspect } from 'node:util';
import type { ExternalToolName } from '../../tools/external-tools.mjs';
import { scratchFolder } from './bundle';
import { toolCommand } from './tools';

/** A TLS server on 127.0.0.1 while something is done with its port. */
export async function serving<Result>(options: TlsOptions, use: (port: number) => Promise<Result>): Promise<Result> {
  const server: Server = createServer(options, (socket) => socket.end('ok'));
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

/** What Node as a client prints of a server, as it stands in a log. */
export function nodeSays(server: TlsOptions, client: ConnectionOptions = {}): Promise<string> {
  return serving(
    server,
    (port) =>
      new Promise((resolve, reject) => {
        const options = { host: '127.0.0.1', port, servername: 'www.example.com', ...client };
        const socket = connect(options);
        socket.on('data', () => {
          socket.destroy();
          reject(new Error('Node had nothing to complain about.'));
        });
        socket.on('error', (error) => {
          resolve(inspect(error));
        });
      }),
  );
}

/** What Node prints when it loads certificate, key or keystore. */
export function nodeLoading(options: SecureContextOptions): string {
  try {
    createSecureContext(options);
  } catch (error) {
    return inspect(error);
  }
  throw new Error('Node had nothing to complain about.');
}

/** Files in a folder of their own. */
export function folderWith(files: Readonly<Record<string, Uint8Array | string>>): string {
  const folder = scratchFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** What a program prints in a folder when it refuses; the caller has asked for the program. */
export function complaintOf(tool: ExternalToolName, folder: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(toolCommand(tool), args, {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (status === 0) throw new Error(`${tool} had nothing to complain about: ${stdout}${stderr}`);
  return `${stdout}${stderr}`;
}

/** The same while a server of this process is running, which must not be kept from answering. */
export function complaintAbout(
  server: TlsOptions,
  tool: ExternalToolName,
  folder: string,
  args: (port: number) => readonly string[],
): Promise<string> {
  return serving(
    server,
    (port) =>
      new Promise((resolve, reject) => {
        execFile(toolCommand(tool), args(port), { cwd: folder, timeout: 60_000 }, (error, stdout, stderr) => {
          if (error === null) reject(new Error(`${tool} had nothing to complain about: ${stdout}`));
          else resolve(`${stdout}${stderr}`);
        });
      }),
  );
}
