import { execFile } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { issueAuthority } from '../../src/issuance/issue';
import { generateKeyPair } from '../../src/pki/keys';
import { encodePem } from '../../src/pki/pem';
import { makeBundle, scratchFolder } from '../support/bundle';
import type { UnpackedBundle } from '../support/bundle';
import { random } from '../support/make';
import { recipeFiles } from '../support/recipes';
import { broughtIn, madeIn, runsOf } from '../support/runs';
import { requireTool, toolCommand } from '../support/tools';
import { outcome, verify } from '../support/verify-sh';
import type { Outcome, Shell } from '../support/verify-sh';

// Each run starts dozens of processes.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Matches a text with this in it. */
const containing = (text: string): unknown => expect.stringContaining(text);

/** Where no file has the root, there is no chain to judge. */
const isNotForWantOfRoot = (line: string): boolean =>
  !/^NOT CHECKED .*: its chain \(no root certificate is here\)$/u.test(line);

/** A file with these lines, as somebody would keep passwords. */
function passwordFile(...lines: readonly string[]): string {
  const file = join(scratchFolder(), 'passwords');
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  return file;
}

/** The company's issuing CA in one file: certificate, the root above it, key. */
async function issuingCa(): Promise<Uint8Array<ArrayBuffer>> {
  const company = { days: 3650, now: new Date(), random } as const;
  const name = (value: string) => [{ type: 'CN', value }] as const;
  const root = await issueAuthority({
    ...company,
    subject: name('Company root'),
    key: await generateKeyPair('p-256'),
  });
  const key = await generateKeyPair('p-256');
  const issuing = await issueAuthority({ ...company, subject: name('Issuing CA'), key, issuer: root, days: 1000 });
  const pem = [
    encodePem('CERTIFICATE', issuing.certificate.der),
    encodePem('CERTIFICATE', root.certificate.der),
    encodePem('PRIVATE KEY', key.pkcs8),
  ];
  return new TextEncoder().encode(pem.join(''));
}

const published = recipeFiles.filter((each) => each.published);

/** A run of each recipe in which the user brings the CA. */
const withCa = published.flatMap(({ name, recipe }) =>
  runsOf(recipe).flatMap(([sample, run]) => (run.mode.id === 'use-ca' ? [{ name: `${name}: ${sample}`, run }] : [])),
);

describe.skipIf(!requireTool('openssl'))('verify.sh of every recipe', () => {
  describe.each(published)('$name', ({ recipe: each }) => {
    it.each(runsOf(each))('finds nothing wrong with what was made, with passwords and without: %s', async (_, run) => {
      const brought = await broughtIn(run);
      const { folder } = await madeIn(run, brought);
      const { status, output, trouble } = verify(folder);
      const closed = trouble.filter((line) => !line.endsWith('(it has a password: add --password-file FILE)'));
      const wrong = closed.filter(isNotForWantOfRoot);
      expect({ status, wrong }).toEqual({ status: trouble.length > 0 ? 3 : 0, wrong: [] });
      if (!output.includes('--password-file')) return;
      const passwords = passwordFile(...Object.values({ ...run.secrets, ...brought.secrets }));
      const opened = verify(folder, ['--password-file', passwords]);
      expect(opened).toMatchObject({ status: closed.length > 0 ? 3 : 0, trouble: closed });
    });
  });
});

describe.skipIf(!requireTool('openssl'))('verify.sh below an intermediate CA', () => {
  let clients: UnpackedBundle;
  const leaf = 'service_server/cert.pem';
  beforeAll(async () => {
    const answers = { hosts: 'localhost', clients: 'alice', key: 'p-256' };
    const materials = { ca: { files: [{ name: 'ca.pem', bytes: await issuingCa() }] } };
    clients = await makeBundle('mtls', answers, { mode: 'use-ca', materials });
  });

  it.each(['dash', 'busybox'] as const)('follows the chain of a file that holds the leaf alone, in %s', (name) => {
    requireTool(name);
    const shell: Shell = name === 'busybox' ? [toolCommand(name), 'sh'] : [toolCommand(name)];
    const { status, output, trouble } = verify(clients.folder, [], { shell });
    expect({ status, trouble }).toEqual({ status: 0, trouble: [] });
    for (const { path } of clients.bundle.entries.filter((each) => /\/(?:cert|fullchain)\.pem$/u.test(each.path)))
      expect(output).toContain(`ok           ${path}: chain to the root, for ssl`);
  });

  it.each(withCa)('finds nothing wrong with $name', async ({ run }) => {
    const { materials, secrets } = await broughtIn(run);
    const files = [{ name: 'ca.pem', bytes: await issuingCa() }];
    const made = await madeIn(run, { materials: { ...materials, ca: { files } }, secrets });
    const passwords = passwordFile(...Object.values({ ...run.secrets, ...secrets }));
    const { status, output, trouble } = verify(made.folder, ['--password-file', passwords]);
    expect({ status, trouble }).toEqual({ status: 0, trouble: [] });
    expect(output).toContain(': chain to the root, for ssl');
    // Also with nothing but the files of one machine.
    const folder = scratchFolder();
    const machine = made.bundle.plan.audiences.find(({ entries }) => entries.some(({ secret }) => secret));
    for (const { path } of [...(machine?.entries ?? []), { path: 'verify.sh' }])
      cpSync(made.at(path), join(folder, path), { recursive: true });
    const alone = verify(folder, ['--password-file', passwords]);
    expect(alone.trouble.filter(isNotForWantOfRoot)).toEqual([]);
  });

  it('fails when the file that a server sends lacks the certificate between, or the root is another', async () => {
    const folder = scratchFolder();
    cpSync(clients.folder, folder, { recursive: true });
    const sent = leaf.replace('cert.pem', 'fullchain.pem');
    writeFileSync(join(folder, sent), readFileSync(join(folder, leaf)));
    expect(verify(folder).trouble).toContain(
      `FAILED       ${sent}: chain to the root, for sslserver: unable to get local issuer certificate`,
    );
    const other = await makeBundle('mtls', { hosts: 'localhost', clients: 'alice', key: 'p-256' });
    const root = clients.bundle.plan.entries.find(({ path }) => path.endsWith('service_server/root.pem'))?.path ?? '';
    writeFileSync(join(folder, root), readFileSync(other.at(root)));
    expect(verify(folder)).toMatchObject({ status: 1 });
    expect(verify(folder).trouble).toContainEqual(containing(`${leaf}: chain to the root, for sslserver: `));
  });

  it('connects to a server that sends it, and with a client that does', async ({ onTestFinished }) => {
    const [cert, key, ca] = ['fullchain.pem', 'key.pem', 'root.pem'].map((name) =>
      readFileSync(clients.at(leaf.replace('cert.pem', name))),
    );
    const server = createServer({ cert, key, ca, requestCert: true, rejectUnauthorized: true });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const { status, output, trouble } = await live(clients.folder, `localhost:${port}`);
    expect({ status, trouble }).toEqual({ status: 0, trouble: [] });
    expect(output).toContain(`ok           localhost:${port}: handshake, chain, and the name localhost`);
    expect(output).toContain(`ok           localhost:${port}: refuses a client without a certificate`);
  });
});

describe.skipIf(!requireTool('openssl'))('verify.sh on keystores under several passwords', () => {
  const secrets = { password: 'first password', 'client-password': 'other: password', 'trust-password': 'changeit' };
  const both = Object.values(secrets).slice(0, 2);
  let stores: UnpackedBundle;
  beforeAll(async () => {
    const answers = { hosts: 'localhost', clients: 'alice', pkcs12: 'true', key: 'p-256' };
    stores = await makeBundle('mtls', answers, { secrets });
  });

  it('opens each with its own, from one file, from several, or as passwords.txt has them', () => {
    const written = stores.bundle.plan.entries.find(({ path }) => path.endsWith('passwords.txt'))?.path ?? '';
    const ways = [
      [passwordFile(...both)],
      both.map((each) => passwordFile(each)),
      [passwordFile(...both.map((each) => `${each}\r`))],
      [stores.at(written)],
    ];
    for (const files of ways) {
      const { status, output, trouble } = verify(
        stores.folder,
        files.flatMap((file) => ['--password-file', file]),
      );
      expect({ status, trouble }).toEqual({ status: 0, trouble: [] });
      expect(output.match(/\.p12: opens with the password, and holds the certificate/gu)).toHaveLength(2);
      for (const password of both) expect(output).not.toContain(password);
    }
  });

  it('names the keystores that need another, and fails when as many were given as there are', () => {
    const one = verify(stores.folder, ['--password-file', passwordFile('first password')]);
    expect(one).toMatchObject({ status: 3, trouble: [containing('alice')] });
    expect(one.trouble[0]).toMatch(/^NOT CHECKED .*\.p12: opens with no password given, but the bundle has 2 /u);
    const wrong = verify(stores.folder, ['--password-file', passwordFile('first password', 'not this one')]);
    expect(wrong).toMatchObject({ status: 1, trouble: [containing('does not open with the password given')] });
  });
});

/** Runs verify.sh against a server of this process. */
function live(folder: string, address: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile('/bin/sh', [join(folder, 'verify.sh'), '--connect', address], (_, stdout, stderr) => {
      resolve(outcome(child.exitCode, stdout + stderr));
    });
  });
}
