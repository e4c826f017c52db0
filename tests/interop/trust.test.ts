import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { planBundle } from '../../src/bundle/plan';
import type { PlannedCode } from '../../src/bundle/types';
import { makeBundle, scratchFolder } from '../support/bundle';
import type { UnpackedBundle } from '../support/bundle';
import { recipe } from '../support/make';
import { requireTool, toolCommand } from '../support/tools';

// keytool starts a Java of its own each time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const answers = { hosts: '127.0.0.1, localhost', key: 'p-256' };

interface Ended {
  readonly status: number | null;
  readonly output: string;
}

let made: UnpackedBundle;
let server: Server;
let port: string;

beforeAll(async () => {
  made = await makeBundle('tls-server', answers);
  const file = (name: string): Buffer => readFileSync(made.at(`127.0.0.1/${name}`));
  server = createServer({ cert: file('fullchain.pem'), key: file('key.pem') }, (_, response) => response.end('hello'));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  port = String((server.address() as AddressInfo).port);
});

afterAll(() => {
  server.close();
});

/** The blocks of one platform as the page prints them for the running server; those of the step itself under ''. */
function blocks(platform: string): (label: RegExp) => string {
  const { audiences } = planBundle(recipe('tls-server'), 'new', { ...answers, port });
  const step = audiences.flatMap(({ steps }) => steps).find(({ kind }) => kind === 'trust');
  const code: readonly PlannedCode[] | undefined =
    platform === '' ? step?.code : step?.parts?.find(({ title }) => title === platform)?.code;
  return (label) => {
    const block = code?.find((each) => label.test(each.label));
    if (block === undefined) throw new Error(`No block ${label.source} for ${platform}`);
    return block.text;
  };
}

/** Runs a program in the folder that holds root.pem. The server answers in this process, so nothing may block it. */
function run(command: string, args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  const env = { ...process.env, ...environment };
  delete env['NODE_EXTRA_CA_CERTS'];
  const child = spawn(command, args, { cwd: made.at('trust_this_root'), env: { ...env, ...environment } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((ended, failed) => {
    child.on('error', failed);
    child.on('close', (status) => {
      ended({ status, output });
    });
  });
}

/** Runs lines as a user would, without `sudo`, with the places of the system replaced by ones of the test's own. */
function shell(
  script: string,
  places: Readonly<Record<string, string>> = {},
  environment: Record<string, string> = {},
): Promise<Ended> {
  const lines = Object.entries(places).reduce((text, [place, own]) => text.replaceAll(place, own), script);
  return run('/bin/sh', ['-c', `set -e\nsudo() { "$@"; }\n${lines}`], environment);
}

describe('The trust step, run as printed', () => {
  it('compares the fingerprint that the README states', async () => {
    requireTool('openssl');
    const { status, output } = await shell(blocks('')(/fingerprint, .*\(sh\)/u));
    expect(status).toBe(0);
    expect(readFileSync(made.at('README.txt'), 'utf8')).toContain(output.trim().replace(/^.*=/u, ''));
  });

  it('makes curl trust the server, which it does not otherwise', async () => {
    requireTool('curl');
    const command = blocks('curl')(/Any shell/u);
    expect(await shell(command)).toMatchObject({ status: 0, output: expect.stringContaining('hello') as string });
    expect(await shell(command.replace('--cacert root.pem', ''))).toMatchObject({ status: 60 });
  });

  it('makes Node trust the server, which it does not otherwise', async () => {
    const command = blocks('Node')(/sh/u);
    expect(await shell(command)).toEqual({ status: 0, output: '200\n' });
    const without = await shell(command.replace('NODE_EXTRA_CA_CERTS=root.pem', ''));
    expect(without.status).not.toBe(0);
    expect(without.output).toMatch(/UNABLE_TO_(?:VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT_LOCALLY)/u);
  });

  it('makes Python’s ssl and urllib trust the server, which they do not otherwise', async () => {
    requireTool('python-yaml');
    const program = blocks('Python')(/ssl/u);
    const python = toolCommand('python-yaml');
    expect(await run(python, ['-c', program])).toEqual({ status: 0, output: '200\n' });
    const without = await run(python, ['-c', program.replace(/^context\.load.*$/mu, '')]);
    expect(without.output).toContain('CERTIFICATE_VERIFY_FAILED');
  });

  it('makes requests trust the server, by argument and by variable', async () => {
    requireTool('python-requests');
    const program = blocks('Python')(/requests/u);
    const python = toolCommand('python-requests');
    expect(await run(python, ['-c', program])).toEqual({ status: 0, output: '200\n' });
    const bare = program.replace(", verify='root.pem'", '');
    const [, variables = ''] = /^(.*) python3 program\.py$/u.exec(blocks('Python')(/whole program/u)) ?? [];
    const environment = Object.fromEntries(variables.split(' ').map((each) => each.split('=') as [string, string]));
    expect(Object.keys(environment)).toEqual(['REQUESTS_CA_BUNDLE', 'SSL_CERT_FILE']);
    expect(await run(python, ['-c', bare], environment)).toEqual({ status: 0, output: '200\n' });
    expect((await run(python, ['-c', bare])).output).toContain('CERTIFICATE_VERIFY_FAILED');
  });

  it('puts the root into Java’s cacerts beside all others, twice if need be, and takes it out again', async () => {
    requireTool('keytool');
    const keytool = realpathSync((await shell(`command -v ${toolCommand('keytool')}`)).output.trim());
    const home = scratchFolder();
    for (const folder of ['bin', 'lib/security']) mkdirSync(join(home, folder), { recursive: true });
    symlinkSync(keytool, join(home, 'bin/keytool'));
    copyFileSync(join(dirname(keytool), '../lib/security/cacerts'), join(home, 'lib/security/cacerts'));
    const places = { '-cacerts': '-keystore "$JAVA_HOME/lib/security/cacerts"' };
    const java = (script: string): Promise<Ended> => shell(script, places, { JAVA_HOME: home });
    const count = async (): Promise<number> => {
      const { output } = await java('"$JAVA_HOME/bin/keytool" -list -cacerts -storepass changeit');
      return Number(/contains (\d+) entr/u.exec(output)?.[1]);
    };
    const before = await count();
    const trust = blocks('Java')(/Trust it, Linux/u);
    for (const time of ['first', 'second']) {
      const { status, output } = await java(trust);
      expect({ time, status }).toEqual({ time, status: 0 });
      expect(output).toContain('trustedCertEntry');
      const fingerprint = /\(SHA-256\): (?<sum>[0-9A-F:]+)/u.exec(output)?.groups?.['sum'] ?? 'none';
      expect(readFileSync(made.at('README.txt'), 'utf8')).toContain(fingerprint);
      expect(await count()).toBe(before + 1);
    }
    expect(readdirSync(join(home, 'lib/security')).some((name) => /^cacerts\.\d{8}-\d{6}$/u.test(name))).toBe(true);
    expect((await java(blocks('Java')(/Remove it, Linux/u))).status).toBe(0);
    expect(await count()).toBe(before);
  });

  it('puts the root into the store of Debian, where OpenSSL finds it, and takes it out again', async () => {
    requireTool('update-ca-certificates', 'openssl');
    const folder = scratchFolder();
    for (const name of ['local', 'certs', 'hooks']) mkdirSync(join(folder, name));
    const places = {
      '/usr/local/share/ca-certificates': join(folder, 'local'),
      '/etc/ssl/certs': join(folder, 'certs'),
      'update-ca-certificates': `/usr/sbin/update-ca-certificates --certsconf /dev/null --certsdir ${folder}/hooks --localcertsdir ${folder}/local --etccertsdir ${folder}/certs --hooksdir ${folder}/hooks`,
    };
    const debian = blocks('Debian, Ubuntu');
    const see = debian(/Check/u);
    expect((await shell(see, places)).status).not.toBe(0);
    expect(await shell(debian(/Trust/u), places)).toMatchObject({ status: 0 });
    expect(await shell(see, places)).toMatchObject({ status: 0, output: 'root.pem: OK\n' });
    expect(await shell(debian(/Remove/u), places)).toMatchObject({ status: 0 });
    expect((await shell(see, places)).status).not.toBe(0);
  });

  it('puts the root into the store of Chrome on Linux, and takes it out again', async () => {
    requireTool('certutil');
    const home = { HOME: scratchFolder() };
    const chrome = blocks('Chrome and Chromium on Linux');
    expect(await shell(chrome(/Trust/u), {}, home)).toMatchObject({ status: 0 });
    expect((await shell(chrome(/Check/u), {}, home)).output).toMatch(/^certwright-tls-server-127\.0\.0\.1\s+C,,\s*$/mu);
    expect(await shell(chrome(/Remove/u), {}, home)).toMatchObject({ status: 0 });
    expect((await shell(chrome(/Check/u), {}, home)).output).not.toContain('certwright');
  });
});
