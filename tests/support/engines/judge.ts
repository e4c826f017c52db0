import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect } from 'vitest';
import { unpack } from '../bundle';
import { told } from '../keystore-readers';
import { toolCommand } from '../tools';

const openssl = (...args: readonly string[]): string => told(toolCommand('openssl'), args);

/**
 * Unpacks a downloaded bundle and has OpenSSL and keytool judge what is in it: every certificate leads to the bundle's own
 * root, every private key belongs to one of the certificates, every keystore opens.
 *
 * @param passwords of keystores, by the file's name
 * @returns the paths of everything in it
 */
export async function judgeBundle(archive: Uint8Array, passwords: Record<string, string> = {}): Promise<string[]> {
  const { folder, at } = await unpack(new Uint8Array(archive));
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
  const holding = (label: RegExp): string[] =>
    paths.filter((path) => path.endsWith('.pem') && label.test(readFileSync(at(path), 'latin1')));
  const certificates = holding(/^-----BEGIN CERTIFICATE-----/u);
  const [root] = certificates.filter((path) => /(?:^|\/)root(?:_cert)?\.pem$/u.test(path));
  if (root === undefined) throw new Error(`There is no root among ${paths.join(', ')}.`);
  const owned = new Set<string>();
  for (const path of certificates) {
    openssl('verify', '-x509_strict', '-CAfile', at(root), '-untrusted', at(path), at(path));
    owned.add(openssl('x509', '-in', at(path), '-noout', '-pubkey'));
  }
  const keys = holding(/^-----BEGIN PRIVATE KEY-----/u);
  for (const path of keys) {
    openssl('pkey', '-in', at(path), '-noout', '-check');
    expect([...owned], path).toContain(openssl('pkey', '-in', at(path), '-pubout'));
  }
  const stores = paths.filter((path) => path.endsWith('.p12'));
  for (const path of stores) {
    const password = passwords[path.slice(path.lastIndexOf('/') + 1)] ?? '';
    const listed = told(
      toolCommand('keytool'),
      ['-J-Duser.language=en', '-list', '-keystore', at(path), '-storepass:env', 'PASSWORD'],
      { PASSWORD: password },
    );
    expect(listed, path).toMatch(/PrivateKeyEntry|trustedCertEntry/u);
  }
  expect(keys.length + stores.length).toBeGreaterThan(1);
  return paths;
}
