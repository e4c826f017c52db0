import { createHash, createPrivateKey } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExternalToolName } from '../../tools/external-tools.mjs';
import { scratchFolder } from './bundle';
import { classesOf } from './java';
import type { Jdk } from './java';
import { toolCommand } from './tools';

/** What a reader finds in a keystore with at most one key. */
export interface StoreFacts {
  /** Empty: none. */
  readonly alias: string;
  /** SHA-256 of the key's PKCS#8 form; undefined without a key. */
  readonly key?: string | undefined;
  /** SHA-256 of the key's SubjectPublicKeyInfo, from a reader that does not show the private key in that form. */
  readonly publicKey?: string | undefined;
  /** SHA-256 of each certificate, leaf first. */
  readonly certificates: readonly string[];
}

/** A program of others that reads PKCS#12. */
export interface KeystoreReader {
  readonly name: string;
  readonly tools: readonly ExternalToolName[];
  /** What of the key it shows. */
  readonly shows?: 'key' | 'publicKey';
  /** What it finds in the file; an error that says why when it refuses it. */
  readonly read: (file: string, password: string) => StoreFacts;
}

export const sha256 = (octets: Uint8Array): string => createHash('sha256').update(octets).digest('hex');

/** What a program prints; an error with all of it when it objects. */
export function told(command: string, args: readonly string[], environment: Record<string, string> = {}): string {
  const options = { encoding: 'utf8', input: '', timeout: 60_000, env: { ...process.env, ...environment } } as const;
  const { status, stdout, stderr } = spawnSync(command, args, options);
  if (status !== 0) throw new Error(`${command} ${args[0] ?? ''}: exit ${String(status)}\n${stdout}${stderr}`);
  return stdout;
}

const pemBlocks = (text: string, label: string): string[] =>
  text.match(new RegExp(`-----BEGIN ${label}-----\n[^-]+-----END ${label}-----`, 'gu')) ?? [];

const derOf = (pem: string): Uint8Array => Buffer.from(pem.replaceAll(/-----.*-----/gu, ''), 'base64');

const certificatesIn = (text: string): string[] => pemBlocks(text, 'CERTIFICATE').map((pem) => sha256(derOf(pem)));

function keyIn(text: string): string | undefined {
  const [key] = pemBlocks(text, 'PRIVATE KEY');
  return key && sha256(createPrivateKey(key).export({ type: 'pkcs8', format: 'der' }));
}

function readWithOpenssl(file: string, password: string): StoreFacts {
  const text = told(toolCommand('openssl'), ['pkcs12', '-in', file, '-passin', 'env:PASSWORD', '-nodes'], {
    PASSWORD: password,
  });
  const names = [...text.matchAll(/^ +friendlyName: (.*)$/gmu)].map(([, name = '']) => name);
  return { alias: names[0] ?? '', key: keyIn(text), certificates: certificatesIn(text) };
}

function readWithPython(file: string, password: string): StoreFacts {
  const script = join(import.meta.dirname, '../interop/keystore_facts.py');
  const facts = JSON.parse(told(toolCommand('python-cryptography'), [script, file, password])) as Record<
    string,
    unknown
  >;
  return {
    alias: '',
    ...Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null)),
  } as StoreFacts;
}

/** certtool leaves the key encrypted; what it then says of it is the SHA-256 of the public key that belongs to it. */
function readWithGnutls(file: string, password: string): StoreFacts {
  const certtool = toolCommand('certtool');
  const text = told(certtool, ['--p12-info', '--inder', '--infile', file, '--password', password]);
  const folder = mkdtempSync(join(scratchFolder(), 'key-'));
  const [encrypted] = pemBlocks(text, 'ENCRYPTED PRIVATE KEY');
  writeFileSync(join(folder, 'key.pem'), `${encrypted ?? ''}\n`);
  const about = (): string =>
    told(certtool, ['--key-info', '--pkcs8', '--password', password, '--infile', join(folder, 'key.pem')]);
  const publicKey = encrypted && /Public Key ID:\s+sha256:([\da-f]{64})/u.exec(about())?.[1];
  const alias = /Friendly name: (.*)/u.exec(text)?.[1] ?? '';
  return { alias, publicKey, certificates: certificatesIn(text) };
}

/**
 * NSS takes the file into a database and gives it out again, which OpenSSL then reads: the issuers have names by then, and
 * stand in another order.
 */
function readWithNss(file: string, password: string): StoreFacts {
  const folder = scratchFolder();
  const db = `sql:${folder}`;
  const copy = join(folder, 'copy.p12');
  told(toolCommand('certutil'), ['-N', '--empty-password', '-d', db]);
  told(toolCommand('pk12util'), ['-i', file, '-d', db, '-W', password]);
  const listed = told(toolCommand('certutil'), ['-K', '-d', db]);
  const nickname = /^< *0> +\S+ +[\da-f]+ +(\S.*)$/mu.exec(listed)?.[1] ?? '';
  told(toolCommand('pk12util'), ['-o', copy, '-n', nickname, '-d', db, '-W', 'changeit']);
  return { ...readWithOpenssl(copy, 'changeit'), alias: nickname };
}

export const nativeReaders: readonly KeystoreReader[] = [
  { name: 'OpenSSL', tools: ['openssl'], shows: 'key', read: readWithOpenssl },
  { name: 'GnuTLS', tools: ['certtool'], shows: 'publicKey', read: readWithGnutls },
  { name: 'NSS', tools: ['pk12util', 'certutil', 'openssl'], shows: 'key', read: readWithNss },
  { name: 'Python’s cryptography', tools: ['python-cryptography'], shows: 'key', read: readWithPython },
];

/** Runs tests/interop/KeystoreFacts.java and returns its lines, in fields. */
export function keystoreFacts(jdk: Jdk, ...args: readonly string[]): string[][] {
  return told(jdk.java, ['-cp', classesOf(jdk, 'KeystoreFacts'), 'KeystoreFacts', ...args])
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t'));
}

/** Java's KeyStore as a reader. */
export function javaReader(jdk: Jdk): KeystoreReader {
  return {
    name: `Java ${jdk.version}`,
    tools: ['jdk'],
    shows: 'key',
    read: (file, password) => {
      const lines = keystoreFacts(jdk, 'PKCS12', file, password);
      const [, alias = '', key, ...certificates] = lines[0] ?? [];
      if (lines.length !== 1) throw new Error(`${String(lines.length)} entries`);
      return { alias, key, certificates };
    },
  };
}

/** `keytool -list -v` as a reader, which tells no key. */
export function keytoolReader(jdk: Jdk): KeystoreReader {
  return {
    name: `keytool ${jdk.version}`,
    tools: ['keytool'],
    read: (file, password) => {
      const args = ['-J-Duser.language=en', '-list', '-v', '-keystore', file, '-storepass:env', 'PASSWORD'];
      const text = told(jdk.keytool, args, { PASSWORD: password });
      if (!text.includes('Your keystore contains 1 entry')) throw new Error(text);
      const certificates = [...text.matchAll(/^\s*SHA256: ([\dA-F:]+)$/gmu)].map(([, digits = '']) =>
        digits.replaceAll(':', '').toLowerCase(),
      );
      return { alias: /^Alias name: (.*)$/mu.exec(text)?.[1] ?? '', certificates };
    },
  };
}
