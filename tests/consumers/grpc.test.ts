import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { makeBundle } from '../support/bundle';
import type { UnpackedBundle } from '../support/bundle';
import { hasIpv6, startSseServer } from '../support/sse-server';
import { requireTool, toolCommand } from '../support/tools';

// RSA keys take their time on a busy computer.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

interface Call {
  readonly target: string;
  readonly root: string;
  readonly certificate: string | null;
  readonly key: string | null;
}

/** What became of each call, made by the gRPC client in the role of the Qlik engine. */
function call(...calls: readonly Call[]): string[] {
  const client = join(import.meta.dirname, 'sse_client.py');
  const { stdout, stderr } = spawnSync(toolCommand('python-grpc'), [client], {
    input: JSON.stringify(calls),
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as string[];
}

/** The three files that Qlik is pointed at. */
function qlikFiles({ at }: UnpackedBundle, plugin: string): Omit<Call, 'target'> {
  const folder = `sse_${plugin}_generated_certs/sse_${plugin}_client_certs_used_by_qlik`;
  const file = (name: string): string => at(`${folder}/${name}`);
  return { root: file('root_cert.pem'), certificate: file('sse_client_cert.pem'), key: file('sse_client_key.pem') };
}

function pluginFolder({ at }: UnpackedBundle, plugin: string): string {
  return at(`sse_${plugin}_generated_certs/sse_${plugin}_server_certs`);
}

describe.skipIf(!requireTool('python-grpc')).each(['rsa-2048', 'p-256'])(
  'A gRPC server with client check, %s',
  (key) => {
    let sales: UnpackedBundle;
    let port: string;
    let stop: (() => void) | undefined;
    beforeAll(async () => {
      sales = await makeBundle('qlik-sse', { plugin: 'sales', key });
      ({ port, stop } = await startSseServer(pluginFolder(sales, 'sales')));
    });
    afterAll(() => stop?.());

    it('completes a call over a name and over IPv4', () => {
      const files = qlikFiles(sales, 'sales');
      const targets = [`localhost:${port}`, `127.0.0.1:${port}`];
      expect(call(...targets.map((target) => ({ ...files, target })))).toEqual(['answered', 'answered']);
    });

    it.skipIf(!hasIpv6)('completes a call over IPv6', () => {
      expect(call({ ...qlikFiles(sales, 'sales'), target: `[::1]:${port}` })).toEqual(['answered']);
    });

    it('refuses a client without certificate and one that shows the server’s files', () => {
      const files = qlikFiles(sales, 'sales');
      const target = `127.0.0.1:${port}`;
      const folder = pluginFolder(sales, 'sales');
      const serverPair = { certificate: join(folder, 'sse_server_cert.pem'), key: join(folder, 'sse_server_key.pem') };
      expect(
        call(
          { ...files, target, certificate: null, key: null },
          { ...files, target, ...serverPair },
          { ...files, target },
        ),
      ).toEqual(['UNAVAILABLE', 'UNAVAILABLE', 'answered']);
    });

    it('refuses a client of another CA, which in turn refuses the server', async () => {
      const other = qlikFiles(await makeBundle('qlik-sse', { plugin: 'other', key }), 'other');
      const own = qlikFiles(sales, 'sales');
      const target = `127.0.0.1:${port}`;
      const foreignPair = { ...own, certificate: other.certificate, key: other.key };
      const foreignRoot = { ...own, root: other.root };
      expect(call({ ...foreignPair, target }, { ...foreignRoot, target })).toEqual(['UNAVAILABLE', 'UNAVAILABLE']);
    });

    it('is refused by a client that dials a host its certificate does not name', async () => {
      const elsewhere = await makeBundle('qlik-sse', { plugin: 'far', hosts: 'sse.example.com', key });
      const far = await startSseServer(pluginFolder(elsewhere, 'far'));
      onTestFinished(far.stop);
      const files = qlikFiles(elsewhere, 'far');
      expect(
        call({ ...files, target: `127.0.0.1:${far.port}` }, { ...files, target: `localhost:${far.port}` }),
      ).toEqual(['UNAVAILABLE', 'UNAVAILABLE']);
    });
  },
);
