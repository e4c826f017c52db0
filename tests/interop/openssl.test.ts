import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkServerIdentity, connect, createServer } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { ExternalToolName } from '../../tools/external-tools.mjs';
import { makeBundle, scratchFolder } from '../support/bundle';
import type { UnpackedBundle } from '../support/bundle';
import { requireTool, toolCommand } from '../support/tools';

// RSA keys take their time on a busy computer.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const algorithms = ['rsa-2048', 'rsa-3072', 'rsa-4096', 'p-256', 'p-384', 'p-521', 'ed25519'];
const hosts = 'localhost, 127.0.0.1, ::1';
const folder = 'sse_judged_generated_certs';
const roles = [
  { role: 'server', purpose: 'sslserver', dir: `${folder}/sse_judged_server_certs` },
  { role: 'client', purpose: 'sslclient', dir: `${folder}/sse_judged_client_certs_used_by_qlik` },
] as const;

/** What a witness prints; a witness that objects is an error that says why. */
function ask(tool: ExternalToolName, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(toolCommand(tool), args, { encoding: 'utf8', input: '' });
  if (status !== 0) throw new Error(`${tool} ${args[0] ?? ''}: exit ${status}\n${stdout}${stderr}`);
  return stdout;
}

describe.each(algorithms)('A Qlik SSE bundle with %s keys', (key) => {
  let made: UnpackedBundle;
  beforeAll(async () => {
    made = await makeBundle('qlik-sse', { plugin: 'judged', hosts, key });
  });

  const files = (role: (typeof roles)[number]): { root: string; certificate: string; privateKey: string } => ({
    root: made.at(`${role.dir}/root_cert.pem`),
    certificate: made.at(`${role.dir}/sse_${role.role}_cert.pem`),
    privateKey: made.at(`${role.dir}/sse_${role.role}_key.pem`),
  });

  it('passes OpenSSL’s strict verification, each certificate for its own purpose only', () => {
    requireTool('openssl');
    for (const role of roles) {
      const { root, certificate } = files(role);
      const verify = (...more: string[]): string =>
        ask('openssl', 'verify', '-x509_strict', '-CAfile', root, ...more, certificate);
      expect(verify('-purpose', role.purpose)).toContain(': OK');
      const wrong = role.purpose === 'sslserver' ? 'sslclient' : 'sslserver';
      expect(() => verify('-purpose', wrong)).toThrow(
        /unsuitable certificate purpose|unsupported certificate purpose/u,
      );
    }
    const server = files(roles[0]);
    for (const name of [
      ['-verify_hostname', 'localhost'],
      ['-verify_ip', '127.0.0.1'],
      ['-verify_ip', '::1'],
    ])
      expect(ask('openssl', 'verify', '-x509_strict', '-CAfile', server.root, ...name, server.certificate)).toContain(
        'OK',
      );
  });

  it('has keys that OpenSSL reads and finds consistent, in the one form of PKCS#8 PEM', () => {
    requireTool('openssl');
    for (const role of roles) {
      const { privateKey, certificate } = files(role);
      expect(readFileSync(privateKey, 'latin1')).toMatch(
        /^-----BEGIN PRIVATE KEY-----\n[\s\S]+\n-----END PRIVATE KEY-----\n$/u,
      );
      const outline = ask('openssl', 'asn1parse', '-in', privateKey);
      expect(outline).toMatch(/^ *0:d=0 .*SEQUENCE[^\n]*\n[^\n]*INTEGER +:00\n/u);
      if (key !== 'ed25519')
        expect(ask('openssl', 'pkey', '-in', privateKey, '-check', '-noout')).toContain('Key is valid');
      const publicKey = ask('openssl', 'pkey', '-in', privateKey, '-pubout');
      expect(publicKey).toBe(ask('openssl', 'x509', '-in', certificate, '-noout', '-pubkey'));
    }
  });

  it('is read by Java’s keytool', () => {
    requireTool('keytool');
    const printed = ask('keytool', '-J-Duser.language=en', '-printcert', '-file', files(roles[0]).certificate);
    expect(printed).toContain('DNSName: localhost');
    expect(printed).toContain('IPAddress: 127.0.0.1');
    expect(printed).toContain('serverAuth');
  });

  it('chains for GnuTLS', () => {
    requireTool('certtool');
    for (const role of roles) {
      const { root, certificate } = files(role);
      expect(ask('certtool', '--verify', '--load-ca-certificate', root, '--infile', certificate)).toContain(
        'Chain verification output: Verified. The certificate is trusted.',
      );
    }
  });

  // NSS does not verify Ed25519 certificates.
  if (key !== 'ed25519')
    it('chains for NSS, each certificate for its own purpose', () => {
      requireTool('certutil');
      const db = `sql:${scratchFolder()}`;
      ask('certutil', '-N', '--empty-password', '-d', db);
      ask('certutil', '-A', '-d', db, '-n', 'root', '-t', 'CT,,', '-a', '-i', files(roles[0]).root);
      for (const role of roles) {
        const { certificate } = files(role);
        ask('certutil', '-A', '-d', db, '-n', role.role, '-t', ',,', '-a', '-i', certificate);
        const usage = role.role === 'server' ? 'V' : 'C';
        expect(ask('certutil', '-V', '-d', db, '-n', role.role, '-u', usage, '-e')).toContain('certificate is valid');
      }
    });

  it('completes mutual TLS in Node, over name, IPv4 and IPv6 form', async () => {
    const read = (role: (typeof roles)[number]): { ca: Buffer; cert: Buffer; key: Buffer } => {
      const { root, certificate, privateKey } = files(role);
      return { ca: readFileSync(root), cert: readFileSync(certificate), key: readFileSync(privateKey) };
    };
    const server = createServer({ ...read(roles[0]), requestCert: true, rejectUnauthorized: true }, (socket) =>
      socket.pipe(socket),
    );
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const { port } = server.address() as AddressInfo;
    try {
      for (const servername of ['localhost', '127.0.0.1', '::1']) {
        const dialled = servername === 'localhost' ? { servername } : {};
        const echoed = await new Promise<string>((resolve, reject) => {
          const socket: TLSSocket = connect({
            ...read(roles[1]),
            ...dialled,
            host: '127.0.0.1',
            port,
            // Node compares with what was dialled; all three names lead to this one listener.
            checkServerIdentity: (_, peer) => checkServerIdentity(servername, peer),
          });
          socket.once('secureConnect', () => socket.write('hello'));
          socket.once('data', (data: Buffer) => {
            socket.destroy();
            resolve(data.toString());
          });
          socket.once('error', reject);
        });
        expect(echoed).toBe('hello');
      }
    } finally {
      server.close();
    }
  });

  it('completes mutual TLS in Python with strict verification', () => {
    requireTool('python-grpc');
    const script = join(import.meta.dirname, 'strict_tls.py');
    const [server, client] = roles.map(({ dir }) => made.at(dir));
    expect(ask('python-grpc', script, server ?? '', client ?? '', 'localhost', '127.0.0.1', '::1')).toBe('ok\n');
  });
});
