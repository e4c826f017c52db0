import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { readZip } from '../../src/inspect/zip-reader';
import { makeCa } from '../support/brought-ca';
import { scratchFolder } from '../support/bundle';
import { requireTool, toolCommand } from '../support/tools';
import { runCli } from './command-line';

// Each test starts several processes.
vi.setConfig({ testTimeout: 60_000 });

const quick = ['--set', 'key=p-256'];

/** A folder with the zip of a bundle. */
async function madeIn(out: string, ...words: readonly string[]): Promise<string> {
  const folder = scratchFolder();
  const { code, stderr } = await runCli(folder, 'make', ...words, ...quick, '--out', out);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return folder;
}

async function filesIn(zip: string): Promise<Map<string, string>> {
  const bytes = new Uint8Array(readFileSync(zip));
  const entries = await readZip(bytes, zip, { entries: 500, totalBytes: 10_000_000 });
  return new Map(entries.map((entry) => [entry.path, new TextDecoder().decode(entry.bytes)]));
}

test('shows the dates, makes a whole zip, and says what changed on each machine', async () => {
  const folder = await madeIn(
    'a.zip',
    'qlik-sse',
    '--set',
    'plugin=sales',
    '--set',
    'hosts=a.example.com',
    '--set',
    'days=100',
  );
  const { code, stdout, stderr } = await runCli(folder, 'renew', 'a.zip', '--out', 'b.zip');
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'b.zip\n' });
  expect(stderr).toMatch(
    /^ {2}server: Server certificate of the plugin, until now: \d{4}-\d\d-\d\d \(9\d days left\)$/mu,
  );
  expect(stderr).toMatch(/^ {2}Server certificate of the plugin: now until \S+; until now: \d{4}-\d\d-\d\d\.$/mu);
  expect(stderr).toMatch(
    /^The plugin's computer: new: .*sse_server_cert\.pem.* As before: .*root_cert\.pem\. Then: /mu,
  );
  expect(stderr).not.toContain('The root is new');
  const [before, after] = [await filesIn(join(folder, 'a.zip')), await filesIn(join(folder, 'b.zip'))];
  expect([...after.keys()]).toEqual([...before.keys()]);
  const same = [...after].filter(([path, text]) => before.get(path) === text).map(([path]) => path);
  expect(same.filter((path) => path.includes('root_'))).toHaveLength(4);
  expect(same.filter((path) => /_(?:key|cert)\.pem$/u.test(path) && !path.includes('root_'))).toEqual([]);
});

test('renews an unpacked folder, for the keys of before, into a folder', async () => {
  const folder = await madeIn('a', 'tls-server', '--set', 'hosts=a.example.com');
  const { code } = await runCli(folder, 'renew', 'a', '--keys', 'same', '--out', 'b');
  expect(code).toBe(0);
  const read = (name: string, file: string): string => readFileSync(join(folder, name, 'a.example.com', file), 'utf8');
  expect(read('b', 'key.pem')).toBe(read('a', 'key.pem'));
  expect(read('b', 'cert.pem')).not.toBe(read('a', 'cert.pem'));
});

test('adds a client, and leaves the others what they have; OpenSSL takes both under one root', async () => {
  requireTool('openssl');
  const folder = await madeIn('a', 'mtls', '--set', 'clients=alice');
  const set = ['--set', 'clients=alice,bob'];
  expect(await runCli(folder, 'renew', 'a', ...set, '--out', 'b')).toMatchObject({ code: 0 });
  const at = (...path: readonly string[]): string => join(folder, ...path);
  expect(readFileSync(at('b/service_clients/alice/cert.pem'))).toEqual(
    readFileSync(at('a/service_clients/alice/cert.pem')),
  );
  for (const client of ['alice', 'bob'])
    execFileSync(toolCommand('openssl'), [
      'verify',
      '-x509_strict',
      '-purpose',
      'sslclient',
      '-CAfile',
      at('a/service_server/root.pem'),
      at('b/service_clients', client, 'cert.pem'),
    ]);
});

test('takes the password of a protected CA key from a file', async () => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'password'), 'a password for the CA key\n');
  writeFileSync(join(folder, 'wrong'), 'not the password\n');
  const protect = ['--set', 'ca-key=protected', '--set-file', 'ca-key-password=password'];
  expect(await runCli(folder, 'make', 'graphex', ...quick, ...protect, '--out', 'a.zip')).toMatchObject({ code: 0 });
  const run = (...words: readonly string[]): ReturnType<typeof runCli> =>
    runCli(folder, 'renew', 'a.zip', '--out', 'b.zip', ...words);
  const closed = await run();
  expect(closed).toMatchObject({ code: 2, stdout: '' });
  expect(closed.stderr).toMatch(/^certwright: ca: .*Type its password\. Give it with --set-file ca-password=FILE\.$/mu);
  expect((await run('--set-file', 'ca-password=wrong')).stderr).toMatch(/does not open its key/u);
  expect(readdirSync(folder)).not.toContain('b.zip');
  const done = await run('--set-file', 'ca-password=password');
  expect(done).toMatchObject({ code: 0, stdout: 'b.zip\n' });
  expect(done.stderr).not.toContain('a password for the CA key');
  const [before, after] = [await filesIn(join(folder, 'a.zip')), await filesIn(join(folder, 'b.zip'))];
  const rootKey = 'ca_store_at_safe_location/root_key.pem';
  expect(after.get(rootKey)).toBe(before.get(rootKey));
});

test('asks for a CA that the user brought, and takes it', async () => {
  const authority = makeCa({ extensions: ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign'] });
  const ca = ['--ca', join(authority, 'ca.pem'), '--ca-key', join(authority, 'ca.key')];
  const folder = await madeIn('a.zip', 'qlik-sse', '--set', 'mode=use-ca', ...ca);
  const alone = await runCli(folder, 'renew', 'a.zip', '--out', 'b.zip');
  expect(alone).toMatchObject({ code: 2, stdout: '' });
  expect(alone.stderr).toMatch(/^certwright: ca: Your CA: .*its key is not in the bundle/mu);
  expect(await runCli(folder, 'renew', 'a.zip', '--out', 'b.zip', ...ca)).toMatchObject({ code: 0 });
});

test('makes a new CA only when told to', async () => {
  const folder = await madeIn('a.zip', 'graphex', '--set', 'ca-key=discard');
  const refused = await runCli(folder, 'renew', 'a.zip', '--out', 'b.zip');
  expect(refused.stderr).toMatch(/Only a new CA is possible\. These must then trust it: .*Everybody who opens/u);
  const made = await runCli(folder, 'renew', 'a.zip', '--out', 'b.zip', '--new-ca');
  expect(made).toMatchObject({ code: 0 });
  expect(made.stderr).toMatch(/^Everybody who opens GraphEx: new: .*The root is new/mu);
});

test.for<[string, readonly string[], RegExp]>([
  ['nothing', [], /^certwright: ZIP: Which bundle/mu],
  ['two bundles', ['a.zip', 'a.zip'], /one word too many/u],
  ['a file that is not there', ['missing.zip'], /missing\.zip is not there/u],
  ['a file that is no bundle', ['note.txt'], /There is no certwright\.json/u],
  ['a bundle and an unknown field', ['a.zip', '--set', 'colour=red'], /^certwright: colour: /mu],
  ['a bundle and a wrong host', ['a.zip', '--set', 'hosts=a b:c:d'], /^certwright: hosts: /mu],
  ['a bundle and a secret in sight', ['a.zip', '--set', 'ca-key-password=x'], /Write --set-file ca-key-password=FILE/u],
  ['a bundle and an unknown secret', ['a.zip', '--set-file', 'pasword=note.txt'], /has no secret pasword/u],
  ['a bundle and other keys', ['a.zip', '--keys', 'old'], /--keys is new or same, not old/u],
  ['a bundle and an unknown certificate', ['a.zip', '--keep', 'king'], /There are root, server\./u],
  ['a bundle whose name is taken', ['a.zip', '--out', 'a.zip'], /a\.zip is already there/u],
  ['two CAs', ['a.zip', '--new-ca', '--ca', 'a.zip'], /give one of the two/u],
])('given %s says so, and writes nothing', async ([, words, sentence]) => {
  const folder = await madeIn('a.zip', 'graphex');
  writeFileSync(join(folder, 'note.txt'), 'just a note\n');
  const { code, stdout, stderr } = await runCli(folder, 'renew', ...words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(sentence);
  expect(stderr).not.toMatch(/^\s+at /mu);
  expect(readdirSync(folder).sort()).toEqual(['a.zip', 'note.txt']);
});
