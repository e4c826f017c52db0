import { X509Certificate, createPrivateKey } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { issueRevocationList } from '../../src/issuance/issue-crl';
import type { OutputFile } from '../../src/jobs/output-file';
import type { ExternalToolName } from '../../tools/external-tools.mjs';
import { converted, convertedFile } from '../support/converting';
import type { Dropped } from '../support/converting';
import { byKeytool, byOpenssl, makeMaterial, run } from '../support/foreign-keystores';
import type { Material } from '../support/foreign-keystores';
import { sha256 } from '../support/keystore-readers';
import { rootWith } from '../support/issuing';
import { requireTool } from '../support/tools';

// Java and OpenSSL take their time to start.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const PASSWORD = 'correct horse battery';

let material: Material;
let pemFiles: readonly Dropped[];
beforeAll(async () => {
  if (!requireTool('openssl')) return;
  material = await makeMaterial();
  pemFiles = [material.at('key.pem'), material.at('issuers.pem'), material.at('leaf.pem')];
});

let files = 0;

/** Writes a converted file where tools can read it. */
function put({ bytes }: Pick<OutputFile, 'bytes'>): string {
  const path = material.at(`converted-${String(files++)}`);
  writeFileSync(path, bytes);
  return path;
}

const text = ({ bytes }: Pick<OutputFile, 'bytes'>): string => new TextDecoder().decode(bytes);
const ask = (tool: ExternalToolName, ...args: readonly string[]): string => run(tool, args).toString();
const openssl = (...args: readonly string[]): string => ask('openssl', ...args);

/** Fingerprints of the chain in its order. */
const fingerprints = (): string[] => material.chain.map(sha256);
const certificatesIn = (pem: string): string[] =>
  (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu) ?? []).map((each) =>
    sha256(new X509Certificate(each).raw),
  );
/** The key as OpenSSL writes it, whatever form it comes in. */
const keyOf = (...args: readonly string[]): string => openssl('pkey', ...args);
const original = (): string => keyOf('-in', material.at('key.pem'));

describe('A certificate, as OpenSSL reads it', () => {
  const x509 = (...args: readonly string[]): string =>
    openssl('x509', ...args, '-noout', '-fingerprint', '-sha256')
      .replace(/^.*=|:|\n/gu, '')
      .toLowerCase();

  it('in PEM and DER', async () => {
    requireTool('openssl');
    const [leaf] = fingerprints();
    expect(x509('-in', put(await convertedFile(pemFiles, 'certificate-pem')))).toBe(leaf);
    expect(x509('-inform', 'DER', '-in', put(await convertedFile(pemFiles, 'certificate-der')))).toBe(leaf);
  });

  it.each([
    ['fullchain-pem', {}, [0, 1]],
    ['fullchain-pem', { root: true }, [0, 1, 2]],
    ['chain-pem', {}, [1]],
    ['chain-pem', { root: true }, [1, 2]],
    ['root-pem', {}, [2]],
  ] as const)(
    'with its chain, %s %o, in the order in which each signed the one before',
    async (format, options, order) => {
      requireTool('openssl');
      const file = await convertedFile([material.at('chain.pem')], format, options);
      const all = fingerprints();
      expect(certificatesIn(text(file))).toEqual(order.map((index) => all[index]));
      expect(file.secret).toBe(false);
      const path = put(file);
      expect(openssl('storeutl', '-noout', '-certs', path)).toContain(`Total found: ${String(order.length)}`);
      if (order[0] === 0)
        expect(openssl('verify', '-CAfile', material.at('root.pem'), '-untrusted', path, path)).toContain(': OK');
    },
  );

  it.each([
    ['p7b-pem', 'PEM'],
    ['p7b-der', 'DER'],
  ] as const)('as %s, also in GnuTLS and keytool', async (format, form) => {
    requireTool('openssl', 'certtool', 'keytool');
    const path = put(await convertedFile(pemFiles, format));
    const printed = openssl('pkcs7', '-inform', form, '-in', path, '-print_certs');
    expect(certificatesIn(printed).sort()).toEqual(fingerprints().sort());
    const gnutls = ask('certtool', '--p7-info', ...(form === 'DER' ? ['--inder'] : []), '--infile', path);
    expect(gnutls).toContain('Number of certificates: 3');
    expect(ask('keytool', '-printcert', '-file', path).match(/SHA256: /gu)).toHaveLength(3);
  });
});

describe('A key, as OpenSSL reads it', () => {
  it.each([
    ['key-pkcs8-pem', /^-----BEGIN PRIVATE KEY-----\n/u, []],
    ['key-pkcs1-pem', /^-----BEGIN RSA PRIVATE KEY-----\n/u, []],
    ['key-pkcs8-der', undefined, ['-inform', 'DER']],
  ] as const)('without password: %s', async (format, label, how) => {
    requireTool('openssl');
    const file = await convertedFile(pemFiles, format);
    if (label !== undefined) expect(text(file)).toMatch(label);
    expect(file.secret).toBe(true);
    expect(keyOf(...how, '-in', put(file))).toBe(original());
  });

  it.each([
    ['key-encrypted-pem', 'PEM'],
    ['key-encrypted-der', 'DER'],
  ] as const)('given a password, changed, and taken away again: %s', async (format, form) => {
    requireTool('openssl');
    const locked = await convertedFile(pemFiles, format, { password: PASSWORD });
    const open = (file: OutputFile, password: string): string =>
      openssl('pkcs8', '-inform', form, '-in', put(file), '-passin', `pass:${password}`);
    expect(open(locked, PASSWORD)).toBe(original());
    expect(() => open(locked, 'another password')).toThrow(/exit 1/u);
    const dropped = [{ name: 'locked.key', bytes: locked.bytes }];
    const again = await convertedFile(dropped, format, { password: 'a second password' }, [PASSWORD]);
    expect(open(again, 'a second password')).toBe(original());
    expect(text(await convertedFile(dropped, 'key-pkcs8-pem', {}, [PASSWORD]))).toBe(original());
  });

  it.each(['P-256', 'P-384', 'P-521'])('on the curve %s, in SEC1 and back', async (curve) => {
    requireTool('openssl');
    const key = openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${curve}`);
    const dropped = { name: 'ec.pem', bytes: new TextEncoder().encode(key) };
    const sec1 = await convertedFile([dropped], 'key-sec1-pem');
    expect(text(sec1)).toMatch(/^-----BEGIN EC PRIVATE KEY-----\n/u);
    expect(keyOf('-in', put(sec1))).toBe(keyOf('-in', put(dropped)));
    const back = await convertedFile([{ name: 'sec1.pem', bytes: sec1.bytes }], 'key-pkcs8-pem');
    expect(keyOf('-in', put(back))).toBe(keyOf('-in', put(dropped)));
  });

  it('its public key, also from a request', async () => {
    requireTool('openssl');
    const expected = openssl('pkey', '-in', material.at('key.pem'), '-pubout');
    expect(text(await convertedFile(pemFiles, 'public-key-pem'))).toBe(expected);
    expect(text(await convertedFile([material.at('leaf.pem')], 'public-key-pem'))).toBe(expected);
    const der = put(await convertedFile(pemFiles, 'public-key-der'));
    expect(openssl('pkey', '-pubin', '-inform', 'DER', '-in', der)).toBe(expected);
    const request = openssl('req', '-new', '-key', material.at('key.pem'), '-subj', '/CN=svc.example.com');
    const dropped = { name: 'svc.csr', bytes: new TextEncoder().encode(request) };
    expect(text(await convertedFile([dropped], 'public-key-pem'))).toBe(expected);
    expect(text(await convertedFile([dropped], 'request-pem'))).toBe(request);
    const inDer = put(await convertedFile([dropped], 'request-der'));
    expect(openssl('req', '-inform', 'DER', '-in', inDer)).toBe(request);
  });
});

describe('Key and certificates in one file', () => {
  it.each([true, false])('serve TLS in Node, certificates first: %s', async (certificateFirst) => {
    requireTool('openssl');
    const pem = text(await convertedFile(pemFiles, 'combined-pem', { certificateFirst }));
    expect(pem.startsWith('-----BEGIN CERTIFICATE') === certificateFirst).toBe(true);
    expect(createPrivateKey(pem).export({ type: 'pkcs8', format: 'pem' })).toBe(original());
    const server = createServer({ key: pem, cert: pem }, (socket) => socket.end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const ca = readFileSync(material.at('root.pem'));
    const authorized = await new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', servername: 'svc.example.com', ca }, () => {
        resolve(socket.authorized);
        socket.destroy();
      });
      socket.once('error', reject);
    });
    server.close();
    expect(authorized).toBe(true);
  });
});

describe('Files of others convert to the same key and chain', () => {
  const sources: readonly [string, readonly ExternalToolName[], () => Dropped[]][] = [
    ['OpenSSL’s PKCS#12', [], () => [{ name: 'a.p12', bytes: byOpenssl(material, PASSWORD) }]],
    ['OpenSSL’s older PKCS#12', [], () => [{ name: 'a.p12', bytes: byOpenssl(material, PASSWORD, '-legacy') }]],
    ['keytool’s PKCS#12', ['keytool'], () => [{ name: 'a.p12', bytes: byKeytool(material, PASSWORD) }]],
    [
      'keytool’s JKS',
      ['keytool'],
      () => [{ name: 'a.jks', bytes: byKeytool(material, PASSWORD, '-deststoretype', 'JKS') }],
    ],
    [
      'NSS’s PKCS#12',
      ['certutil', 'pk12util'],
      () => {
        const [source, out, db] = ['nss-in.p12', 'nss-out.p12', 'nss-db'].map(material.at) as [string, string, string];
        writeFileSync(source, byOpenssl(material, PASSWORD));
        mkdirSync(db);
        run('certutil', ['-N', '--empty-password', '-d', `sql:${db}`]);
        run('pk12util', ['-i', source, '-d', `sql:${db}`, '-W', PASSWORD]);
        run('pk12util', ['-o', out, '-n', 'my-alias', '-d', `sql:${db}`, '-W', PASSWORD]);
        return [out];
      },
    ],
    [
      'a protected key of OpenSSL and a p7b',
      [],
      () => {
        const [key, p7b] = [material.at('locked.pem'), material.at('all.p7b')];
        run('openssl', ['pkcs8', '-topk8', '-in', material.at('key.pem'), '-passout', `pass:${PASSWORD}`, '-out', key]);
        run('openssl', ['crl2pkcs7', '-nocrl', '-certfile', material.at('chain.pem'), '-out', p7b]);
        return [key, p7b];
      },
    ],
  ];

  it.each(sources)('%s', async (_, tools, make) => {
    requireTool('openssl', ...tools);
    const dropped = make();
    expect(keyOf('-in', put(await convertedFile(dropped, 'key-pkcs8-pem', {}, [PASSWORD])))).toBe(original());
    const chain = text(await convertedFile(dropped, 'fullchain-pem', { root: true }, [PASSWORD]));
    expect(certificatesIn(chain)).toEqual(fingerprints());
  });
});

describe('Pasted into configuration', () => {
  /** What a parser in Python makes of the file, as JSON. */
  const inPython = (file: OutputFile, read: string): unknown =>
    JSON.parse(ask('python-yaml', '-c', `import json, yaml, base64\ntext = open("${put(file)}").read()\n${read}`));

  const expectParts = (parts: Record<string, string>): void => {
    expect(certificatesIn(parts['certificate'] ?? '')).toEqual(fingerprints().slice(0, 2));
    expect(createPrivateKey(parts['key'] ?? '').export({ type: 'pkcs8', format: 'pem' })).toBe(original());
    expect(certificatesIn(parts['ca'] ?? '')).toEqual(fingerprints().slice(2));
  };

  it('as YAML and JSON, every value is the PEM, to the last line end', async () => {
    requireTool('openssl', 'python-yaml');
    for (const [format, read] of [
      ['yaml', 'print(json.dumps(yaml.safe_load(text)))'],
      ['json', 'print(json.dumps(json.loads(text)))'],
    ] as const) {
      const parts = inPython(await convertedFile(pemFiles, format), read) as Record<string, string>;
      expect(Object.keys(parts)).toEqual(['certificate', 'key', 'ca']);
      expect(parts['key']).toBe(original());
      expectParts(parts);
    }
  });

  it('on one line, as base64 of the PEM, and in an environment file', async () => {
    requireTool('openssl');
    const collect = async (format: string, read: (line: string) => string): Promise<void> => {
      const written = await converted(pemFiles, format);
      expect(written.map(({ name, secret }) => [name, secret])).toEqual(
        ['certificate', 'key', 'ca'].map((part) => [`Test-leaf-${part}.${format}.txt`, part === 'key']),
      );
      for (const file of written) expect(text(file)).toMatch(/^[^\n]+\n$/u);
      const [certificate = '', key = '', ca = ''] = written.map((file) => read(text(file).trimEnd()));
      expectParts({ certificate, key, ca });
    };
    await collect('escaped', (line) => line.replaceAll('\\n', '\n'));
    await collect('base64-pem', (line) => Buffer.from(line, 'base64').toString());
    const env = text(await convertedFile(pemFiles, 'env'));
    const lines = [...env.matchAll(/^TLS_([A-Z]+)="(.*)"$/gmu)].map(([, name = '', value = '']) => [
      name.toLowerCase(),
      value.replaceAll('\\n', '\n'),
    ]);
    expectParts(Object.fromEntries(lines) as Record<string, string>);
  });

  it('as base64 of the DER', async () => {
    requireTool('openssl');
    const [certificate, key, ca] = (await converted(pemFiles, 'base64-der')).map((file) =>
      Buffer.from(text(file), 'base64'),
    );
    expect([certificate, ca].map((der) => sha256(der!))).toEqual([fingerprints()[0], fingerprints()[2]]);
    const read = createPrivateKey({ key: key!, format: 'der', type: 'pkcs8' });
    expect(read.export({ type: 'pkcs8', format: 'pem' })).toBe(original());
  });

  it('as a Kubernetes Secret for TLS, with the names that Kubernetes demands', async () => {
    requireTool('openssl', 'python-yaml');
    const options = { name: 'web-tls', namespace: 'prod' };
    const file = await convertedFile(pemFiles, 'kubernetes-tls', options);
    const secret = inPython(file, 'print(json.dumps(yaml.safe_load(text)))') as Record<string, Record<string, string>>;
    expect(secret).toMatchObject({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: options,
      type: 'kubernetes.io/tls',
    });
    const data = Object.entries(secret['data'] ?? {}).map(([name, value]) => [name, Buffer.from(value, 'base64')]);
    expect(data.map(([name]) => name)).toEqual(['tls.crt', 'tls.key', 'ca.crt']);
    const [certificate, key, ca] = data.map(([, value]) => String(value));
    expectParts({ certificate: certificate!, key: key!, ca: ca! });
    expect(file).toMatchObject({ name: 'web-tls-secret.yaml', secret: true });
  });

  it('as an opaque Kubernetes Secret of what is there, its name made of the certificate’s', async () => {
    requireTool('openssl', 'python-yaml');
    const file = await convertedFile([material.at('root.pem')], 'kubernetes-generic', { name: '1234' });
    const secret = inPython(file, 'print(json.dumps(yaml.safe_load(text)))') as Record<string, Record<string, string>>;
    expect([secret['type'], secret['metadata']]).toEqual(['Opaque', { name: '1234' }]);
    expect(Object.keys(secret['data'] ?? {})).toEqual(['certificate.pem']);
    expect(file.secret).toBe(false);
    const made = await convertedFile([material.at('root.pem')], 'kubernetes-generic');
    expect(text(made)).toContain('name: "test-root-tls"');
  });
});

it('A revocation list goes from DER to PEM and back, and OpenSSL reads both', async () => {
  requireTool('openssl');
  const { der } = await issueRevocationList({
    issuer: await rootWith(),
    revoked: [],
    previous: 'none',
    days: 30,
    now: new Date(),
  });
  const pem = await convertedFile([{ name: 'ca.crl', bytes: der }], 'crl-pem');
  const read = (...args: readonly string[]): string => openssl('crl', ...args, '-noout', '-issuer', '-fingerprint');
  const back = await convertedFile([{ name: pem.name, bytes: pem.bytes }], 'crl-der');
  expect(back.bytes).toEqual(der);
  expect(read('-in', put(pem))).toBe(read('-inform', 'DER', '-in', put(back)));
});
