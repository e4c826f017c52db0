import { parsePem } from '../../src/pki/pem';
import { parseRequest } from '../../src/pki/request';
import type { CertificationRequest } from '../../src/pki/request';
import { execFileSync } from 'node:child_process';
import { scratchFolder } from './bundle';
import { requireTool, toolCommand } from './tools';
import { ask } from './witness';

/** What OpenSSL is to ask for. */
export interface ForeignRequest {
  /** In OpenSSL's form; default `/CN=svc.example.com`. */
  readonly subject?: string;
  /** Lines of the extension request. */
  readonly extensions?: readonly string[];
  /** Arguments of `-newkey`; default an RSA key of 2,048 bits. */
  readonly key?: string;
  /** Lines of the section for attributes; then the subject is the default one. */
  readonly attributes?: readonly string[];
  /** Further arguments of `openssl req`. */
  readonly more?: readonly string[];
}

/** A certification request made by OpenSSL, in PEM; its key is thrown away. */
export function foreignRequestPem(wish: ForeignRequest = {}): string {
  const { subject = '/CN=svc.example.com', extensions = [], key = 'rsa:2048', attributes = [], more = [] } = wish;
  const configuration = [
    '[req]',
    'prompt = no',
    'utf8 = yes',
    'distinguished_name = name',
    ...(attributes.length === 0 ? [] : ['attributes = attributes']),
    '[name]',
    'CN = svc.example.com',
    '[attributes]',
    ...attributes,
  ].join('\n');
  // With a subject in its arguments OpenSSL does not look at attributes.
  const named = attributes.length === 0 ? ['-subj', subject] : [];
  const added = extensions.flatMap((line) => ['-addext', line]);
  const args = [
    'req',
    '-new',
    '-config',
    'c.cnf',
    '-utf8',
    '-nodes',
    '-keyout',
    '/dev/null',
    '-newkey',
    ...key.split(' '),
  ];
  const { status, text } = ask('openssl', [...args, ...added, ...named, ...more], { 'c.cnf': configuration });
  if (status !== 0) throw new Error(text);
  return text.slice(text.indexOf('-----BEGIN'));
}

/** The same, read. */
export function foreignRequest(wish: ForeignRequest = {}): CertificationRequest {
  return readRequest(foreignRequestPem(wish));
}

/** The first request in a PEM text. */
export function readRequest(pem: string): CertificationRequest {
  const block = parsePem(pem).find(({ label }) => label.endsWith('CERTIFICATE REQUEST'));
  if (block === undefined) throw new Error(pem);
  return parseRequest(block.der);
}

/** A request made by keytool for an RSA key of im.example.com, in PEM. */
export function keytoolRequest(more: readonly string[] = []): string {
  requireTool('keytool');
  const keytool = (...args: string[]): string =>
    execFileSync(toolCommand('keytool'), [...args, '-alias', 'im', '-keystore', 'k.p12', '-storepass', 'changeit'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const folder = scratchFolder();
  keytool('-genkeypair', '-keyalg', 'RSA', '-keysize', '2048', '-dname', 'CN=im.example.com, O=Example');
  return keytool('-certreq', ...more);
}
