import { execFileSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { encodePem } from '../../src/pki/pem';
import { catalogue } from '../../src/recipes/catalogue';
import { scratchFolder } from '../support/bundle';
import { keyFor, leafWith, rootWith } from '../support/issuing';
import { requireTool, toolCommand } from '../support/tools';
import { runCli } from './command-line';
import type { Ended } from './command-line';

// Each test starts several processes.
vi.setConfig({ testTimeout: 60_000 });

const root = await rootWith();
const [first, second] = [(await leafWith(root)).certificate, (await leafWith(root)).certificate];
const foreign = (await leafWith(await rootWith({ key: await keyFor('another root') }))).certificate;
let folder = '';
const at = (name: string): string => join(folder, name);
const cli = (...argv: string[]): Promise<Ended> => runCli(folder, ...argv, '--ca', 'root.pem', '--ca-key', 'root.key');
const openssl = (...args: string[]): string =>
  execFileSync(toolCommand('openssl'), args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const verify = (list: string, certificate: string): string =>
  openssl('verify', '-crl_check', '-CAfile', 'root.pem', '-CRLfile', list, certificate);

beforeEach(() => {
  requireTool('openssl');
  folder = scratchFolder();
  const pem = { 'root.pem': root.certificate, 'a.pem': first, 'b.pem': second, 'foreign.pem': foreign };
  for (const [name, { der }] of Object.entries(pem)) writeFileSync(at(name), encodePem('CERTIFICATE', der));
  writeFileSync(at('root.key'), encodePem('PRIVATE KEY', root.key.pkcs8));
});

test('a certificate and a number are revoked, and openssl knows it', async () => {
  const made = await cli('revoke', 'a.pem', '0A:1B:2C', '--first', '--reason', 'keyCompromise', '--date', '2026-01-02');
  expect(made).toMatchObject({ code: 0, stdout: 'revocation-list\n' });
  expect(readdirSync(at('revocation-list')).sort()).toEqual(['revocation-list.crl', 'revocation-list.pem']);
  expect(statSync(at('revocation-list/revocation-list.pem')).mode & 0o777).toBe(0o644);
  expect(made.stderr).toContain('Most systems read no revocation list.');
  for (const { title } of catalogue) expect(made.stderr).not.toContain(`${title}: `);
  expect(made.stderr).toContain(
    'A number alone does not show which CA issued it. Compare with the certificate: 0a1b2c.',
  );
  const list = 'revocation-list/revocation-list.pem';
  expect(() => verify(list, 'a.pem')).toThrow(/certificate revoked/u);
  expect(verify(list, 'b.pem')).toContain('OK');
  const text = openssl('crl', '-inform', 'DER', '-in', 'revocation-list/revocation-list.crl', '-noout', '-text');
  expect(text).toContain('Revocation Date: Jan  2 00:00:00 2026 GMT');
  expect(text).toContain('Key Compromise');
});

test('each certificate has a reason and a day of its own where they are said', async () => {
  const words = ['0a=keyCompromise@2026-01-02', 'a.pem=superseded', 'b.pem=@2026-02-03', '0b'];
  const usual = ['--first', '--reason', 'cessationOfOperation', '--date', '2026-03-04', '--out', 'list.pem'];
  expect(await cli('revoke', ...words, ...usual)).toMatchObject({ code: 0 });
  const text = openssl('crl', '-in', 'list.pem', '-noout', '-text');
  const said = text
    .split('Serial Number: ')
    .slice(1)
    .map((entry) => [
      /^\w+/u.exec(entry)?.[0]?.toLowerCase(),
      /Revocation Date: (\w+ +\d+)/u.exec(entry)?.[1],
      /Reason Code:\s*([\w ]+)/u.exec(entry)?.[1],
    ]);
  expect(new Set(said)).toEqual(
    new Set([
      ['0a', 'Jan  2', 'Key Compromise'],
      ['0b', 'Mar  4', 'Cessation Of Operation'],
      [first.serialNumber, 'Mar  4', 'Superseded'],
      [second.serialNumber, 'Feb  3', 'Cessation Of Operation'],
    ]),
  );
});

test('the next list keeps what was on the last one, in either encoding', async () => {
  expect(await cli('revoke', 'a.pem', '--first', '--out', '1.crl')).toMatchObject({ code: 0, stdout: '1.crl\n' });
  expect(await cli('revoke', 'b.pem', '--crl', '1.crl', '--days', '7', '--out', '2.pem')).toMatchObject({ code: 0 });
  const anew = await cli('revoke', '--crl', '2.pem', '--out', '3.pem');
  expect(anew).toMatchObject({ code: 0 });
  expect(anew.stderr).toContain('with 2 revoked');
  const number = (name: string, ...form: string[]): bigint =>
    BigInt(/0x\w+|\d+/u.exec(openssl('crl', '-in', name, '-noout', '-crlnumber', ...form))?.[0] ?? '');
  const numbers = [number('1.crl', '-inform', 'DER'), number('2.pem'), number('3.pem')] as const;
  expect(numbers).toEqual([numbers[0], numbers[0] + 1n, numbers[0] + 2n]);
  for (const name of ['a.pem', 'b.pem']) expect(() => verify('3.pem', name)).toThrow(/certificate revoked/u);
});

test('a list is made without the last one only when it is said to be the first', async () => {
  for (const what of [['a.pem'], ['77aa'], []]) {
    const refused = await cli('revoke', ...what, '--out', 'list.pem');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/^certwright: --crl: .*would be let in again.*--first/mu);
  }
  expect(readdirSync(folder)).not.toContain('list.pem');
  const first = await cli('revoke', '--first', '--out', 'list.pem', '--for', 'mtls');
  expect(first).toMatchObject({ code: 0 });
  expect(first.stderr).toContain('It names no certificate');
  expect(first.stderr).toContain(`${catalogue.find(({ id }) => id === 'mtls')?.title ?? ''}: `);
  expect(verify('list.pem', 'a.pem')).toContain('OK');
});

test.each<[string, string[], RegExp]>([
  [
    'a certificate of another CA',
    ['foreign.pem', '--first'],
    /foreign\.pem: CN=Test leaf was issued by .*, not by CN=Test root with/u,
  ],
  ['the root itself', ['root.pem', '--first'], /is a root\. No list revokes it/u],
  ['a number that is none', ['0', '--first'], /SERIAL: 0 is not a serial number/u],
  ['a file that is not there', ['none.pem', '--first'], /none\.pem is not there/u],
  ['a file without certificates', ['root.key', '--first'], /No file holds a certificate/u],
  ['a day of one certificate that is none', ['0a=@2026-13-01', '--first'], /SERIAL: 2026-13-01 is not a day/u],
  ['an unknown reason', ['0a', '--first', '--reason', 'mood'], /mood is not a reason/u],
  ['a day that is none', ['0a', '--first', '--date', 'today'], /--date: today is not a day/u],
  ['a day to come', ['0a', '--first', '--date', '2999-01-01'], /date: The day of the revocation is not possible/u],
  ['no list in --crl', ['0a', '--crl', 'a.pem'], /--crl: No file holds a revocation list/u],
  ['a first list and a last one', ['0a', '--first', '--crl', 'a.pem'], /--first: The first list/u],
  ['an unknown system', ['0a', '--first', '--for', 'toaster'], /toaster/u],
  ['no days', ['0a', '--first', '--days', '0'], /days: 0 is not a number of days/u],
])('it is refused in a sentence for %s', async (_, argv, words) => {
  const before = readdirSync(folder);
  const { code, stdout, stderr } = await cli('revoke', ...argv);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(words);
  expect(readdirSync(folder)).toEqual(before);
});
