import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeBundle, scratchFolder } from '../support/bundle';
import type { UnpackedBundle } from '../support/bundle';
import { requireTool, toolCommand } from '../support/tools';

// Each starts a server and several clients, one of them compiled.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const running: ChildProcess[] = [];

afterEach(() => {
  for (const child of running.splice(0)) child.kill();
});

interface Ended {
  readonly status: number | null;
  readonly output: string;
}

/** A port that nothing listens on. */
async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return String(port);
}

/** Starts a server, and returns when somebody answers at its port. */
async function serve(command: string, args: readonly string[], port: string): Promise<void> {
  const child = spawn(command, args, { stdio: 'ignore', cwd: scratchFolder() });
  running.push(child);
  const answers = (): Promise<boolean> =>
    new Promise((answered) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.destroy();
        answered(true);
      });
      socket.on('error', () => {
        answered(false);
      });
    });
  while (!(await answers())) {
    if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}`);
    await wait(50);
  }
}

function run(command: string, args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(command, args, { env: { ...process.env, ...environment } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((ended, failed) => {
    child.on('error', failed);
    child.on('close', (status) => {
      ended({ status, output });
    });
  });
}

/** A block as it is printed for a machine, with folders where the test has them. */
function printed(
  { bundle }: UnpackedBundle,
  machine: string,
  label: RegExp,
  places: readonly (readonly [string, string])[],
): string {
  const steps = bundle.plan.audiences.find(({ id }) => id === machine)?.steps ?? [];
  const block = steps.flatMap(({ code }) => code).find((each) => label.test(each.label));
  if (block === undefined) throw new Error(`No block ${label.source} for ${machine}`);
  return places.reduce((text, [place, own]) => text.replaceAll(place, own), block.text);
}

describe('Mutual TLS by the snippets as printed', () => {
  const password = 'a password for keystores';
  const secrets = { password, 'client-password': password, 'trust-password': 'changeit' };

  async function set(): Promise<{
    made: UnpackedBundle;
    port: string;
    block: (machine: string, label: RegExp) => string;
  }> {
    const port = await freePort();
    const answers = { hosts: '127.0.0.1', clients: 'billing', pkcs12: 'true', key: 'p-256', port };
    const made = await makeBundle('mtls', answers, { secrets });
    const places = [
      ['/etc/ssl/service_server', made.at('service_server')],
      ['/etc/ssl/service/', made.at('service_clients/billing/')],
    ] as const;
    return { made, port, block: (machine, label) => printed(made, machine, label, places) };
  }

  it('lets curl, Node, requests and Java in by name at a Node server, and nobody without a certificate', async () => {
    requireTool('curl', 'python-requests', 'jdk');
    const { port, block } = await set();
    await serve(process.execPath, ['-e', block('server', /^Node/u)], port);
    const curl = block('programs', /^curl/u);
    const client = join(scratchFolder(), 'Client.java');
    writeFileSync(
      client,
      `import java.io.*; import java.net.*; import java.net.http.*; import java.security.*; import javax.net.ssl.*;
       public class Client { public static void main(String[] arguments) throws Exception {
       ${block('programs', /^Java/u)}
       var request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:${port}/")).build();
       System.out.print(client.send(request, HttpResponse.BodyHandlers.ofString()).body()); } }`,
    );
    const answers = await Promise.all([
      run('/bin/sh', ['-c', curl.replace('curl ', 'curl -s ')]),
      run(process.execPath, ['-e', block('programs', /^Node/u)]),
      run(toolCommand('python-requests'), ['-c', block('programs', /^Python/u)]),
      run(toolCommand('jdk'), [client], { KEYSTORE_PASSWORD: password }),
    ]);
    for (const answer of answers)
      expect({ ...answer, output: answer.output.trim() }).toEqual({ status: 0, output: 'billing' });
    const without = await run('/bin/sh', ['-c', curl.replace(/--cert \S+ --key \S+/u, '')]);
    expect(without.status).not.toBe(0);
    expect(without.output).toMatch(/certificate required|alert/u);
  });

  it('lets curl in at a Python server, and nobody without a certificate', async () => {
    requireTool('curl', 'python-yaml');
    const { port, block } = await set();
    const python = `${block('server', /^Python/u)}
import http.server
class Handler(http.server.BaseHTTPRequestHandler):
  def do_GET(self):
    subject = dict(pair for names in self.connection.getpeercert()['subject'] for pair in names)
    self.send_response(200); self.end_headers(); self.wfile.write(subject['commonName'].encode())
server = http.server.ThreadingHTTPServer(('127.0.0.1', ${port}), Handler)
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()`;
    await serve(toolCommand('python-yaml'), ['-c', python], port);
    const curl = block('programs', /^curl/u).replace('curl ', 'curl -s ');
    expect(await run('/bin/sh', ['-c', curl])).toEqual({ status: 0, output: 'billing' });
    expect((await run('/bin/sh', ['-c', curl.replace(/--cert \S+ --key \S+/u, '')])).status).not.toBe(0);
  });
});

describe('A TLS server by the snippets as printed', () => {
  it.each(['Node', 'Python'])('%s serves the files to curl', async (language) => {
    requireTool('curl', 'python-yaml');
    const port = await freePort();
    const made = await makeBundle('tls-server', { hosts: '127.0.0.1', key: 'p-256', port });
    const block = printed(made, 'server', new RegExp(`^${language}`, 'u'), [['/etc/ssl/', `${made.folder}/`]]);
    const [command, option] = language === 'Node' ? [process.execPath, '-e'] : [toolCommand('python-yaml'), '-c'];
    await serve(command, [option, block], port);
    const root = made.at('trust_this_root/root.pem');
    expect((await run('curl', ['-s', '--cacert', root, `https://127.0.0.1:${port}/`])).status).toBe(0);
  });
});
