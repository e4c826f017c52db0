import { describe, expect, it, vi } from 'vitest';
import { makeIntermediate } from '../../src/jobs/make-intermediate';
import type { Authority } from '../../src/issuance/authority';
import type { OutputFile } from '../../src/jobs/output-file';
import { keyAlgorithms } from '../../src/pki/key-algorithms';
import { parsePem } from '../../src/pki/pem';
import type { Bytes } from '../../src/pki/types';
import type { KeyAlgorithmId } from '../../src/recipes/types';
import { makeBundle } from '../support/bundle';
import type { UnpackedBundle } from '../support/bundle';
import { keyFor, rootWith } from '../support/issuing';
import { host } from '../support/make';
import { gnutlsVerdict, javaVerdict, opensslVerdict } from '../support/path-judges';

// Each test starts several programs.
vi.setConfig({ testTimeout: 120_000 });

const subject = [
  { type: 'O', value: 'Grüne Wiese' },
  { type: 'CN', value: 'Issuing CA' },
] as const;
const password = 'a long password for a key';

async function under(
  authority: Authority,
  key?: KeyAlgorithmId,
): Promise<{ readonly files: readonly OutputFile[]; readonly authority: Authority }> {
  return makeIntermediate({ authority, subject, key, days: 365, pathLength: 0, password }, host);
}

/** A recipe made under a brought CA. */
const bundleUnder = (recipe: string, files: readonly OutputFile[]): Promise<UnpackedBundle> =>
  makeBundle(
    recipe,
    { hosts: 'svc.example.com', key: 'p-256' },
    { mode: 'use-ca', materials: { ca: { files } }, secrets: { 'ca-password': password } },
  );

const certificatesIn = ({ bundle }: UnpackedBundle, path: RegExp): Bytes[] =>
  bundle.entries
    .filter((entry) => path.test(entry.path))
    .flatMap(({ bytes }) => parsePem(new TextDecoder().decode(bytes)).map(({ der }) => der));

describe.each(keyAlgorithms.map(({ id }) => id))('An intermediate CA with a key of type %s', (id) => {
  it('is brought to a recipe, and what is made under it is taken by OpenSSL, Java and GnuTLS', async () => {
    const root = await rootWith({ key: await keyFor('root', id) });
    const made = await under(root);
    expect(made.authority.key.algorithm.id).toBe(id);
    const bundle = await bundleUnder('tls-server', made.files);
    const [leaf, ...between] = certificatesIn(bundle, /\/fullchain\.pem$/u);
    expect(between).toEqual([made.authority.certificate.der]);
    expect(certificatesIn(bundle, /^trust_this_root\//u)).toEqual([root.certificate.der]);
    const path = { anchor: root.certificate.der, leaf: leaf!, between };
    expect(opensslVerdict(path, '-purpose', 'sslserver', '-verify_hostname', 'svc.example.com')).toBe('leaf.pem: OK\n');
    expect(javaVerdict(path)).toBe('valid');
    expect(gnutlsVerdict(path)).toContain('Chain verification output: Verified.');
  });
});

describe('An intermediate CA', () => {
  it('serves a Qlik SSE plugin, with the root where Qlik looks for it', async () => {
    const root = await rootWith();
    const bundle = await bundleUnder('qlik-sse', (await under(root, 'rsa-2048')).files);
    for (const role of ['server', 'client']) {
      const [leaf, ...between] = certificatesIn(bundle, new RegExp(`/sse_${role}_cert\\.pem$`, 'u'));
      const [anchor] = certificatesIn(bundle, new RegExp(`sse_[a-z]+_${role}_certs[^/]*/root_cert\\.pem$`, 'u'));
      expect(anchor).toEqual(root.certificate.der);
      const path = { anchor: anchor!, leaf: leaf!, between };
      expect(opensslVerdict(path, '-purpose', role === 'server' ? 'sslserver' : 'sslclient')).toBe('leaf.pem: OK\n');
      expect(javaVerdict(path)).toBe('valid');
    }
  });

  it('may stand below another one that has room for it', async () => {
    const root = await rootWith();
    const upper = await makeIntermediate(
      { authority: root, subject: [{ type: 'CN', value: 'Upper' }], days: 365, pathLength: 1 },
      host,
    );
    const lower = await under(upper.authority);
    const bundle = await bundleUnder('tls-server', lower.files);
    const [leaf, ...between] = certificatesIn(bundle, /\/fullchain\.pem$/u);
    expect(between).toEqual([lower.authority.certificate.der, upper.authority.certificate.der]);
    const path = { anchor: root.certificate.der, leaf: leaf!, between };
    expect(opensslVerdict(path)).toBe('leaf.pem: OK\n');
    expect(javaVerdict(path)).toBe('valid');
  });
});
