import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { conversionFormats } from '../../src/jobs/convert-formats';
import { encodePem } from '../../src/pki/pem';
import { catalogue } from '../../src/recipes/catalogue';
import { keyFor, leafWith, rootWith } from '../support/issuing';
import { requireTool, toolCommand } from '../support/tools';
import { runCli } from './command-line';
import type { Ended } from './command-line';

// Each test starts several processes.
vi.setConfig({ testTimeout: 60_000 });

const PASSWORD = 'correct horse battery';
let folder = '';
const at = (path: string): string => join(folder, path);
const mode = (path: string): string => (statSync(at(path)).mode & 0o777).toString(8);
const convert = (...argv: string[]): Promise<Ended> => runCli(folder, 'convert', ...argv);
const openssl = (...args: string[]): string =>
  execFileSync(toolCommand('openssl'), args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'certwright-convert-'));
  const root = await rootWith();
  const { certificate } = await leafWith(root);
  writeFileSync(at('root.pem'), encodePem('CERTIFICATE', root.certificate.der));
  writeFileSync(at('svc.pem'), encodePem('CERTIFICATE', certificate.der));
  writeFileSync(at('svc.key'), encodePem('PRIVATE KEY', (await keyFor('leaf')).pkcs8));
  writeFileSync(at('new'), `${PASSWORD}\n`);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('convert', () => {
  test('writes a keystore with the chosen alias under its own name, mode 0600, and prints the name alone', async () => {
    requireTool('openssl');
    const options = ['--to', 'pkcs12', '--alias', 'web', '--new-password-file', 'new'];
    const { code, stdout } = await convert('svc.key', 'svc.pem', 'root.pem', ...options);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Test-leaf.p12\n' });
    expect(mode('Test-leaf.p12')).toBe('600');
    const contents = openssl('pkcs12', '-in', 'Test-leaf.p12', '-passin', 'file:new', '-nodes');
    expect(contents).toContain('friendlyName: web');
    expect(contents.match(/BEGIN CERTIFICATE/gu)).toHaveLength(2);
  });

  test('opens what is protected with a password file, and takes the password away', async () => {
    requireTool('openssl');
    await convert('svc.key', '--to', 'key-encrypted-pem', '--new-password-file', 'new', '--out', 'locked.pem');
    expect(readFileSync(at('locked.pem'), 'utf8')).toContain('BEGIN ENCRYPTED PRIVATE KEY');
    writeFileSync(at('wrong'), 'no');
    const opened = ['--password-file', 'wrong', '--password-file', 'new', '--to', 'key-sec1-pem', '--out', 'open.pem'];
    expect(await convert('locked.pem', ...opened)).toMatchObject({ code: 0, stdout: 'open.pem\n' });
    expect(openssl('pkey', '-in', 'open.pem')).toBe(openssl('pkey', '-in', 'svc.key'));
    expect(await convert('locked.pem', '--to', 'key-pkcs8-pem')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/locked\.pem is protected\..* Give it with --password-file FILE\./u) as string,
    });
  });

  test('changes the alias beside the keystore, in place only when told so, its password kept', async () => {
    requireTool('openssl');
    const made = ['--to', 'pkcs12', '--alias', 'old', '--new-password-file', 'new', '--out', 'store.p12'];
    await convert('svc.key', 'svc.pem', ...made);
    const renaming = [
      'store.p12',
      '--password-file',
      'new',
      '--to',
      'change-alias',
      '--entry',
      'OLD',
      '--alias',
      'tomcat',
    ];
    expect(await convert(...renaming)).toMatchObject({ code: 0, stdout: 'store-changed.p12\n' });
    const inPlace = [...renaming, '--out', 'store.p12'];
    expect(await convert(...inPlace)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--out: store.p12 is already there') as string,
    });
    expect(await convert(...inPlace, '--force')).toMatchObject({ code: 0, stdout: 'store.p12\n' });
    const contents = openssl('pkcs12', '-in', 'store.p12', '-passin', 'file:new', '-nodes');
    expect(contents.match(/friendlyName: .*/gu)).toEqual(['friendlyName: tomcat', 'friendlyName: tomcat']);
  });

  test('puts one file into a folder that is there, and several into a new one', async () => {
    mkdirSync(at('there'));
    expect(await convert('svc.pem', '--to', 'certificate-der', '--out', 'there')).toMatchObject({
      code: 0,
      stdout: `${join('there', 'Test-leaf.cer')}\n`,
    });
    expect(mode('there/Test-leaf.cer')).toBe('644');
    expect(await convert('svc.key', 'svc.pem', '--to', 'escaped', '--out', 'lines')).toMatchObject({ code: 0 });
    const written = readdirSync(at('lines')).sort();
    expect(written.map((name) => [name, mode(`lines/${name}`)])).toEqual([
      ['Test-leaf-certificate.escaped.txt', '644'],
      ['Test-leaf-key.escaped.txt', '600'],
    ]);
  });

  test('goes straight into the layout of a recipe, under its exact names', async () => {
    requireTool('openssl');
    const made = ['--to', 'pkcs12', '--new-password-file', 'new', '--out', 'export.pfx'];
    await convert('svc.key', 'svc.pem', 'root.pem', ...made);
    const set = ['--set', 'hosts=svc.example.com'];
    const { code } = await convert('export.pfx', '--password-file', 'new', '--to', 'graphex', ...set, '--out', 'gx');
    expect(code).toBe(0);
    const certificates = at('gx/graphex_ssl_certificates');
    expect(readdirSync(certificates).sort()).toEqual(['cert.pem', 'key.pem']);
    expect(openssl('pkey', '-in', join(certificates, 'key.pem'))).toBe(openssl('pkey', '-in', 'svc.key'));
    expect(await convert('export.pfx', '--to', 'graphex', '--alias', 'x')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--alias: The recipe says how its files are written') as string,
    });
  });

  test('takes the names of the certificate for the hosts of a recipe', async () => {
    const { code, stdout, stderr } = await convert('svc.key', 'svc.pem', 'root.pem', '--to', 'tls-server');
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('svc.example.com');
    expect(stderr).not.toMatch(/localhost|does not cover|this computer/u);
  });

  test('prints one file that holds no key to stdout for --out -, octet by octet, and says that it expired', async () => {
    requireTool('openssl');
    const now = new Date('2020-01-01');
    const { certificate } = await leafWith(await rootWith({ now }), { now, days: 30 });
    writeFileSync(at('old.pem'), encodePem('CERTIFICATE', certificate.der));
    const { code, stdout, stderr } = await convert('old.pem', '--to', 'certificate-pem', '--out', '-');
    expect({ code, stdout }).toEqual({ code: 0, stdout: readFileSync(at('old.pem'), 'utf8') });
    expect(stderr).toBe(
      'note: Expired, so whoever checks dates refuses it: CN=Test leaf (2020-01-29). Another form does not renew it.\n',
    );
    expect((await convert('svc.pem', '--to', 'certificate-der', '--out', '-')).stderr).toBe('');
    const before = readdirSync(folder);
    for (const [to, why] of [
      ['key-pkcs8-pem', 'holds a key is not printed'],
      ['escaped', 'Several files are made'],
    ] as const)
      expect(await convert('svc.pem', 'svc.key', '--to', to, '--out', '-')).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining(why) as string,
      });
    expect(readdirSync(folder)).toEqual(before);
  });

  test('lists what can be made of the files when nothing is asked for', async () => {
    const { code, stdout } = await convert('svc.pem');
    const ids = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0]);
    expect(code).toBe(0);
    expect(ids).toContain('certificate-der');
    expect(ids).not.toContain('pkcs12');
  });

  test.each([
    [['svc.pem', '--to', 'pkcs12'], 'In svc.pem there is no private key.'],
    [['svc.pem', 'svc.key', '--to', 'pkcs12'], '--new-password-file: What is written needs a password'],
    [['svc.pem', '--to', 'pkcs13'], '--to: There is no format and no recipe pkcs13'],
    [['svc.pem', '--to', 'certificate-pem', '--alias', 'x'], '--alias: certificate-pem takes no such option'],
    [['svc.pem', '--to', 'certificate-pem', '--set', 'a=b'], '--set answers the fields of a recipe'],
    [['svc.pem', 'root.pem', '--to', 'p7b-pem', '--choose', 'nobody'], '--choose: Nothing here is called nobody'],
    [['svc.pem', '--to', 'certificate-pem', '--name', 'a/b'], '--name: The name a/b has a character'],
    [['nothing.pem', '--to', 'certificate-pem'], 'nothing.pem is not there'],
    [[], 'FILE: Which files?'],
  ])('refuses %j with one sentence, exit code 2, and writes nothing', async (argv, sentence) => {
    const before = readdirSync(folder);
    const { code, stdout, stderr } = await convert(...argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(sentence);
    expect(readdirSync(folder)).toEqual(before);
    expect(existsSync(at('Test-leaf-cert.pem'))).toBe(false);
  });
});

test('No format has the name of a recipe or of another format', () => {
  const ids = [...conversionFormats, ...catalogue].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
