import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { basic, makeCa, refused } from '../support/brought-ca';
import { scratchFolder } from '../support/bundle';
import { companyCa, openssl } from '../support/company-ca';
import { runCli } from './command-line';

// Each test starts several processes.
vi.setConfig({ testTimeout: 60_000 });

test.for(refused)(
  'a CA that %s is refused with a sentence, and nothing is written',
  async ([, ca, sentence, field = 'ca']) => {
    const authority = makeCa(ca);
    const folder = scratchFolder();
    const files = ['ca.pem', ...(ca.belowRoot === true ? ['root.pem'] : [])].flatMap((name) => [
      '--ca',
      join(authority, name),
    ]);
    const answers = ['mode=use-ca', 'key=p-256', 'hosts=sse.example.com'].flatMap((one) => ['--set', one]);
    const { code, stdout, stderr } = await runCli(
      folder,
      'make',
      'qlik-sse',
      ...answers,
      ...files,
      '--ca-key',
      join(authority, 'ca.key'),
      '--out',
      'a.zip',
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^certwright: ${field}: The CA CN=Company`, 'mu'));
    expect(stderr).toMatch(sentence);
    expect(readdirSync(folder)).toEqual([]);
  },
);

test('a CA of OpenSSL whose limits hold the hosts is taken', async () => {
  const authority = makeCa({ extensions: [basic, 'nameConstraints=critical,permitted;DNS:example.com'] });
  const answers = ['mode=use-ca', 'key=p-256', 'hosts=sse.example.com'].flatMap((one) => ['--set', one]);
  const files = ['--ca', join(authority, 'ca.pem'), '--ca-key', join(authority, 'ca.key')];
  expect(await runCli(scratchFolder(), 'make', 'qlik-sse', ...answers, ...files)).toMatchObject({ code: 0 });
});

test('the CA that is named is used before the one of an earlier zip beside it, and named on stderr', async () => {
  const folder = scratchFolder();
  const made = await runCli(folder, 'make', 'qlik-sse', '--set', 'key=p-256', '--out', 'earlier.zip');
  expect(made).toMatchObject({ code: 0 });
  const authority = companyCa();
  const own = ['--ca', join(authority, 'ca.pem'), '--ca-key', join(authority, 'ca.key'), '--ca', 'earlier.zip'];
  const answers = ['mode=use-ca', 'key=p-256', 'plugin=second'].flatMap((one) => ['--set', one]);
  const { code, stdout, stderr } = await runCli(folder, 'make', 'qlik-sse', ...answers, ...own, '--out', 'b.zip');
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'b.zip\n' });
  expect(stderr).toMatch(/^Issued under CN=Company CA, valid until \d{4}-\d\d-\d\d\.$/mu);
  const lost = [...own.slice(0, 2), ...own.slice(4)];
  const refused = await runCli(folder, 'make', 'qlik-sse', ...answers, ...lost, '--out', 'c.zip');
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toMatch(/The private key of the CA CN=Company CA is missing\. .*; to issue with it/u);
});

test('a CA is taken in a keystore, whose password stands in a file, and its end is said', async () => {
  const ca = companyCa({ days: 40 });
  openssl(
    ca,
    'pkcs12',
    '-export',
    '-inkey',
    'ca.key',
    '-in',
    'ca.pem',
    '-passout',
    'pass:a password',
    '-out',
    'ca.p12',
  );
  writeFileSync(join(ca, 'password'), 'a password\n', { mode: 0o600 });
  const files = ['--ca', join(ca, 'ca.p12'), '--set-file', `ca-password=${join(ca, 'password')}`];
  const answers = ['mode=use-ca', 'key=p-256', 'hosts=a.example.com'].flatMap((one) => ['--set', one]);
  const folder = scratchFolder();
  const { code, stdout, stderr } = await runCli(folder, 'make', 'tls-server', ...answers, ...files);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(readdirSync(folder)).toEqual(['certwright-tls-server-a.example.com.zip']);
  expect(`${stdout}${stderr}`).toMatch(/ends on \d{4}-\d\d-\d\d, together with its CA, earlier than asked/u);
});

test('an intermediate CA in DER, its key on a curve and its root are taken by the recipes that sign', async () => {
  const ca = companyCa({ below: 'root' });
  openssl(ca, 'x509', '-in', 'ca.pem', '-outform', 'DER', '-out', 'ca.cer');
  const files = ['ca.cer', 'root.pem'].flatMap((name) => ['--ca', join(ca, name)]);
  for (const [recipe, mode] of [
    ['mtls', 'use-ca'],
    ['qlik-qrs', 'sign'],
    ['openmetadata-qlik-sense', 'sign'],
  ] as const) {
    const answers = [`mode=${mode}`, 'key=p-256'].flatMap((one) => ['--set', one]);
    const key = ['--ca-key', join(ca, 'ca.key')];
    const ended = await runCli(scratchFolder(), 'make', recipe, ...answers, ...files, ...key);
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
  }
});

test('a CA with an RSASSA-PSS key is refused by name', async () => {
  const ca = companyCa({ key: ['-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048'] });
  const files = ['--ca', join(ca, 'ca.pem'), '--ca-key', join(ca, 'ca.key')];
  const { code, stderr } = await runCli(scratchFolder(), 'make', 'graphex', '--set', 'mode=use-ca', ...files);
  expect({ code, stderr }).toMatchObject({ code: 2 });
  expect(stderr).toMatch(/^certwright: ca: The CA CN=Company CA has a key of type RSASSA-PSS/mu);
});
