import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../../support/bundle';
import { toolCommand } from '../../support/tools';

/** A folder with every file that a system under test reads, and the reader for them. */
export interface Sample {
  readonly folder: string;
  readonly at: (name: string) => string;
  readonly read: (name: string) => string;
}

/** Alias and password of `keystore.p12`. */
export const keystore = { alias: 'integration-manager', password: 'D0N0tU5eTh1sP@ssW0rd!' } as const;

/**
 * A root with a server and a client, made by OpenSSL: what the drivers are tried with, and the other party in the tests of
 * our own files.
 *
 * @param hosts the server's alternative names, as OpenSSL's configuration writes them
 */
export function makeSample(name = 'Sample', hosts = 'DNS:localhost,IP:127.0.0.1'): Sample {
  const folder = scratchFolder();
  const at = (file: string): string => join(folder, file);
  const openssl = (...args: readonly string[]) =>
    execFileSync(toolCommand('openssl'), args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const newKey = (file: string) => ['-newkey', 'rsa:2048', '-nodes', '-keyout', file] as const;
  const root = ['-subj', `/CN=${name} root`, '-days', '30', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'];
  openssl('req', '-x509', ...newKey('root_key.pem'), ...root, '-out', 'root.pem');
  const leaves = {
    server: `extendedKeyUsage=serverAuth\nsubjectAltName=${hosts}`,
    client: 'extendedKeyUsage=clientAuth',
  };
  for (const [role, extensions] of Object.entries(leaves)) {
    openssl('req', '-new', ...newKey(`${role}_key.pem`), '-subj', `/CN=${name} ${role}`, '-out', `${role}.csr`);
    writeFileSync(at(`${role}.ext`), `basicConstraints=critical,CA:FALSE\n${extensions}\n`);
    const signer = ['-CA', 'root.pem', '-CAkey', 'root_key.pem', '-CAcreateserial', '-days', '20'];
    openssl('x509', '-req', '-in', `${role}.csr`, ...signer, '-extfile', `${role}.ext`, '-out', `${role}.pem`);
  }
  copyFileSync(at('server.pem'), at('cert.pem'));
  copyFileSync(at('server_key.pem'), at('key.pem'));
  const entry = ['-in', 'server.pem', '-inkey', 'server_key.pem', '-certfile', 'root.pem', '-name', keystore.alias];
  openssl('pkcs12', '-export', ...entry, '-passout', `pass:${keystore.password}`, '-out', 'keystore.p12');
  return { folder, at, read: (file) => readFileSync(at(file), 'utf8') };
}
