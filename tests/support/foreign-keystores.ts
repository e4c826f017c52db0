import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { issueAuthority } from '../../src/issuance/issue';
import { toHex } from '../../src/pki/bytes';
import { encodePem, parsePem } from '../../src/pki/pem';
import type { Bytes } from '../../src/pki/types';
import type { ExternalToolName } from '../../tools/external-tools.mjs';
import { scratchFolder } from './bundle';
import { keyFor, leafWith, random, rootWith } from './issuing';
import { toolCommand } from './tools';

/** A leaf with its key and two issuers, as PEM files for other writers. */
export interface Material {
  /** PrivateKeyInfo as OpenSSL writes it. */
  readonly pkcs8: Bytes;
  /** Leaf, intermediate, root. */
  readonly chain: readonly Bytes[];
  /** Path of a file in the material's folder. */
  readonly at: (name: string) => string;
}

/** Made anew in every run: an RSA key, its certificate, an intermediate and a root. */
export async function makeMaterial(): Promise<Material> {
  const folder = scratchFolder();
  const at = (name: string): string => join(folder, name);
  const root = await rootWith({ pathLength: 1 });
  const between = await issueAuthority({
    subject: [{ type: 'CN', value: 'Test intermediate' }],
    key: await keyFor('intermediate'),
    issuer: root,
    days: 1000,
    now: new Date(),
    random,
  });
  const key = await keyFor('leaf', 'rsa-2048');
  const { certificate } = await leafWith(between, { key });
  const chain = [certificate.der, between.certificate.der, root.certificate.der];
  const pem = chain.map((der) => encodePem('CERTIFICATE', der));
  writeFileSync(at('key.pem'), encodePem('PRIVATE KEY', key.pkcs8));
  writeFileSync(at('leaf.pem'), pem[0] ?? '');
  writeFileSync(at('issuers.pem'), pem.slice(1).join(''));
  writeFileSync(at('root.pem'), pem[2] ?? '');
  writeFileSync(at('chain.pem'), pem.join(''));
  // In DER, OpenSSL would write the traditional form.
  const [pkcs8] = parsePem(run('openssl', ['pkey', '-in', at('key.pem')]).toString());
  return { pkcs8: pkcs8!.der, chain, at };
}

/** Runs a tool; one that fails is an error that says why. Returns its standard output. */
export function run(tool: ExternalToolName, args: readonly string[], input = ''): Buffer {
  return runCommand(toolCommand(tool), args, input);
}

/** As {@link run}, for a program that is not in the table of tools. */
export function runCommand(command: string, args: readonly string[], input = ''): Buffer {
  // Java takes the letters of its arguments from the locale.
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  const { status, stdout, stderr } = spawnSync(command, args, { input, env, timeout: 120_000 });
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')}: exit ${String(status)}\n${stdout.toString()}${stderr.toString()}`);
  return stdout;
}

/** A PKCS#12 file of another writer. Its entry has the alias `my-alias`, where the writer has such a thing. */
export interface ForeignFile {
  readonly title: string;
  readonly tools: readonly ExternalToolName[];
  readonly password: string;
  readonly make: (material: Material, password: string) => Bytes;
  /** Whether it takes some million rounds in script to open, and as many to refuse a wrong password. */
  readonly costly?: boolean;
}

let files = 0;

function fresh({ at }: Material): string {
  return at(`foreign-${String(files++)}.p12`);
}

function read(path: string): Bytes {
  return new Uint8Array(readFileSync(path));
}

/** `openssl pkcs12 -export`. */
export function byOpenssl(material: Material, password: string, ...options: readonly string[]): Bytes {
  const { at } = material;
  const out = fresh(material);
  const parts = ['-inkey', at('key.pem'), '-in', at('leaf.pem'), '-certfile', at('issuers.pem'), '-name', 'my-alias'];
  run('openssl', ['pkcs12', '-export', ...parts, '-passout', `pass:${password}`, '-out', out, ...options]);
  return read(out);
}

const openssl = (title: string, options: readonly string[], password = 'changeit'): ForeignFile => ({
  title: `OpenSSL, ${title}`,
  tools: ['openssl'],
  password,
  make: (material, given) => byOpenssl(material, given, ...options),
});

const bothPbe = (name: string): string[] => ['-keypbe', name, '-certpbe', name];

const pbeNames = ['3DES', '2DES', 'RC2-128', 'RC2-40', 'RC4-128', 'RC4-40'].map((name) => `PBE-SHA1-${name}`);
const passwords = { empty: '', German: 'pässwörd', Greek: 'κωδικός', 'an emoji': 'key 🔑' };

const byOpensslAll: readonly ForeignFile[] = [
  openssl('its default', []),
  openssl('-legacy', ['-legacy']),
  openssl('-descert', ['-descert']),
  ...pbeNames.map((name) => openssl(name, ['-legacy', ...bothPbe(name)])),
  ...['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc', 'des-ede3-cbc'].map((name) => openssl(name, bothPbe(name))),
  ...['md5', 'sha1', 'sha224', 'sha384', 'sha512'].map((name) => openssl(`MAC ${name}`, ['-macalg', name])),
  openssl('no iteration', ['-noiter', '-nomaciter']),
  openssl('no MAC', ['-nomac']),
  openssl('no MAC, -legacy', ['-nomac', '-legacy']),
  openssl('certificates in clear', ['-certpbe', 'NONE']),
  openssl('key in clear', ['-keypbe', 'NONE']),
  openssl('all in clear, with MAC', bothPbe('NONE')),
  openssl('all in clear, without MAC', [...bothPbe('NONE'), '-nomac']),
  ...Object.entries(passwords).flatMap(([title, password]) => [
    openssl(`password ${title}`, [], password),
    openssl(`password ${title}, -legacy`, ['-legacy'], password),
    openssl(`password ${title}, -legacy without MAC`, ['-legacy', '-nomac'], password),
  ]),
];

/** keytool's own writing, from a file of OpenSSL's. */
export function byKeytool(material: Material, password: string, ...options: readonly string[]): Bytes {
  const source = fresh(material);
  writeFileSync(source, byOpenssl(material, password));
  const out = fresh(material);
  const from = ['-srckeystore', source, '-srcstorepass', password, '-srcstoretype', 'PKCS12'];
  const type = options.includes('-deststoretype') ? [] : ['-deststoretype', 'PKCS12'];
  run('keytool', [
    '-importkeystore',
    '-noprompt',
    ...from,
    '-destkeystore',
    out,
    '-deststorepass',
    password,
    ...type,
    ...options,
  ]);
  return read(out);
}

const keytool = (title: string, ...options: readonly string[]): ForeignFile => ({
  title: `keytool, ${title}`,
  tools: ['openssl', 'keytool'],
  password: 'changeit',
  make: (material, password) =>
    byKeytool(material, password, ...options.map((option) => `-J-Dkeystore.pkcs12.${option}`)),
});

const byKeytoolAll: readonly ForeignFile[] = [
  keytool('its default'),
  keytool('legacy', 'legacy'),
  keytool(
    'PBKDF2 with SHA-224',
    'keyProtectionAlgorithm=PBEWithHmacSHA224AndAES_128',
    'certProtectionAlgorithm=PBEWithHmacSHA224AndAES_256',
    'macAlgorithm=HmacPBESHA224',
  ),
  ...['SHA1', 'SHA384', 'SHA512'].map((hash) =>
    keytool(
      `PBKDF2 with ${hash}`,
      `keyProtectionAlgorithm=PBEWithHmac${hash}AndAES_256`,
      `certProtectionAlgorithm=PBEWithHmac${hash}AndAES_128`,
      `macAlgorithm=HmacPBE${hash}`,
    ),
  ),
  keytool('without MAC, certificates in clear', 'macAlgorithm=NONE', 'certProtectionAlgorithm=NONE'),
];

const nss = (title: string, options: readonly string[], password = 'changeit'): ForeignFile => ({
  title: `NSS, ${title}`,
  tools: ['openssl', 'certutil', 'pk12util'],
  password,
  make: (material, given) => {
    const source = fresh(material);
    writeFileSync(source, byOpenssl(material, 'changeit'));
    const db = `sql:${scratchFolder()}`;
    run('certutil', ['-N', '--empty-password', '-d', db]);
    run('pk12util', ['-i', source, '-d', db, '-W', 'changeit']);
    const out = fresh(material);
    run('pk12util', ['-o', out, '-n', 'my-alias', '-d', db, '-W', given, ...options]);
    return read(out);
  },
});

const sha1Pbe = (cipher: string): string => `PKCS #12 V2 PBE With SHA-1 And ${cipher}`;

const byNssAll: readonly ForeignFile[] = [
  nss('its default', []),
  nss('triple DES and RC2', ['-c', sha1Pbe('3KEY Triple DES-CBC'), '-C', sha1Pbe('40 Bit RC2 CBC'), '-M', 'SHA-1']),
  nss('AES-256 throughout', ['-c', 'AES-256-CBC', '-C', 'AES-256-CBC']),
  nss('certificates in clear', ['-C', 'none']),
  nss('password German', [], passwords.German),
];

const certtool = (title: string, options: readonly string[], password = 'changeit'): ForeignFile => ({
  title: `GnuTLS, ${title}`,
  tools: ['certtool'],
  password,
  costly: true,
  make: (material, given) => {
    const { at } = material;
    const out = fresh(material);
    const parts = ['--load-privkey', at('key.pem'), '--load-certificate', at('chain.pem'), '--p12-name', 'my-alias'];
    const secret = options.some((option) => option.endsWith('-password')) ? [] : ['--password', given];
    run('certtool', ['--to-p12', '--outder', ...parts, '--outfile', out, ...secret, ...options]);
    return read(out);
  },
});

const byCerttoolAll: readonly ForeignFile[] = [
  ...['3des', '3des-pkcs12', 'aes-128', 'aes-192', 'aes-256', 'rc2-40', 'arcfour'].map((cipher) =>
    certtool(cipher, ['--pkcs-cipher', cipher]),
  ),
  certtool('empty password', ['--empty-password', '--pkcs-cipher', '3des-pkcs12'], ''),
  certtool('null password', ['--null-password', '--pkcs-cipher', '3des-pkcs12'], ''),
  certtool('password German', ['--pkcs-cipher', '3des-pkcs12'], passwords.German),
];

const pyca = (title: string, encryption: string, password = 'changeit'): ForeignFile => ({
  title: `Python's cryptography, ${title}`,
  tools: ['python-cryptography'],
  password,
  make: (material, given) => {
    const out = fresh(material);
    const script = join(import.meta.dirname, '../interop/write_pkcs12.py');
    const { at } = material;
    run('python-cryptography', [script, at('key.pem'), at('chain.pem'), out, encryption, given]);
    return read(out);
  },
});

const byPycaAll: readonly ForeignFile[] = [
  pyca('its default', 'best'),
  pyca('triple DES, SHA-1', 'older'),
  pyca('password German', 'best', passwords.German),
];

/** Every file that must read with key, alias and the whole chain. */
export const foreignFiles: readonly ForeignFile[] = [
  ...byOpensslAll,
  ...byKeytoolAll,
  ...byNssAll,
  ...byCerttoolAll,
  ...byPycaAll,
];

/** Certificates as hex, sorted: files order them as they like. */
export function asSet(certificates: readonly Bytes[]): string[] {
  return certificates.map(toHex).sort();
}
