import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeBundle } from '../support/bundle';
import type { UnpackedBundle } from '../support/bundle';
import { hasIpv6, startSseServer } from '../support/sse-server';
import type { RunningServer } from '../support/sse-server';
import { requireTool } from '../support/tools';
import { machineAlone, machines, outcome } from '../support/verify-sh';
import type { Outcome } from '../support/verify-sh';

// Each run starts dozens of processes.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Runs verify.sh against a live server, while others run. */
function live(folder: string, address: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile('/bin/sh', [join(folder, 'verify.sh'), '--connect', address], (_, stdout, stderr) => {
      resolve(outcome(child.exitCode, stdout + stderr));
    });
  });
}

/** Matches a text with this in it. */
const containing = (text: string): unknown => expect.stringContaining(text);

let sales: UnpackedBundle;
const alone = (machine: string): string => machineAlone(sales, machine, '.');

// Each live check waits a second for the server's refusal; together they wait once.
describe.skipIf(!requireTool('openssl', 'python-grpc'))('verify.sh --connect', { concurrent: true }, () => {
  let server: RunningServer;
  beforeAll(async () => {
    sales = await makeBundle('qlik-sse', { plugin: 'sales', key: 'p-256' });
    server = await startSseServer(sales.at(machines.plugin));
  });
  afterAll(() => server.stop());

  it.each(['localhost', '127.0.0.1', ...(hasIpv6 ? ['[::1]'] : [])])(
    'proves the running server at %s',
    async (host) => {
      const address = `${host}:${server.port}`;
      const { status, output, trouble } = await live(sales.folder, address);
      expect({ status, trouble }).toEqual({ status: 0, trouble: [] });
      expect(output).toContain(`ok           ${address}: shows the server certificate of this bundle`);
      expect(output).toContain(`ok           ${address}: handshake, chain, and the name`);
      expect(output).toContain(`ok           ${address}: refuses a client without a certificate`);
    },
  );

  it('fails for a server that accepts clients without a certificate, from every folder', async ({ onTestFinished }) => {
    const open = await startSseServer(sales.at(machines.plugin), { clientCheck: false });
    onTestFinished(open.stop);
    const address = `localhost:${open.port}`;
    const folders = [sales.folder, alone(machines.qlik), alone(machines.plugin)];
    const trouble = [
      `FAILED       ${address}: accepts clients without a certificate: anyone who reaches the port may call it`,
    ];
    for (const ended of await Promise.all(folders.map((folder) => live(folder, address))))
      expect(ended).toMatchObject({ status: 1, trouble });
  });

  it('works from Qlik’s folder alone, and without a client’s key says what is missing', async () => {
    const address = `127.0.0.1:${server.port}`;
    expect(await live(alone(machines.qlik), address)).toMatchObject({ status: 0, trouble: [] });
    expect(await live(alone(machines.plugin), address)).toMatchObject({
      status: 3,
      output: containing(`ok           ${address}: asks for a client certificate, and keeps no connection without one`),
      trouble: [containing('whether it lets in a client with its certificate')],
    });
  });

  it('tells a server with the files of another bundle', async ({ onTestFinished }) => {
    const other = await makeBundle('qlik-sse', { plugin: 'sales', key: 'p-256', 'ca-key': 'discard' });
    const stranger = await startSseServer(other.at(machines.plugin));
    onTestFinished(stranger.stop);
    const { status, output } = await live(sales.folder, `localhost:${stranger.port}`);
    expect(status).toBe(1);
    expect(output).toContain('comes from another CA');
  });

  it('tells a name that is not in the certificate, and a port where nobody listens', async ({ onTestFinished }) => {
    const named = await makeBundle('qlik-sse', {
      plugin: 'sales',
      hosts: 'sse.example.com',
      key: 'p-256',
      'ca-key': 'discard',
    });
    const far = await startSseServer(named.at(machines.plugin));
    onTestFinished(far.stop);
    expect(await live(named.folder, `localhost:${far.port}`)).toMatchObject({
      status: 1,
      output: containing('certificate is not for localhost'),
    });
    far.stop();
    const closed = createServer();
    await new Promise<void>((ready) => closed.listen(0, '127.0.0.1', ready));
    const { port } = closed.address() as AddressInfo;
    await new Promise((done) => closed.close(done));
    expect(await live(sales.folder, `127.0.0.1:${port}`)).toMatchObject({
      output: containing('nothing listens there'),
    });
  });

  it('does not take a server that hangs up on everybody for one that refuses strangers', async ({ onTestFinished }) => {
    const read = (name: string): Buffer => readFileSync(sales.at(`${machines.plugin}/${name}`));
    const [cert, key] = [read('sse_server_cert.pem'), read('sse_server_key.pem')];
    const rude = createTlsServer({ cert, key, ALPNProtocols: ['h2'] }, (socket) => {
      socket.on('error', () => undefined);
      socket.end();
    });
    await new Promise<void>((ready) => rude.listen(0, '127.0.0.1', ready));
    onTestFinished(() => void rude.close());
    const address = `localhost:${String((rude.address() as AddressInfo).port)}`;
    expect(await live(sales.folder, address)).toMatchObject({
      status: 3,
      trouble: [containing('whether it refuses clients without a certificate (the server ends every connection')],
    });
  });

  it('tells a server that speaks no TLS', async ({ onTestFinished }) => {
    const plain = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    await new Promise<void>((ready) => plain.listen(0, '127.0.0.1', ready));
    onTestFinished(() => void plain.close());
    const { port } = plain.address() as AddressInfo;
    expect(await live(sales.folder, `127.0.0.1:${port}`)).toMatchObject({
      status: 1,
      output: containing('does not speak TLS'),
    });
  });
});
