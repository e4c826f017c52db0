import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MaterialFile } from '../../src/jobs/types';
import { scratchFolder } from './bundle';
import { requireTool, toolCommand } from './tools';

/** What a company's CA is like; all of it as OpenSSL writes it. */
export interface CompanyCa {
  /** Arguments of `openssl genpkey`; default P-256. */
  readonly key?: readonly string[];
  /** Lines of the subject; default a common name. */
  readonly subject?: readonly string[];
  /** OpenSSL's `string_mask`. */
  readonly strings?: string;
  /** Lines of extensions; default those of an ordinary CA. */
  readonly extensions?: readonly string[];
  /** More arguments of `openssl req -x509`. */
  readonly options?: readonly string[];
  readonly days?: number;
  /** Issued by a root of the company, in `root.pem`; `cross`: self-signed too, in `ca.pem`, the other in `cross.pem`. */
  readonly below?: 'root' | 'cross';
  /** Without extensions, thus version 1. */
  readonly version1?: boolean;
}

const basic = 'basicConstraints = critical,CA:TRUE';
const usage = 'keyUsage = critical,keyCertSign,cRLSign';

/** Extensions of an ordinary CA. */
export const ordinary: readonly string[] = [basic, usage, 'subjectKeyIdentifier = hash'];

/** Runs OpenSSL in a folder. */
export function openssl(folder: string, ...args: readonly string[]): string {
  return execFileSync(toolCommand('openssl'), args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Makes a CA: `ca.pem`, `ca.key` and, where it has an issuer, `root.pem`, in a folder of its own. */
export function companyCa(ca: CompanyCa = {}): string {
  requireTool('openssl');
  const folder = scratchFolder();
  const { key = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'], extensions = ordinary, days = 3000 } = ca;
  const configuration = (subject: readonly string[], lines: readonly string[]): string =>
    [
      '[req]',
      'prompt = no',
      'utf8 = yes',
      `string_mask = ${ca.strings ?? 'utf8only'}`,
      'distinguished_name = subject',
      'x509_extensions = extensions',
      '[subject]',
      ...subject,
      '[extensions]',
      ...lines,
    ].join('\n');
  const subject = ca.subject ?? ['CN = Company CA'];
  writeFileSync(join(folder, 'ca.cnf'), configuration(subject, extensions));
  openssl(folder, 'genpkey', ...key, '-out', 'ca.key');
  const request = ['req', '-new', '-config', 'ca.cnf', '-key', 'ca.key'];
  const self = ['-x509', '-days', String(days), '-out', 'ca.pem', ...(ca.options ?? [])];
  if (ca.below !== 'root' && ca.version1 !== true) openssl(folder, ...request, ...self);
  if (ca.below === undefined && ca.version1 !== true) return folder;
  openssl(folder, ...request, '-out', 'ca.csr');
  const signed = ['x509', '-req', '-in', 'ca.csr', '-days', String(days)];
  if (ca.version1 === true) {
    openssl(folder, ...signed, '-signkey', 'ca.key', '-out', 'ca.pem');
    return folder;
  }
  writeFileSync(join(folder, 'root.cnf'), configuration(['O = Company', 'CN = Company root'], ordinary));
  openssl(folder, 'genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', 'root.key');
  openssl(
    folder,
    'req',
    '-new',
    '-x509',
    '-config',
    'root.cnf',
    '-key',
    'root.key',
    '-days',
    '3000',
    '-out',
    'root.pem',
  );
  const issued = ['-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial', '-extfile', 'ca.cnf'];
  const out = ca.below === 'cross' ? 'cross.pem' : 'ca.pem';
  openssl(folder, ...signed, ...issued, '-extensions', 'extensions', ...(ca.options ?? []), '-out', out);
  return folder;
}

/** Files of a folder, as they are dropped. */
export function filesIn(folder: string, ...names: readonly string[]): MaterialFile[] {
  return names.map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) }));
}
