import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { InputFile } from '../../src/inspect/found-object';
import { readFiles } from '../../src/inspect/read-files';
import type { Authority } from '../../src/issuance/authority';
import { issueAuthority } from '../../src/issuance/issue';
import { explainError } from '../../src/jobs/explain-error';
import type { Explanation } from '../../src/jobs/explain-error';
import { writePkcs12 } from '../../src/keystores/write-pkcs12';
import { utf8 } from '../../src/pki/bytes';
import type { Bytes, Certificate, KeyPair } from '../../src/pki/types';
import { complaintAbout, complaintOf, folderWith, nodeLoading, nodeSays } from '../support/complaints';
import { keyPem, pemOf } from '../support/fitness';
import { keyFor, leafWith, random, rootWith } from '../support/issuing';
import { requireTool, toolCommand } from '../support/tools';

vi.setConfig({ testTimeout: 120_000 });

const host = [{ kind: 'dns', value: 'www.example.com' }] as const;
let root: Authority;
let between: Authority;
let key: KeyPair;
/** Issued by the intermediate CA, for www.example.com. */
let leaf: Certificate;

beforeAll(async () => {
  root = await rootWith();
  const name = [{ type: 'CN', value: 'Intermediate CA' }] as const;
  const wish = { subject: name, key: await keyFor('between'), days: 1000, now: new Date(), random };
  between = await issueAuthority({ ...wish, issuer: root });
  key = await keyFor('leaf');
  leaf = (await leafWith(between, { sans: host })).certificate;
});

const text = (bytes: Bytes): string => new TextDecoder().decode(bytes);
const pem = (...certificates: readonly Certificate[]): string => text(pemOf(...certificates));
const server = (...chain: readonly Certificate[]): { cert: string; key: string } => ({
  cert: pem(...chain),
  key: text(keyPem(key)),
});

/** Explains a message by files given by name. */
async function explain(
  message: string,
  files: Readonly<Record<string, Bytes>>,
  passwords: string[] = [],
): Promise<Explanation> {
  const given: InputFile[] = Object.entries(files).map(([name, bytes]) => ({ name, bytes }));
  return explainError(message, await readFiles(given, passwords), { files: given, now: new Date() });
}

/** The first cause in the files, and the ids of what was recognised. */
function first({ found }: Explanation): string | undefined {
  return found[0] === undefined ? undefined : `${found[0].check}: ${found[0].why}`;
}
const ids = ({ known }: Explanation): string[] => known.map(({ id }) => id);

describe('What Node prints', () => {
  test('of a name that is not in the certificate', async () => {
    const message = await nodeSays(server(leaf, between.certificate), {
      ca: pem(root.certificate),
      servername: 'other.example.com',
    });
    expect(message).toMatch(/ERR_TLS_CERT_ALTNAME_INVALID/u);
    const explained = await explain(message, {
      'server.pem': pemOf(leaf, between.certificate),
      'key.pem': keyPem(key),
    });
    expect(ids(explained)).toEqual(['altname']);
    expect(first(explained)).toBe('names: server.pem is for DNS:www.example.com, not for DNS:other.example.com.');
  });

  test('of a server that sends no issuer', async () => {
    const message = await nodeSays(server(leaf), { ca: pem(root.certificate) });
    expect(message).toMatch(/UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER/u);
    const explained = await explain(message, {
      'server.pem': pemOf(leaf),
      'ca.pem': pemOf(between.certificate),
      'root.pem': pemOf(root.certificate),
    });
    expect(first(explained)).toMatch(
      /^chain-file: server\.pem holds the certificate without its issuer CN=Intermediate CA/u,
    );
    const alone = await explain(message, { 'server.pem': pemOf(leaf), 'root.pem': pemOf(root.certificate) });
    expect(first(alone)).toBe(
      'chain: CN=Test leaf in server.pem was issued by CN=Intermediate CA, whose certificate is not in these files.',
    );
  });

  test('of a root that it was not given', async () => {
    const message = await nodeSays(server(leaf, between.certificate, root.certificate));
    expect(message).toMatch(/SELF_SIGNED_CERT_IN_CHAIN/u);
    const explained = await explain(message, { 'server.pem': pemOf(leaf, between.certificate, root.certificate) });
    expect(ids(explained)).toEqual(['self-signed-in-chain']);
    expect(explained.found).toEqual([]);
    expect(explained.sound[0]?.why).toBe(
      'server.pem leads through CN=Intermediate CA to the root CN=Test root in server.pem.',
    );
    expect(explained.causes[0]).toMatch(/was not given the root/u);
  });

  test('of a root of the same name and another key', async () => {
    const other = await rootWith({ key: await keyFor('new root') });
    const message = await nodeSays(server(leaf, between.certificate), { ca: pem(other.certificate) });
    const explained = await explain(message, {
      'server.pem': pemOf(leaf, between.certificate),
      'root.pem': pemOf(other.certificate),
    });
    expect(first(explained)).toMatch(
      /^chain: CN=Intermediate CA in server\.pem was issued by CN=Test root\. The certificate of that name in root\.pem has another key/u,
    );
  });

  test('of a certificate that has ended', async () => {
    const then = new Date(Date.now() - 40 * 86_400_000);
    const old = (await leafWith(await rootWith({ now: then }), { sans: host, days: 30, now: then })).certificate;
    const message = await nodeSays(server(old), { ca: pem(root.certificate) });
    expect(message).toMatch(/CERT_HAS_EXPIRED/u);
    const explained = await explain(message, { 'server.pem': pemOf(old), 'root.pem': pemOf(root.certificate) });
    expect(first(explained)).toMatch(/^dates: server\.pem expired on 20\d\d-\d\d-\d\d\.$/u);
  });

  test('of a certificate for clients', async () => {
    const { certificate } = await leafWith(root, { sans: host, purposes: ['client'] });
    const message = await nodeSays(server(certificate), { ca: pem(root.certificate) });
    expect(message).toMatch(/unsu.*certificate purpose/u);
    expect(ids(await explain(message, { 'server.pem': pemOf(certificate) }))).toEqual(['purpose']);
  });

  test('of a key that belongs to another certificate', async () => {
    const message = nodeLoading({ cert: pem(leaf), key: text(keyPem(await keyFor('stranger'))) });
    const explained = await explain(message, {
      'server.pem': pemOf(leaf, between.certificate),
      'key.pem': keyPem(await keyFor('stranger')),
    });
    expect(ids(explained)).toContain('key-values-mismatch');
    expect(first(explained)).toBe('key: The certificate in server.pem does not belong to the key in key.pem.');
  });

  test('of a wrong password', async () => {
    const store = await storeOf('web');
    const message = nodeLoading({ pfx: Buffer.from(store), passphrase: 'wrong' });
    expect(message).toMatch(/mac verify failure/iu);
    const closed = await explain(message, { 'web.p12': store }, ['wrong']);
    expect(first(closed)).toBe('password: web.p12 does not open with the password that was given here.');
    const open = await explain(message, { 'web.p12': store }, ['changeit']);
    expect(open.sound[0]?.why).toBe('web.p12 opens with the password that was given here.');
  });

  test('of DER where PEM is due', async () => {
    const message = nodeLoading({ cert: Buffer.from(leaf.der) });
    const explained = await explain(message, { 'server.cer': leaf.der });
    expect(first(explained)).toBe('form: server.cer is DER, not PEM text. Programs that want PEM find nothing in it.');
  });
});

/** A keystore with key and whole chain. */
async function storeOf(alias: string, chain = [leaf, between.certificate, root.certificate]): Promise<Bytes> {
  const entry = {
    kind: 'private-key',
    friendlyName: alias,
    pkcs8: key.pkcs8,
    chain: chain.map(({ der }) => der),
  } as const;
  return writePkcs12([entry], { password: 'changeit', profile: 'modern', random });
}

/** A keystore by OpenSSL, which does not mark certificates as trusted. */
function pkcs12By(folder: string, ...options: readonly string[]): Bytes {
  const args = ['pkcs12', '-export', ...options, '-passout', 'pass:changeit', '-out', 'made.p12'];
  execFileSync(toolCommand('openssl'), args, { cwd: folder });
  return new Uint8Array(readFileSync(join(folder, 'made.p12')));
}

describe.skipIf(!requireTool('openssl'))('What OpenSSL prints', () => {
  test('of a missing issuer', async () => {
    const files = { 'server.pem': pemOf(leaf), 'root.pem': pemOf(root.certificate) };
    const message = complaintOf('openssl', folderWith(files), 'verify', '-CAfile', 'root.pem', 'server.pem');
    expect(message).toMatch(/unable to get local issuer certificate/u);
    expect(first(await explain(message, files))).toMatch(
      /^chain: .*CN=Intermediate CA, whose certificate is not in these files/u,
    );
  });

  test('of DER where PEM is due', async () => {
    const folder = folderWith({ 'server.cer': leaf.der });
    const message = complaintOf('openssl', folder, 'x509', '-in', 'server.cer', '-inform', 'PEM', '-noout');
    const explained = await explain(message, { 'server.cer': leaf.der });
    expect(ids(explained)).toEqual(['no-start-line']);
    expect(first(explained)).toMatch(/^form: server\.cer is DER/u);
  });

  test('of a keystore in a cipher that it gave up', async () => {
    const folder = folderWith({ 'server.pem': pemOf(leaf), 'key.pem': keyPem(key) });
    const store = pkcs12By(folder, '-legacy', '-in', 'server.pem', '-inkey', 'key.pem');
    const message = complaintOf('openssl', folder, 'pkcs12', '-in', 'made.p12', '-nodes', '-passin', 'pass:changeit');
    expect(message).toMatch(/RC2-40-CBC/u);
    const explained = await explain(message, { 'old.p12': store }, ['changeit']);
    expect(ids(explained)).toEqual(['pkcs12-unsupported']);
    expect(first(explained)).toMatch(
      /^cipher: old\.p12 is protected with .*RC2.*, which OpenSSL 3, Node and Python refuse\.$/u,
    );
  });
});

describe.skipIf(!requireTool('curl'))('What curl prints', () => {
  test('of another host', async () => {
    const folder = folderWith({ 'root.pem': pemOf(root.certificate) });
    const message = await complaintAbout(server(leaf, between.certificate), 'curl', folder, (port) => [
      '-sS',
      '--cacert',
      'root.pem',
      '--noproxy',
      '*',
      '--resolve',
      `other.example.com:${String(port)}:127.0.0.1`,
      `https://other.example.com:${String(port)}/`,
    ]);
    const explained = await explain(message, { 'server.pem': pemOf(leaf, between.certificate) });
    expect(ids(explained)).toEqual(['hostname-mismatch', 'curl-60']);
    expect(first(explained)).toMatch(
      /^names: server\.pem is for DNS:www\.example\.com, not for DNS:other\.example\.com\.$/u,
    );
  });
});

describe.skipIf(!requireTool('python-cryptography'))('What Python prints', () => {
  test('of a root that did not issue the certificate', async () => {
    const other = await rootWith({
      key: await keyFor('another root'),
      subject: [{ type: 'CN', value: 'Another root' }],
    });
    const folder = folderWith({ 'root.pem': pemOf(other.certificate) });
    const script =
      'import socket,ssl,sys\nc=ssl.create_default_context(cafile="root.pem")\nc.wrap_socket(socket.create_connection(("127.0.0.1",int(sys.argv[1]))),server_hostname="www.example.com")';
    const message = await complaintAbout(server(leaf, between.certificate), 'python-cryptography', folder, (port) => [
      '-c',
      script,
      String(port),
    ]);
    const explained = await explain(message, {
      'server.pem': pemOf(leaf, between.certificate),
      'root.pem': pemOf(other.certificate),
    });
    expect(ids(explained)).toEqual(['local-issuer', 'verify-failed']);
    expect(first(explained)).toMatch(
      /^chain: CN=Intermediate CA in server\.pem was issued by CN=Test root, whose certificate is not in these files/u,
    );
  });
});

describe.skipIf(!requireTool('python-grpc'))('What gRPC prints', () => {
  const script = [
    'import grpc,sys',
    'c=grpc.ssl_channel_credentials(open("root.pem","rb").read())',
    'o=[("grpc.ssl_target_name_override",sys.argv[2]),("grpc.enable_http_proxy",0)]',
    'grpc.secure_channel("127.0.0.1:"+sys.argv[1],c,o).unary_unary("/a.B/C")(b"",timeout=10)',
  ].join('\n');
  const grpcSays = (folder: string, name: string): Promise<string> =>
    complaintAbout({ ...server(leaf, between.certificate), ALPNProtocols: ['h2'] }, 'python-grpc', folder, (port) => [
      '-c',
      script,
      String(port),
      name,
    ]);

  test('of a name that is not in the certificate, and of another root: the same code 14', async () => {
    const files = { 'server.pem': pemOf(leaf, between.certificate), 'root.pem': pemOf(root.certificate) };
    const message = await grpcSays(folderWith(files), 'other.example.com');
    expect(message).toMatch(/StatusCode\.UNAVAILABLE/u);
    const explained = await explain(message, files);
    expect(ids(explained).at(-1)).toBe('grpc-unavailable');
    expect(first(explained)).toMatch(/^names: server\.pem is for DNS:www\.example\.com/u);
    const other = { ...files, 'root.pem': pemOf((await rootWith({ key: await keyFor('new root') })).certificate) };
    const refused = await explain(await grpcSays(folderWith(other), 'www.example.com'), other);
    expect(ids(refused)).toContain('grpc-unavailable');
    expect(first(refused)).toMatch(/^chain: .*The certificate of that name in root\.pem has another key/u);
  });
});

describe.skipIf(!requireTool('keytool'))('What keytool prints', () => {
  const store = ['-keystore', 'web.p12', '-storetype', 'PKCS12', '-storepass', 'changeit'];

  test('of a reply whose issuers it does not know', async () => {
    const own = (
      await leafWith(await rootWith({ key, subject: [{ type: 'CN', value: 'Placeholder' }] }), { sans: host })
    ).certificate;
    const files = { 'web.p12': await storeOf('web', [own]), 'reply.cer': leaf.der };
    const message = complaintOf(
      'keytool',
      folderWith(files),
      '-importcert',
      '-noprompt',
      '-alias',
      'web',
      '-file',
      'reply.cer',
      ...store,
    );
    expect(message).toMatch(/Failed to establish chain from reply/u);
    const explained = await explain(message, files, ['changeit']);
    expect(ids(explained)).toEqual(['keytool-chain-from-reply']);
    expect(first(explained)).toBe(
      'reply: CN=Test leaf was issued by CN=Intermediate CA, whose certificate is neither in reply.cer nor in web.p12.',
    );
  });

  test('of a reply that it has already', async () => {
    const files = { 'web.p12': await storeOf('web'), 'reply.cer': leaf.der };
    const message = complaintOf(
      'keytool',
      folderWith(files),
      '-importcert',
      '-noprompt',
      '-alias',
      'web',
      '-file',
      'reply.cer',
      ...store,
    );
    const explained = await explain(message, files, ['changeit']);
    expect(ids(explained)).toEqual(['keytool-identical']);
    expect(first(explained)).toBe('reply: reply.cer is the certificate that web.p12 has already.');
  });

  test('of a wrong password', async () => {
    const files = { 'web.p12': await storeOf('web') };
    const message = complaintOf(
      'keytool',
      folderWith(files),
      '-list',
      '-keystore',
      'web.p12',
      '-storepass',
      'wrong password',
    );
    const explained = await explain(message, files, ['wrong password']);
    expect(ids(explained)).toEqual(['java-keystore-password']);
    expect(first(explained)).toMatch(/^password: web\.p12 does not open/u);
  });

  test('of a file that is no keystore', async () => {
    const files = { 'web.p12': pemOf(leaf) };
    const message = complaintOf('keytool', folderWith(files), '-list', ...store);
    const explained = await explain(message, files);
    expect(ids(explained)).toContain('java-not-a-keystore');
    expect(first(explained)).toBe('form: web.p12 is not a keystore, whatever its name says: it holds a certificate.');
  });
});

describe.skipIf(!requireTool('jdk'))('What Java prints', () => {
  const program = join(import.meta.dirname, 'ExplainClient.java');
  const javaSays = (chain: readonly Certificate[], name: string, folder: string): Promise<string> =>
    complaintAbout(server(...chain), 'jdk', folder, (port) => [program, String(port), name, 'trust.p12']);
  const trusting = (...certificates: readonly Certificate[]): Promise<Bytes> =>
    writePkcs12(
      certificates.map(({ der }, index) => ({
        kind: 'trusted-certificate',
        friendlyName: `ca${String(index)}`,
        certificate: der,
      })),
      { password: 'changeit', profile: 'modern', random },
    );

  test('of a root that its truststore lacks', async () => {
    const other = await rootWith({
      key: await keyFor('another root'),
      subject: [{ type: 'CN', value: 'Another root' }],
    });
    const trust = await trusting(other.certificate);
    const message = await javaSays([leaf, between.certificate], 'www.example.com', folderWith({ 'trust.p12': trust }));
    expect(message).toMatch(/unable to find valid certification path/u);
    const explained = await explain(message, { 'server.pem': pemOf(leaf, between.certificate), 'trust.p12': trust }, [
      'changeit',
    ]);
    expect(ids(explained)[0]).toBe('java-path-building');
    expect(first(explained)).toMatch(
      /^chain: CN=Intermediate CA in server\.pem was issued by CN=Test root, whose certificate is not in these files/u,
    );
    expect(explained.sound.map(({ why }) => why)).toContain('trust.p12 trusts CN=Another root.');
  });

  test('of a name that is not in the certificate', async () => {
    const trust = await trusting(root.certificate);
    const message = await javaSays(
      [leaf, between.certificate],
      'other.example.com',
      folderWith({ 'trust.p12': trust }),
    );
    const explained = await explain(message, { 'server.pem': pemOf(leaf, between.certificate) });
    expect(ids(explained)).toContain('java-other-name');
    expect(first(explained)).toBe('names: server.pem is for DNS:www.example.com, not for DNS:other.example.com.');
  });

  test('of a truststore in which nothing is trusted', async () => {
    requireTool('openssl');
    const trust = pkcs12By(folderWith({ 'ca.pem': pemOf(root.certificate) }), '-nokeys', '-in', 'ca.pem');
    const message = await javaSays([leaf], 'www.example.com', folderWith({ 'trust.p12': trust }));
    const explained = await explain(message, { 'trust.p12': trust }, ['changeit']);
    expect(ids(explained)).toContain('java-trust-anchors');
    expect(first(explained)).toMatch(/^trusted-entries: trust\.p12 holds certificates, but none as trusted/u);
  });
});

test('A keystore that trusts nothing is told which file beside it holds the root', async () => {
  const files = { 'web.p12': await storeOf('web', [leaf, between.certificate]), 'corp.cer': pemOf(root.certificate) };
  const { found, causes } = await explain('PKIX path building failed', files, ['changeit']);
  const [remedy] = found.flatMap((row) => (row.check === 'trusted-entries' ? row.remedy : []));
  expect(remedy).toMatch(/^corp\.cer holds the root of CN=.* Make a truststore of it with convert/u);
  expect(causes.join()).toContain('does not send its intermediate');
});

test('The words of a keystore alias name the entry that is there', async () => {
  const message =
    'java.lang.IllegalStateException: Alias name [tomcat] does not identify a key entry\n\tat org.springframework.boot';
  const explained = await explain(message, { 'web.p12': await storeOf('web'), 'notes.txt': utf8('hello') }, [
    'changeit',
  ]);
  expect(ids(explained)).toEqual(['java-alias']);
  expect(first(explained)).toBe('alias: web.p12 has no entry with the alias tomcat. Its key has the alias web.');
});

test('An unknown message says so by knowing nothing, and tells what the checks found', async () => {
  const explained = await explain('The cat sat on the keyboard', {
    'server.pem': pemOf(leaf),
    'key.pem': keyPem(await keyFor('stranger')),
  });
  expect(explained.known).toEqual([]);
  expect(explained.causes).toEqual([]);
  expect(explained.found.map(({ check }) => check)).toEqual(expect.arrayContaining(['key', 'chain']));
});
