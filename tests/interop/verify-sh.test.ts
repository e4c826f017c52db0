import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { subsetFor } from '../../src/bundle/archive';
import { issueAuthority } from '../../src/issuance/issue';
import { generateKeyPair } from '../../src/pki/keys';
import { encodePem } from '../../src/pki/pem';
import { makeBundle, scratchFolder, unpack } from '../support/bundle';
import type { UnpackedBundle } from '../support/bundle';
import { hostileRecipe } from '../support/hostile-recipe';
import { random, recipe } from '../support/make';
import { requireTool, toolCommand } from '../support/tools';
import { machineAlone, machines, top, verify } from '../support/verify-sh';
import type { Shell } from '../support/verify-sh';

// Each run starts dozens of processes.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Matches a text with this in it. */
const containing = (text: string): unknown => expect.stringContaining(text);

/** A PATH with the named commands of this computer and nothing else. */
function pathWith(...commands: readonly string[]): string {
  const folder = scratchFolder();
  for (const command of commands) {
    const { stdout } = spawnSync('/bin/sh', ['-c', `command -v ${command}`], { encoding: 'utf8' });
    symlinkSync(stdout.trim(), join(folder, command));
  }
  return folder;
}

const common = ['awk', 'cat', 'dirname', 'grep', 'head', 'ls', 'mktemp', 'mv', 'rm', 'sed', 'sleep', 'tr'] as const;
let sales: UnpackedBundle;
beforeAll(async () => {
  sales = await makeBundle('qlik-sse', { plugin: 'sales', key: 'p-256', 'ca-key': 'plain', 'java-key': 'true' });
});

/** How the company of the tests issues its authorities. */
const company = { days: 3650, now: new Date(), random } as const;

/** The bundle once more, to be altered. */
function copy(): string {
  const folder = scratchFolder();
  cpSync(sales.folder, folder, { recursive: true });
  return folder;
}

const alone = (machine: string, under: string): string => machineAlone(sales, machine, under);

describe.skipIf(!requireTool('openssl'))('verify.sh', () => {
  it.each(['dash', 'busybox'] as const)('finds nothing wrong with a fresh bundle, in %s', (name) => {
    requireTool('openssl', name);
    const shell: Shell = name === 'busybox' ? [toolCommand(name), 'sh'] : [toolCommand(name)];
    const { status, output, trouble } = verify(sales.folder, [], { shell });
    expect({ status, trouble }).toEqual({ status: 0, trouble: [] });
    for (const { path } of sales.bundle.entries.filter(({ path: each }) => each !== 'verify.sh'))
      expect(output).toContain(`ok           ${path}: unchanged since it was made`);
    expect(output).not.toContain('warning');
  });

  it('passes each machine’s download by itself', async () => {
    for (const { id } of sales.bundle.plan.audiences.filter(({ entries }) => entries.length > 0)) {
      const { status, output, trouble } = verify((await unpack(subsetFor(sales.bundle, id).bytes)).folder);
      expect({ status, trouble }).toEqual({ status: 0, trouble: [] });
      expect(output).toContain('not here');
    }
  });

  it.each(Object.entries(machines))('passes the %s folder alone, beside it or inside it', (_, path) => {
    for (const under of [path, path.slice(top.length + 1), '.']) {
      const { status, output, trouble } = verify(alone(path, under));
      expect({ under, status, trouble }).toEqual({ under, status: 0, trouble: [] });
      for (const other of Object.values(machines))
        if (other !== path) expect(output).toContain(`not here     ${other} (`);
    }
  });

  it('says that a file of a folder that is here is missing', () => {
    const folder = copy();
    rmSync(join(folder, machines.plugin, 'root_cert.pem'));
    expect(verify(folder)).toMatchObject({
      status: 1,
      trouble: [`FAILED       ${machines.plugin}/root_cert.pem: missing`],
    });
  });

  it('fails on one changed byte in any file it covers, and names the file', () => {
    const covered = sales.bundle.entries.filter(({ path }) => path !== 'verify.sh');
    expect(covered.length).toBeGreaterThan(12);
    const folder = copy();
    // The digests alone must find it, also where openssl could not.
    const path = pathWith(...common, 'sha256sum');
    for (const entry of covered) {
      const altered = entry.bytes.slice();
      const middle = Math.floor(altered.length / 2);
      altered[middle] = (altered[middle] ?? 0) ^ 1;
      writeFileSync(join(folder, entry.path), altered);
      const { status, trouble } = verify(folder, [], { path });
      expect({ path: entry.path, status }).toEqual({ path: entry.path, status: 1 });
      expect(trouble).toContain(`FAILED       ${entry.path}: changed since it was made (its SHA-256 differs)`);
      writeFileSync(join(folder, entry.path), entry.bytes);
    }
    expect(verify(folder)).toMatchObject({ status: 0, trouble: [] });
  });

  it('finds a changed file inside a machine’s folder too', () => {
    const folder = alone(machines.qlik, '.');
    writeFileSync(join(folder, 'sse_client_key.pem'), readFileSync(sales.at(`${machines.plugin}/sse_server_key.pem`)));
    const { status, trouble } = verify(folder);
    expect(status).toBe(1);
    expect(trouble.join('\n')).toContain('sse_client_key.pem: changed');
    expect(trouble.join('\n')).toContain('sse_client_key.pem: does not belong to sse_client_cert.pem');
  });

  it('without openssl compares the digests and names what it could not check', () => {
    const { status, output, trouble } = verify(sales.folder, [], { path: pathWith(...common, 'sha256sum') });
    expect(status).toBe(3);
    expect(output).toContain(`ok           ${machines.plugin}/sse_server_key.pem: unchanged`);
    expect(trouble).toContain(
      `NOT CHECKED  ${machines.plugin}/sse_server_cert.pem: chain, names, dates and key (needs openssl)`,
    );
    expect(trouble.every((line) => line.startsWith('NOT CHECKED'))).toBe(true);
  });

  it('takes openssl for the digests where there is no other tool, and without any still ends in order', () => {
    expect(verify(sales.folder, [], { path: pathWith(...common, 'openssl') })).toMatchObject({
      status: 0,
      trouble: [],
    });
    const none = verify(sales.folder, [], { path: pathWith(...common) });
    expect(none.status).toBe(3);
    expect(none.trouble.join('\n')).toContain('README.txt: its SHA-256 (neither sha256sum nor shasum nor openssl');
  });

  it('reads the names from the certificate where openssl compares none, as LibreSSL’s', () => {
    const folder = scratchFolder();
    writeFileSync(
      join(folder, 'openssl'),
      [
        '#!/bin/sh',
        'case "$*" in',
        '  version*) echo LibreSSL 3.3.6; exit ;;',
        '  *-checkhost* | *-checkip* | *-no-CApath*) echo unknown option; exit 1 ;;',
        'esac',
        `exec ${spawnSync('/bin/sh', ['-c', 'command -v openssl'], { encoding: 'utf8' }).stdout.trim()} "$@"`,
      ].join('\n'),
    );
    chmodSync(join(folder, 'openssl'), 0o755);
    const path = `${folder}${delimiter}${process.env['PATH'] ?? ''}`;
    expect(verify(sales.folder, [], { path })).toMatchObject({ status: 0, trouble: [] });
  });

  it('warns of a key that others may read, without failing', () => {
    const folder = copy();
    chmodSync(join(folder, machines.plugin, 'sse_server_key.pem'), 0o644);
    const { status, output } = verify(folder);
    expect(status).toBe(0);
    expect(output).toContain(`warning      ${machines.plugin}/sse_server_key.pem: readable by every account`);
  });

  it('fails when the certificates have expired', async () => {
    const past = (): Date => new Date('2020-01-01T00:00:00Z');
    const old = await makeBundle('qlik-sse', { plugin: 'sales', key: 'p-256', days: '90' }, { clock: past });
    const { status, output } = verify(old.folder);
    expect(status).toBe(1);
    expect(output).toContain(`FAILED       ${machines.plugin}/sse_server_cert.pem: has expired (notAfter=`);
    expect(output).toContain(
      `FAILED       ${machines.qlik}/sse_client_cert.pem: chain to the root, for sslclient: certificate has expired`,
    );
    // An old certificate is still one for its names.
    expect(output).toContain(`ok           ${machines.plugin}/sse_server_cert.pem: names (`);
    expect(output).not.toContain('is not for');
  });

  it('follows the chain of a CA that the user brought, which is itself signed by another', async () => {
    const root = await issueAuthority({
      ...company,
      subject: [{ type: 'CN', value: 'Company root' }],
      key: await generateKeyPair('p-256'),
    });
    const key = await generateKeyPair('p-256');
    const subject = [{ type: 'CN' as const, value: 'Company issuing CA' }];
    const issuing = await issueAuthority({ ...company, subject, key, issuer: root, days: 1000 });
    const pem = [
      encodePem('CERTIFICATE', issuing.certificate.der),
      encodePem('CERTIFICATE', root.certificate.der),
      encodePem('PRIVATE KEY', key.pkcs8),
    ].join('');
    const files = [{ name: 'ca.pem', bytes: new TextEncoder().encode(pem) }];
    const slot = recipe('qlik-sse').modes.find(({ id }) => id === 'use-ca')?.brings?.[0]?.id ?? '';
    const made = await makeBundle(
      'qlik-sse',
      { plugin: 'sales', key: 'p-256' },
      { mode: 'use-ca', materials: { [slot]: { files } } },
    );
    const { status, output, trouble } = verify(made.folder);
    expect({ status, trouble }).toEqual({ status: 0, trouble: [] });
    expect(output).toContain(`${machines.plugin}/sse_server_cert.pem: chain to the root, for sslserver`);
  });

  it('accepts a CA of the user’s without key usage, and says which verifiers will not', async () => {
    const folder = scratchFolder();
    const config = join(folder, 'ca.cnf');
    const section = [
      '[req]',
      'distinguished_name = dn',
      'x509_extensions = ca',
      '[dn]',
      '[ca]',
      'basicConstraints = CA:TRUE',
    ];
    writeFileSync(config, [...section, 'subjectKeyIdentifier = hash', ''].join('\n'));
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=Vendor root', '-days', '365'];
    const into = ['-config', config, '-keyout', join(folder, 'root_key.pem'), '-out', join(folder, 'root_cert.pem')];
    expect(spawnSync('openssl', [...request, ...into]).status).toBe(0);
    const files = ['root_key.pem', 'root_cert.pem'].map((name) => ({
      name,
      bytes: new Uint8Array(readFileSync(join(folder, name))),
    }));
    const answers = { plugin: 'sales', hosts: 'sse.example.com, 10.0.0.5', key: 'p-256' };
    const made = await makeBundle('qlik-sse', answers, { mode: 'use-ca', materials: { ca: { files } } });
    const { status, output, trouble } = verify(made.folder);
    expect({ status, trouble }).toEqual({ status: 0, trouble: [] });
    expect(output).toContain(`ok           ${machines.plugin}/sse_server_cert.pem: names (2 of 2)`);
    expect(output).toMatch(/^note .*sse_server_cert\.pem: strict verifiers such as Python 3\.13 refuse its CA: \S/mu);
    expect(verify(sales.folder).output).not.toContain('strict verifiers');
  });

  it('finds a name that the certificate is not for', () => {
    const folder = copy();
    const script = readFileSync(join(folder, 'verify.sh'), 'utf8');
    writeFileSync(join(folder, 'verify.sh'), script.replaceAll("dns 'localhost' ", "dns 'other.example' "));
    expect(verify(folder).trouble).toContain(
      `FAILED       ${machines.plugin}/sse_server_cert.pem: is not for other.example`,
    );
  });

  it('says so when nothing of the bundle is here', () => {
    const folder = scratchFolder();
    cpSync(sales.at('verify.sh'), join(folder, 'verify.sh'));
    expect(verify(folder)).toMatchObject({
      status: 3,
      trouble: [containing('no file of this bundle is here')],
    });
  });

  it('explains itself, and refuses arguments it does not know', () => {
    expect(verify(sales.folder, ['--help'])).toMatchObject({ status: 0, output: containing('Usage:') });
    for (const args of [['--bogus'], ['--connect'], ['--connect', 'host'], ['--connect', '::1:50052'], ['x']])
      expect(verify(sales.folder, args)).toMatchObject({ status: 2, output: containing('Usage:') });
  });

  it('leaves nothing behind', () => {
    const temporary = scratchFolder();
    const { status } = spawnSync('/bin/sh', [sales.at('verify.sh')], { env: { ...process.env, TMPDIR: temporary } });
    expect(status).toBe(0);
    expect(spawnSync('ls', ['-A', temporary], { encoding: 'utf8' }).stdout).toBe('');
  });
});

describe.skipIf(!requireTool('openssl'))('verify.sh of a recipe whose texts are hostile', () => {
  it.each(['dash', 'busybox'] as const)('checks its files and runs nothing of theirs, in %s', async (name) => {
    requireTool(name);
    const made = await makeBundle(hostileRecipe, {});
    const shell: Shell = name === 'busybox' ? [toolCommand(name), 'sh'] : [toolCommand(name)];
    const { status, output, trouble } = verify(made.folder, [], { shell });
    expect({ status, trouble }).toEqual({ status: 0, trouble: [] });
    expect(output.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    const files = readdirSync(made.folder, { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => file.endsWith('pwned'))).toEqual([]);
    // Two folders have other files under the same names; inside one, the digests tell which it is.
    const machine = posix.dirname(made.bundle.plan.entries.find(({ secret }) => secret)?.path ?? '');
    const folder = scratchFolder();
    cpSync(made.at(machine), folder, { recursive: true });
    cpSync(made.at('verify.sh'), join(folder, 'verify.sh'));
    expect(verify(folder, [], { shell })).toMatchObject({ status: 0, output: containing('not here') });
  });
});

describe.skipIf(!requireTool('openssl'))('verify.sh on a protected CA key', () => {
  const password = 'correct horse battery staple';
  let guarded: UnpackedBundle;
  let passwordFile: string;
  const key = `${machines.safe}/root_key.pem`;
  beforeAll(async () => {
    const secrets = { 'ca-key-password': password };
    guarded = await makeBundle('qlik-sse', { plugin: 'sales', key: 'p-256', 'ca-key': 'protected' }, { secrets });
    passwordFile = join(scratchFolder(), 'password');
    writeFileSync(passwordFile, `${password}\n`);
  });

  it('compares its digest, and opens it when given the password', () => {
    const reason = 'whether it opens and belongs to';
    expect(verify(guarded.folder)).toMatchObject({
      status: 3,
      output: containing(`ok           ${key}: unchanged since it was made`),
      trouble: [containing(`NOT CHECKED  ${key}: ${reason}`)],
    });
    expect(verify(guarded.folder).trouble.join()).toContain('add --password-file FILE');
    const opened = verify(guarded.folder, ['--password-file', passwordFile]);
    expect(opened).toMatchObject({ status: 0, output: containing(`${key}: belongs to`) });
    expect(opened.output).not.toContain(password);
  });

  it.each(['dash', 'busybox'] as const)(
    'leaves a terminal that shows what is typed when Ctrl+C ends its question, in %s',
    (name) => {
      requireTool('python-grpc', name);
      const shell: Shell = name === 'busybox' ? [toolCommand(name), 'sh'] : [toolCommand(name)];
      const script = fileURLToPath(new URL('interrupted_prompt.py', import.meta.url));
      const command = [...shell, guarded.at('verify.sh'), '--password-file', '-'];
      const { stdout } = spawnSync(toolCommand('python-grpc'), [script, ...command], {
        encoding: 'utf8',
        timeout: 30_000,
      });
      expect(stdout).toBe('asking off, afterwards on, status 130\n');
    },
  );

  it('fails with another password', () => {
    const wrong = join(scratchFolder(), 'password');
    writeFileSync(wrong, 'not this one\n');
    expect(verify(guarded.folder, ['--password-file', wrong])).toMatchObject({
      status: 1,
      trouble: [`FAILED       ${key}: does not open with the password given`],
    });
  });

  it('accepts the key under a new password, and finds a changed one without any', () => {
    const folder = scratchFolder();
    cpSync(guarded.folder, folder, { recursive: true });
    const args = ['-in', guarded.at(key), '-out', join(folder, key), '-topk8', '-v2', 'aes256'];
    const change = ['pkcs8', ...args, '-passin', `file:${passwordFile}`, '-passout', 'pass:new'];
    expect(spawnSync('openssl', change).status).toBe(0);
    const renewed = join(scratchFolder(), 'password');
    writeFileSync(renewed, 'new\n');
    expect(verify(folder, ['--password-file', renewed]).status).toBe(0);
    expect(verify(folder).status).toBe(1);
  });
});
