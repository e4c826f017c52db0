import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from './bundle';
import { openssl, ordinary } from './company-ca';
import { requireTool } from './tools';

/** A certificate that OpenSSL issues in a folder: the key is made when a file of that name was not named before. */
interface Issued {
  readonly name: string;
  readonly subject: string;
  /** Begin of the key's file name; default that of the certificate. */
  readonly key?: string;
  /** Begin of the names of the issuer's certificate and key; absent: self-signed. */
  readonly by?: readonly [certificate: string, key: string];
  readonly days: number;
  readonly extensions?: readonly string[];
}

const identified = [...ordinary, 'authorityKeyIdentifier = keyid'];
const leaf = ['basicConstraints = CA:FALSE', 'subjectAltName = DNS:svc.example.com', 'subjectKeyIdentifier = hash'];

function issueAll(all: readonly Issued[]): string {
  requireTool('openssl');
  const folder = scratchFolder();
  const keys = new Set<string>();
  for (const { name, subject, key = name, by, days, extensions = identified } of all) {
    if (!keys.has(key))
      openssl(folder, 'genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', `${key}.key`);
    keys.add(key);
    writeFileSync(join(folder, 'extensions'), extensions.join('\n'));
    openssl(folder, 'req', '-new', '-key', `${key}.key`, '-subj', subject, '-out', 'request');
    const issuer =
      by === undefined
        ? ['-signkey', `${key}.key`]
        : ['-CA', `${by[0]}.pem`, '-CAkey', `${by[1]}.key`, '-CAcreateserial'];
    const args = ['-days', String(days), '-extfile', 'extensions', '-out', `${name}.pem`];
    openssl(folder, 'x509', '-req', '-in', 'request', ...issuer, ...args);
  }
  return folder;
}

/**
 * An intermediate CA that two roots signed, in `int.pem` by `root.pem`, and in `cross.pem`, which lasts longer, by
 * `far.pem`; below it `sub.pem` and `leaf.pem`, each with its key.
 */
export function crossSigned(): string {
  return issueAll([
    { name: 'root', subject: '/CN=Company root', days: 3000 },
    { name: 'far', subject: '/CN=Far root', days: 5000 },
    { name: 'int', subject: '/CN=Company intermediate', by: ['root', 'root'], days: 1000 },
    { name: 'cross', subject: '/CN=Company intermediate', key: 'int', by: ['far', 'far'], days: 4000 },
    { name: 'sub', subject: '/CN=Company CA', by: ['int', 'int'], days: 900 },
    { name: 'leaf', subject: '/CN=Leaf', by: ['int', 'int'], days: 100, extensions: leaf },
  ]);
}

/**
 * A CA that took a new key: `old.pem` is its root, which allows no CA below itself; `rolled.pem` has the same name and the
 * new key (`rolled.key`) and is signed with the old; `leaf.pem` with the new.
 */
export function rolledOver(): string {
  const [, ...rest] = identified;
  return issueAll([
    {
      name: 'old',
      subject: '/CN=Company CA',
      days: 2000,
      extensions: ['basicConstraints = critical,CA:TRUE,pathlen:0', ...rest],
    },
    { name: 'rolled', subject: '/CN=Company CA', by: ['old', 'old'], days: 1500 },
    { name: 'leaf', subject: '/CN=Leaf', by: ['rolled', 'rolled'], days: 100, extensions: leaf },
  ]);
}
