import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from './bundle';
import { requireTool, toolCommand } from './tools';

/** What OpenSSL is to make: extensions of the CA, and its dates when they are not the ordinary ones. */
export interface BroughtCa {
  readonly extensions: readonly string[];
  readonly days?: readonly [from: string, until: string];
  /** Signed by a root that allows no CA below itself. */
  readonly belowRoot?: boolean;
}

/** A CA's certificate (ca.pem), with its issuer (root.pem) where it has one, and its key (ca.key), in a folder. */
export function makeCa({ extensions, days, belowRoot = false }: BroughtCa): string {
  requireTool('openssl');
  const folder = scratchFolder();
  const openssl = (...args: string[]): string =>
    execFileSync(toolCommand('openssl'), args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const key = (name: string): string =>
    openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', name);
  const basic = 'basicConstraints=critical,CA:TRUE';
  const self = (name: string, subject: string, more: readonly string[]): string =>
    openssl(
      'req',
      '-x509',
      '-new',
      '-key',
      `${name}.key`,
      '-subj',
      subject,
      '-days',
      '30',
      '-out',
      `${name}.pem`,
      ...more.flatMap((one) => ['-addext', one]),
    );
  key('ca.key');
  writeFileSync(join(folder, 'extensions'), extensions.join('\n'));
  if (belowRoot) {
    key('root.key');
    self('root', '/CN=Company root', [`${basic},pathlen:0`]);
    openssl('req', '-new', '-key', 'ca.key', '-subj', '/CN=Company CA', '-out', 'ca.csr');
    openssl(
      'x509',
      '-req',
      '-in',
      'ca.csr',
      '-CA',
      'root.pem',
      '-CAkey',
      'root.key',
      '-CAcreateserial',
      '-days',
      '30',
      '-extfile',
      'extensions',
      '-out',
      'ca.pem',
    );
  } else if (days === undefined) self('ca', '/CN=Company CA', extensions);
  else {
    // Only the small CA of OpenSSL sets both dates in every release.
    const [from, until] = days;
    writeFileSync(join(folder, 'index'), '');
    writeFileSync(join(folder, 'serial'), '01\n');
    writeFileSync(
      join(folder, 'ca.conf'),
      `[ca]\ndefault_ca=d\n[d]\ndatabase=index\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n`,
    );
    openssl('req', '-new', '-key', 'ca.key', '-subj', '/CN=Company CA', '-out', 'ca.csr');
    openssl(
      'ca',
      '-config',
      'ca.conf',
      '-batch',
      '-notext',
      '-selfsign',
      '-keyfile',
      'ca.key',
      '-in',
      'ca.csr',
      '-extfile',
      'extensions',
      '-startdate',
      from,
      '-enddate',
      until,
      '-out',
      'ca.pem',
    );
  }
  return folder;
}

/** A CA by its certificate alone. */
export const basic = 'basicConstraints=critical,CA:TRUE';

/** CAs that may not issue for sse.example.com, with what is said of each. */
export const refused: [string, BroughtCa, RegExp, field?: string][] = [
  [
    'has expired',
    { extensions: [basic], days: ['20200101000000Z', '20210101000000Z'] },
    /expired on 2021-01-01\. Make a new CA/u,
  ],
  [
    'has not begun',
    { extensions: [basic], days: ['20900101000000Z', '21000101000000Z'] },
    /begins on 2090-01-01\. Correct this computer's clock/u,
  ],
  [
    'stands below a root that allows no CA below itself',
    { extensions: [basic], belowRoot: true },
    /may have 0 CAs below it/u,
  ],
  [
    'is limited to other names',
    { extensions: [basic, 'nameConstraints=critical,permitted;DNS:other.example'] },
    /is limited to other names than .*sse\.example\.com/u,
    'hosts',
  ],
  ['may not sign certificates', { extensions: [basic, 'keyUsage=critical,digitalSignature'] }, /lacks keyCertSign/u],
];
