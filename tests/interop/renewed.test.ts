import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { connect, createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import type { Bundle } from '../../src/bundle/types';
import { createFor, scratchFolder, unpack } from '../support/bundle';
import { earlierFrom, renewed, zipOf } from '../support/renewing';
import { requireTool, toolCommand } from '../support/tools';

vi.setConfig({ testTimeout: 60_000 });

const key = 'p-256';

/** A side's key, certificate and root in the bundle of mutual TLS. */
async function sideIn(bundle: Bundle, folder: string): Promise<{ key: string; cert: string; ca: string; at: string }> {
  const { at } = await unpack(bundle.archive);
  const read = (name: string): string => readFileSync(at(`${folder}/${name}`), 'utf8');
  return { key: read('key.pem'), cert: read('fullchain.pem'), ca: read('root.pem'), at: at(folder) };
}

type Side = Awaited<ReturnType<typeof sideIn>>;

/** Whether both sides accept each other, by what the server says to the client. */
function greeting(server: Side, client: Side): Promise<string> {
  return new Promise((resolve, reject) => {
    const listening = createServer({ ...server, requestCert: true, rejectUnauthorized: true }, (socket) => {
      socket.end(socket.getPeerX509Certificate()?.subject ?? '');
    });
    listening.on('tlsClientError', reject);
    listening.listen(0, '127.0.0.1', () => {
      const { port } = listening.address() as AddressInfo;
      const socket = connect({ ...client, host: '127.0.0.1', port, servername: 'localhost' });
      let said = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
      socket.on('error', reject);
      socket.on('close', () => {
        listening.close();
        resolve(said);
      });
    });
  });
}

describe('Two generations under one root', () => {
  it('know each other: the old client and the new server, and the reverse', async () => {
    requireTool('openssl');
    const first = await createFor('mtls', { clients: 'alice', key });
    const second = (await renewed(await earlierFrom([zipOf(first)]))).bundle;
    const third = (await renewed(await earlierFrom([zipOf(second)]), { keys: 'same' })).bundle;
    const generations = await Promise.all(
      [first, second, third].map(async (bundle) => ({
        server: await sideIn(bundle, 'service_server'),
        client: await sideIn(bundle, 'service_clients/alice'),
      })),
    );
    for (const { server } of generations)
      for (const { client } of generations) {
        expect(await greeting(server, client)).toBe('CN=alice');
        for (const [purpose, subject, root] of [
          ['sslserver', server, client],
          ['sslclient', client, server],
        ] as const) {
          const files = ['-CAfile', join(root.at, 'root.pem'), join(subject.at, 'cert.pem')];
          execFileSync(toolCommand('openssl'), ['verify', '-x509_strict', '-purpose', purpose, ...files]);
        }
      }
  });

  it('have scripts that find every file as it should be', async () => {
    requireTool('openssl');
    const first = await createFor('qlik-sse', { plugin: 'sales', key });
    const { bundle } = await renewed(await earlierFrom([zipOf(first)]), {
      renews: 'changed',
      answers: { hosts: 'sse.example.com' },
    });
    const { folder } = await unpack(bundle.archive);
    const said = execFileSync('sh', ['verify.sh'], { cwd: folder, encoding: 'utf8' });
    expect(said).toMatch(/^\d+ passed, 0 failed, 0 not checked$/mu);
  });
});

describe.skipIf(!requireTool('keytool'))('The keystore of Integration Manager', () => {
  const store = 'conf/ssl/keystore.p12';

  /** What keytool lists of a keystore with its password. */
  async function listed({ archive }: Bundle, password: string): Promise<string> {
    const { at } = await unpack(archive);
    const words = ['-list', '-v', '-keystore', at(store), '-storepass', password];
    return execFileSync(toolCommand('keytool'), ['-J-Duser.language=en', ...words], { encoding: 'utf8' });
  }

  const serialIn = (text: string): string => /Serial number: ([0-9a-f]+)/u.exec(text)?.[1] ?? '';

  it.each(['kept as it was made 1', String.raw`with \ back:slash=and#more`])(
    'keeps its alias and its password, which the bundle itself holds: %s',
    async (password) => {
      const answers = { host: 'im.example.com', alias: 'im', key: 'rsa-2048' };
      const before = await createFor('actian-integration-manager', answers, { secrets: { password } });
      const earlier = await earlierFrom([zipOf(before)]);
      expect(earlier.secrets).toMatchObject({ password });
      const { bundle } = await renewed(earlier);
      const [then, now] = [await listed(before, password), await listed(bundle, password)];
      for (const text of [then, now]) {
        expect(text).toContain('Alias name: im\n');
        expect(text).toContain('PrivateKeyEntry');
        expect(text).toContain('Certificate chain length: 2');
      }
      expect(serialIn(now)).not.toBe(serialIn(then));
      const properties = bundle.entries.find(({ path }) => path === 'application.properties');
      const earlierProperties = before.entries.find(({ path }) => path === 'application.properties');
      expect(Buffer.from(properties?.bytes ?? [])).toEqual(Buffer.from(earlierProperties?.bytes ?? [1]));
    },
  );

  it('asks for the password where the bundle does not hold it, and takes another', async () => {
    const password = 'the first password 1';
    const before = await createFor('actian-integration-manager', { key: 'rsa-2048' }, { secrets: { password } });
    const without = before.entries
      .filter(({ path }) => path !== 'application.properties')
      .map(({ path: name, bytes }) => ({ name: `bundle/${name}`, bytes }));
    const closed = await earlierFrom(without);
    await expect(renewed(closed)).rejects.toMatchObject({ code: 'password-required', field: 'password' });
    const open = await earlierFrom(without, { passwords: [password] });
    expect(await listed((await renewed(open)).bundle, password)).toContain('PrivateKeyEntry');
    const another = await renewed(open, { secrets: { password: 'the second password 2' } });
    expect(await listed(another.bundle, 'the second password 2')).toContain('PrivateKeyEntry');
  });

  it('keeps every other entry of the keystore that it was put into, secret keys included', async () => {
    const password = 'changeit';
    const folder = scratchFolder();
    const keytool = (...words: readonly string[]): unknown =>
      execFileSync(toolCommand('keytool'), [...words, '-keystore', join(folder, 'old.p12'), '-storepass', password], {
        stdio: 'ignore',
      });
    keytool('-genkeypair', '-alias', 'somebody-else', '-keyalg', 'RSA', '-dname', 'CN=else', '-storetype', 'PKCS12');
    keytool('-genseckey', '-alias', 'a-secret', '-keyalg', 'AES', '-keysize', '256');
    const old = { name: 'old.p12', bytes: new Uint8Array(readFileSync(join(folder, 'old.p12'))) };
    const before = await createFor(
      'actian-integration-manager',
      { 'existing-keystore': 'true', alias: 'im', key: 'rsa-2048' },
      { secrets: { 'old-keystore-password': password }, materials: { 'old-keystore': { files: [old] } } },
    );
    const { bundle } = await renewed(await earlierFrom([zipOf(before)]));
    const text = await listed(bundle, password);
    expect(text).toContain('Your keystore contains 3 entries');
    for (const alias of ['im', 'somebody-else', 'a-secret']) expect(text).toContain(`Alias name: ${alias}\n`);
    expect(text).toContain('SecretKeyEntry');
    const where = (name: string): string => join(folder, name);
    for (const [name, made] of [
      ['before.p12', before],
      ['after.p12', bundle],
    ] as const) {
      mkdirSync(dirname(where(name)), { recursive: true });
      writeFileSync(where(name), made.entries.find(({ path }) => path === store)?.bytes ?? '');
    }
    const exported = (name: string): string =>
      execFileSync(
        toolCommand('keytool'),
        ['-exportcert', '-rfc', '-alias', 'somebody-else', '-keystore', where(name), '-storepass', password],
        { encoding: 'utf8' },
      );
    expect(exported('after.p12')).toBe(exported('before.p12'));
  });

  it('gets a new request for the key of before when a CA elsewhere signs', async () => {
    requireTool('openssl');
    const secrets = { password: 'a password of the store 1' };
    const request = await createFor('actian-integration-manager', { key: 'rsa-2048' }, { mode: 'request', secrets });
    const { bundle } = await renewed(await earlierFrom([zipOf(request)]), { keys: 'same' });
    const publicKey = async ({ archive }: Bundle): Promise<string> => {
      const { at } = await unpack(archive);
      const words = ['req', '-in', at('certificate-signing-request.txt'), '-noout', '-verify', '-pubkey'];
      return execFileSync(toolCommand('openssl'), words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    };
    expect(await publicKey(bundle)).toBe(await publicKey(request));
    expect(await publicKey((await renewed(await earlierFrom([zipOf(request)]))).bundle)).not.toBe(
      await publicKey(request),
    );
  });
});
