import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readAuthority } from '../../src/inspect/read-authority';
import { certifyRequest } from '../../src/jobs/sign-request';
import { keyAlgorithms } from '../../src/pki/key-algorithms';
import { scratchFolder } from '../support/bundle';
import { foreignRequest } from '../support/foreign-requests';
import { keyFor, rootWith } from '../support/issuing';
import { host } from '../support/make';
import { gnutlsVerdict, javaVerdict, opensslVerdict } from '../support/path-judges';
import { requireTool, toolCommand } from '../support/tools';

// Each test starts several programs.
vi.setConfig({ testTimeout: 120_000 });

const extensions = [
  'subjectAltName=DNS:svc.example.com,IP:10.0.0.5',
  'basicConstraints=critical,CA:TRUE',
  'keyUsage=critical,keyCertSign',
  'extendedKeyUsage=serverAuth,clientAuth',
];

describe.each(keyAlgorithms.map(({ id }) => id))('Under a CA with a key of type %s', (id) => {
  it('the certificate of a request is taken by OpenSSL for its names and purposes, by Java and by GnuTLS', async () => {
    const authority = await rootWith({ key: await keyFor('root', id) });
    const request = foreignRequest({ key: 'rsa:2048', extensions });
    const { certificate } = await certifyRequest({ request, authority, days: 90 }, host);
    const path = { anchor: authority.certificate.der, leaf: certificate.der };
    for (const purpose of ['sslserver', 'sslclient'])
      expect(opensslVerdict(path, '-purpose', purpose, '-verify_ip', '10.0.0.5')).toBe('leaf.pem: OK\n');
    expect(opensslVerdict(path, '-verify_hostname', 'other.example.com')).toContain('hostname mismatch');
    expect(javaVerdict(path)).toBe('valid');
    expect(gnutlsVerdict(path)).toContain('Verified. The certificate is trusted.');
  });
});

describe('A CA that is bound to RSASSA-PSS', () => {
  it('is refused by name, with what to do', async () => {
    requireTool('openssl');
    const folder = scratchFolder();
    const key = ['-newkey', 'rsa-pss', '-pkeyopt', 'rsa_keygen_bits:2048', '-nodes', '-keyout', 'ca.key'];
    execFileSync(toolCommand('openssl'), ['req', '-x509', ...key, '-subj', '/CN=PSS CA', '-out', 'ca.pem'], {
      cwd: folder,
      stdio: 'ignore',
    });
    const files = ['ca.pem', 'ca.key'].map((name) => ({
      name,
      bytes: new Uint8Array(readFileSync(join(folder, name))),
    }));
    const message: unknown = expect.stringMatching(/RSASSA-PSS.*P-256/u);
    await expect(readAuthority(files, { field: 'ca', now: new Date() })).rejects.toMatchObject({
      code: 'algorithm-not-allowed',
      field: 'ca',
      message,
    });
  });
});
