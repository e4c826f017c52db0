import { createServer, connect } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { issueLeaf } from '../../src/issuance/issue';
import { makeIntermediate } from '../../src/jobs/make-intermediate';
import { revoke } from '../../src/jobs/revoke';
import { concatBytes } from '../../src/pki/bytes';
import { encodePem } from '../../src/pki/pem';
import { generateKeyPair } from '../../src/pki/keys';
import { keyAlgorithms } from '../../src/pki/key-algorithms';
import type { Bytes, Certificate } from '../../src/pki/types';
import type { Authority } from '../../src/issuance/authority';
import { keyFor, leafWith, random, rootWith } from '../support/issuing';
import { host } from '../support/make';
import { gnutlsVerdict, javaVerdict, opensslVerdict } from '../support/path-judges';

// Each test starts several programs.
vi.setConfig({ testTimeout: 120_000 });

const cause = { reason: 'keyCompromise' };

async function listOf(authority: Authority, ...certificates: readonly Certificate[]): Promise<Bytes> {
  const revocations = certificates.map((certificate) => ({ ...cause, certificate, source: 'leaf.pem' }));
  return (await revoke({ authority, revocations, previous: 'none', days: 30 }, host)).list.der;
}

describe.each(keyAlgorithms.map(({ id }) => id))('The list of a CA with a key of type %s', (id) => {
  it('takes the revoked certificate out, and leaves the other in: OpenSSL, GnuTLS, Java', async () => {
    const issuer = await rootWith({ key: await keyFor('root', id) });
    const anchor = issuer.certificate.der;
    const [revoked, good] = [(await leafWith(issuer)).certificate, (await leafWith(issuer)).certificate];
    const lists = [await listOf(issuer, revoked)];

    expect(opensslVerdict({ anchor, leaf: good.der, lists })).toBe('leaf.pem: OK\n');
    expect(opensslVerdict({ anchor, leaf: revoked.der, lists })).toContain('certificate revoked');
    expect(gnutlsVerdict({ anchor, leaf: good.der, lists })).toContain('Verified. The certificate is trusted.');
    expect(gnutlsVerdict({ anchor, leaf: revoked.der, lists })).toMatch(/Not verified.*revoked/u);
    expect(javaVerdict({ anchor, leaf: good.der, lists })).toBe('valid');
    expect(javaVerdict({ anchor, leaf: revoked.der, lists })).toMatch(/^not valid: REVOKED: .*KEY_COMPROMISE/u);
  });
});

describe('A list', () => {
  it('of the root takes an intermediate CA out, with everything below it', async () => {
    const root = await rootWith();
    const subject = [{ type: 'CN', value: 'Issuing CA' }] as const;
    const made = await makeIntermediate({ authority: root, subject, days: 365, pathLength: 0 }, host);
    const below = made.authority;
    const { certificate } = await leafWith(below);
    const path = { anchor: root.certificate.der, leaf: certificate.der, between: [below.certificate.der] };
    const empty = await listOf(below);
    const before = { ...path, lists: [await listOf(root), empty] };
    expect(opensslVerdict(before)).toBe('leaf.pem: OK\n');
    expect(javaVerdict(before)).toBe('valid');
    const after = { ...path, lists: [await listOf(root, below.certificate), empty] };
    expect(opensslVerdict(after)).toContain('certificate revoked');
    expect(javaVerdict(after)).toMatch(/^not valid: REVOKED/u);
  });

  it('is taken for valid on a computer whose clock is 20 hours behind, and not for ever', async () => {
    const issuer = await rootWith();
    const { certificate } = await leafWith(issuer);
    const path = { anchor: issuer.certificate.der, leaf: certificate.der, lists: [await listOf(issuer)] };
    const at = (days: number): string => String(Math.floor(Date.now() / 1000 + days * 86_400));
    expect(opensslVerdict(path, '-attime', at(-20 / 24))).toBe('leaf.pem: OK\n');
    expect(opensslVerdict(path, '-attime', at(29))).toBe('leaf.pem: OK\n');
    expect(opensslVerdict(path, '-attime', at(31))).toContain('CRL has expired');
  });

  it('keeps a revoked client out of a server that was given it, and lets the other in', async () => {
    const root = await rootWith();
    const pem = (der: Bytes): string => encodePem('CERTIFICATE', der);
    const named = async (
      purpose: 'server' | 'client',
    ): Promise<{ cert: string; key: string; certificate: Certificate }> => {
      const key = await generateKeyPair('p-256');
      const sans = [{ kind: 'dns', value: 'localhost' }] as const;
      const subject = [{ type: 'CN', value: purpose }] as const;
      const wish = { subject, key, issuer: root, purposes: [purpose], sans, days: 30, extensions: [], random };
      const { certificate } = await issueLeaf({ ...wish, now: new Date() });
      return { cert: pem(certificate.der), key: encodePem('PRIVATE KEY', key.pkcs8), certificate };
    };
    const [server, good, revoked] = [await named('server'), await named('client'), await named('client')];
    const ca = pem(root.certificate.der);
    const crl = encodePem('X509 CRL', await listOf(root, revoked.certificate));
    const { cert, key } = server;
    // Without rejecting, the server can say why it would have.
    const options = { cert, key, ca, crl, requestCert: true, rejectUnauthorized: false };
    const listening = createServer(options, (socket) => {
      socket.end(socket.authorized ? 'welcome' : String(socket.authorizationError));
    });
    await new Promise<void>((ready) => listening.listen(0, '127.0.0.1', ready));
    const { port } = listening.address() as AddressInfo;
    const enter = (client: { cert: string; key: string }): Promise<string> =>
      new Promise((resolve) => {
        const options = { host: '127.0.0.1', port, servername: 'localhost', ca, cert: client.cert, key: client.key };
        const socket = connect(options);
        const said: Bytes[] = [];
        socket.on('data', (data: Buffer) => said.push(new Uint8Array(data)));
        socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
        socket.on('close', () => resolve(new TextDecoder().decode(concatBytes(...said))));
      });
    try {
      expect(await enter(good)).toBe('welcome');
      expect(await enter(revoked)).toBe('CERT_REVOKED');
    } finally {
      listening.close();
    }
  });
});
