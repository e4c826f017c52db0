import { X509Certificate } from 'node:crypto';
import { get } from 'node:https';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { connect, TLSSocket } from 'node:tls';
import type { PeerCertificate } from 'node:tls';
import { toolCommand } from '../../support/tools';
import { runProgram } from './child';

/** A port of 127.0.0.1 on which nobody listens, for programs that must be told one. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What the other side of a TLS connection showed. */
export function peerCertificate(socket: Socket): PeerCertificate {
  if (!(socket instanceof TLSSocket)) throw new Error('This connection has no TLS.');
  return socket.getPeerCertificate();
}

/** What a server answered to a client that checked chain and name. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** SHA-256 fingerprint of the certificate that the server showed, in lower-case hex. */
  readonly fingerprint: string;
}

/**
 * Fetches a page, trusting one root only and checking the host name.
 *
 * @param root PEM
 * @throws what Node says when it refuses the server
 */
export function getTrusting(root: string | Buffer, url: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = get(url, { ca: root, agent: false, timeout: 10_000 }, (response) => {
      const { fingerprint256 } = peerCertificate(response.socket);
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          body,
          fingerprint: fingerprint256.replaceAll(':', '').toLowerCase(),
        });
      });
    });
    request.on('timeout', () => request.destroy(new Error(`${url} did not answer in 10 s`)));
    request.on('error', reject);
  });
}

/** Whether a port of 127.0.0.1 completes TLS handshakes, whatever it shows; for waiting. */
export function speaksTls(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
    socket.setTimeout(5000, () => socket.destroy(new Error('no handshake')));
  });
}

/**
 * The certificates that a server sends, leaf first, as OpenSSL shows them to a client that trusts one root only.
 *
 * @param root path of a PEM file
 * @returns SHA-256 fingerprints in lower-case hex
 * @throws Error with OpenSSL's words when the chain or the name does not hold
 */
export async function sentChain(root: string, port: number): Promise<readonly string[]> {
  const trust = ['-CAfile', root, '-verify_return_error', '-verify_hostname', 'localhost', '-showcerts'];
  const client = ['s_client', '-connect', `localhost:${port}`, '-servername', 'localhost', ...trust];
  const { status, stdout, text } = await runProgram(toolCommand('openssl'), client);
  if (status !== 0) throw new Error(text);
  const shown = stdout.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu) ?? [];
  return shown.map((pem) => fingerprintOf(pem));
}

/** SHA-256 of a certificate in PEM or DER, in lower-case hex. */
export function fingerprintOf(certificate: string | Buffer): string {
  return new X509Certificate(certificate).fingerprint256.replaceAll(':', '').toLowerCase();
}
