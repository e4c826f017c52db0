import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { encryptPkcs8 } from '../../src/pki/key-formats';
import { encodePem } from '../../src/pki/pem';
import { scratchFolder } from '../support/bundle';
import { foreignRequest, foreignRequestPem, keytoolRequest } from '../support/foreign-requests';
import { keyFor, random, rootWith } from '../support/issuing';
import { requireTool, toolCommand } from '../support/tools';
import { runCli } from './command-line';
import type { Ended } from './command-line';

// Each test starts several processes.
vi.setConfig({ testTimeout: 60_000 });

const key = 'ec -pkeyopt ec_paramgen_curve:P-256';
const root = await rootWith();
const password = 'a password for the CA';
let folder = '';
const at = (name: string): string => join(folder, name);
const ca = ['--ca', 'ca'];
const cli = (...argv: string[]): Promise<Ended> => runCli(folder, ...argv);
const mode = (path: string): string => (statSync(at(path)).mode & 0o777).toString(8);
const openssl = (...args: string[]): string =>
  execFileSync(toolCommand('openssl'), args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

beforeEach(() => {
  requireTool('openssl');
  folder = scratchFolder();
  mkdirSync(at('ca'));
  writeFileSync(at('ca/root.pem'), encodePem('CERTIFICATE', root.certificate.der));
  writeFileSync(at('ca/root.key'), encodePem('PRIVATE KEY', root.key.pkcs8));
});

describe('sign', () => {
  test('says what is asked for, and writes what openssl takes', async () => {
    const extensions = [
      'subjectAltName=DNS:svc.example.com',
      'basicConstraints=critical,CA:TRUE',
      'keyUsage=keyCertSign',
    ];
    writeFileSync(at('r.csr'), foreignRequestPem({ key, extensions }));
    const { code, stdout, stderr } = await cli('sign', 'r.csr', ...ca);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'svc.example.com\n' });
    expect(stderr).toMatch(
      /^Asked by: CN=svc\.example\.com\nNames: DNS:svc\.example\.com\nFor: server\nKey: ECDSA P-256\n/u,
    );
    expect(stderr).toContain('It asks to be a CA (CA:TRUE)');
    expect(readdirSync(at('svc.example.com')).sort()).toEqual([
      'root.pem',
      'svc.example.com.cert.pem',
      'svc.example.com.fullchain.pem',
      'svc.example.com.p7b',
    ]);
    expect(mode('svc.example.com/svc.example.com.cert.pem')).toBe('644');
    const certificate = 'svc.example.com/svc.example.com.cert.pem';
    const verify = ['verify', '-x509_strict', '-purpose', 'sslserver', '-verify_hostname', 'svc.example.com'];
    expect(openssl(...verify, '-CAfile', 'ca/root.pem', certificate)).toContain(': OK');
    const again = await cli('sign', 'r.csr', ...ca);
    expect(again).toMatchObject({ code: 2, stdout: '' });
    expect(again.stderr).toContain('is already there');
  });

  test('signs under the CA that is named, not under another one of the folder given with it', async () => {
    const own = await rootWith({ subject: [{ type: 'CN', value: 'Own CA' }], key: await keyFor('own') });
    writeFileSync(at('r.csr'), foreignRequestPem({ key }));
    writeFileSync(at('own.pem'), encodePem('CERTIFICATE', own.certificate.der));
    const refused = await cli('sign', 'r.csr', '--ca', 'own.pem', '--ca-key', 'ca', '--out', 'leaf.pem');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain(
      'The private key of the CA CN=Own CA is missing. The other files hold the key of CN=Test root',
    );
    writeFileSync(at('own.key'), encodePem('PRIVATE KEY', own.key.pkcs8));
    const signed = await cli('sign', 'r.csr', '--ca', 'own.pem', '--ca-key', 'own.key', ...ca, '--out', 'leaf.pem');
    expect(signed).toMatchObject({ code: 0, stdout: 'leaf.pem\n' });
    const end = own.certificate.validity.notAfter.toISOString().slice(0, 10);
    expect(signed.stderr).toContain(`Issued under CN=Own CA, valid until ${end}.`);
    expect(openssl('verify', '-CAfile', 'own.pem', 'leaf.pem')).toContain('leaf.pem: OK');
  });

  test('takes names, holder, purpose and days from the user, and one file by its suffix', async () => {
    writeFileSync(at('r.der'), foreignRequest({ key }).der);
    const wishes = [
      '--hosts',
      'a.example.com,10.0.0.5',
      '--subject',
      'CN=a,O=Example\\, Inc.',
      '--purpose',
      'both',
      '--days',
      '30',
    ];
    expect(await cli('sign', 'r.der', ...ca, ...wishes, '--out', 'a.crt')).toMatchObject({
      code: 0,
      stdout: 'a.crt\n',
    });
    const text = openssl('x509', '-in', 'a.crt', '-noout', '-text', '-nameopt', 'rfc2253');
    expect(text).toContain('DNS:a.example.com, IP Address:10.0.0.5');
    expect(text).toContain('Subject: CN=a,O=Example\\, Inc.');
    expect(text).toContain('TLS Web Server Authentication, TLS Web Client Authentication');
    expect(readFileSync(at('a.crt'), 'utf8').match(/BEGIN CERTIFICATE/gu)).toHaveLength(1);
    expect(await cli('sign', 'r.der', ...ca, '--out', 'a.example.com')).toMatchObject({ code: 0 });
    expect(readdirSync(at('a.example.com'))).toHaveLength(4);
    expect(await cli('sign', 'r.der', ...ca, '--out', 'a.p7b')).toMatchObject({ code: 0 });
    expect(openssl('pkcs7', '-inform', 'DER', '-in', 'a.p7b', '-print_certs', '-noout')).toContain('Test root');
  });

  test('answers a request of keytool with what keytool imports', async () => {
    requireTool('keytool');
    const keytool = (...args: string[]): string =>
      execFileSync(toolCommand('keytool'), [...args, '-keystore', 'k.p12', '-storepass', 'changeit', '-alias', 'im'], {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    keytool('-genkeypair', '-keyalg', 'RSA', '-dname', 'CN=im.example.com');
    keytool('-certreq', '-file', 'r.csr');
    expect(await cli('sign', 'r.csr', ...ca, '--out', 'reply.p7b')).toMatchObject({ code: 0 });
    keytool('-importcert', '-noprompt', '-file', 'reply.p7b');
    expect(keytool('-list', '-v', '-J-Duser.language=en')).toContain('Certificate chain length: 2');
    // keytool writes the older label; the same request under the newer one is signed as well.
    expect(keytoolRequest()).toContain('BEGIN NEW CERTIFICATE REQUEST');
  });

  test('opens a protected CA key with the password in a file', async () => {
    writeFileSync(at('r.csr'), foreignRequestPem({ key }));
    const locked = await encryptPkcs8(root.key.pkcs8, password, { random, iterations: 2048 });
    writeFileSync(at('ca/root.key'), encodePem('ENCRYPTED PRIVATE KEY', locked));
    const without = await cli('sign', 'r.csr', ...ca);
    expect(without).toMatchObject({ code: 2, stdout: '' });
    expect(without.stderr).toMatch(/^certwright: --ca-password-file: .*Give it with --ca-password-file FILE\./mu);
    writeFileSync(at('password'), `${password}\n`);
    const { code, stderr } = await cli('sign', 'r.csr', ...ca, '--ca-password-file', 'password');
    expect(code, stderr).toBe(0);
    expect(stderr).not.toContain(password);
  });

  test('names the option in which a refusal can be mended', async () => {
    writeFileSync(at('r.csr'), foreignRequestPem({ key }));
    const limited = await rootWith({ permitted: [{ kind: 'dns', value: 'example.org' }] });
    writeFileSync(at('limited.pem'), encodePem('CERTIFICATE', limited.certificate.der));
    const stranger = await keyFor('stranger');
    writeFileSync(at('other.key'), encodePem('PRIVATE KEY', stranger.pkcs8));
    for (const [argv, words] of [
      [['--ca', 'limited.pem', '--ca-key', 'ca/root.key'], '--hosts: The CA CN=Test root is limited to other names'],
      [[...ca, '--subject', 'CN=Test root'], '--subject: The CA CN=Test root has the same name'],
      [[...ca, '--days', '0'], '--days: '],
      [['--ca', 'ca/root.pem', '--ca-key', 'other.key'], '--ca-key: None of the keys given belongs to'],
    ] as const)
      expect((await cli('sign', 'r.csr', ...argv)).stderr).toContain(`certwright: ${words}`);
  });

  test.each<[string, string[], RegExp]>([
    ['a suffix that nothing here has', ['sign', 'r.csr', ...ca, '--out', 'x.txt'], /--out: x\.txt is not possible/u],
    ['a dash for a file', ['sign', 'r.csr', ...ca, '--out', '-'], /--out: - is not possible.* ends in \.pem, \.crt/u],
    ['one file for several', ['intermediate', 'A', ...ca, '--out', 'ca.pem'], /--out: ca\.pem is not .* folder\./u],
    ['no request in the file', ['sign', 'ca/root.pem', ...ca], /REQUEST: No file holds a certificate request/u],
    ['a file that is not there', ['sign', 'none.csr', ...ca], /none\.csr is not there/u],
    ['no CA', ['sign', 'r.csr'], /--ca: Which CA\?/u],
    ['a short key', ['sign', 'short.csr', ...ca], /RSA 1024, which is too short/u],
    ['no host', ['sign', 'r.csr', ...ca, '--hosts', 'a b!'], /--hosts: /u],
    ['a wrong purpose', ['sign', 'r.csr', ...ca, '--purpose', 'mail'], /--purpose is server, client or both/u],
    ['a wrong holder', ['sign', 'r.csr', ...ca, '--subject', 'X=1'], /--subject: The name X=1/u],
    ['days that are none', ['sign', 'r.csr', ...ca, '--days', 'ten'], /--days is a whole number/u],
  ])('is refused in a sentence for %s', async (_, argv, words) => {
    writeFileSync(at('r.csr'), foreignRequestPem({ key }));
    writeFileSync(at('short.csr'), foreignRequestPem({ key: 'rsa:1024' }));
    const { code, stdout, stderr } = await cli(...argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(words);
    expect(readdirSync(folder).sort()).toEqual(['ca', 'r.csr', 'short.csr']);
  });
});

describe('intermediate', () => {
  test('makes a CA that signs at once, with its key protected', async () => {
    writeFileSync(at('r.csr'), foreignRequestPem({ key }));
    writeFileSync(at('password'), password);
    const made = await cli('intermediate', 'Issuing CA', ...ca, '--key-password-file', 'password', '--key', 'p-384');
    expect(made).toMatchObject({ code: 0, stdout: 'Issuing_CA\n' });
    expect([mode('Issuing_CA'), mode('Issuing_CA/Issuing_CA.key.pem')]).toEqual(['700', '600']);
    const under = ['--ca', 'Issuing_CA', '--ca-password-file', 'password', '--out', 'leaf.pem'];
    expect(await cli('sign', 'r.csr', ...under)).toMatchObject({ code: 0 });
    const verify = ['verify', '-x509_strict', '-CAfile', 'ca/root.pem', '-untrusted', 'leaf.pem', 'leaf.pem'];
    expect(openssl(...verify)).toContain('leaf.pem: OK');
    const lower = await cli('intermediate', 'Lower', '--ca', 'Issuing_CA', '--ca-password-file', 'password');
    expect(lower).toMatchObject({ code: 2, stdout: '' });
    expect(lower.stderr).toContain('may have 0 CAs below it');
  });
});
