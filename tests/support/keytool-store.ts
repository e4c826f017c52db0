import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bytes } from '../../src/pki/types';
import { scratchFolder } from './bundle';
import { toolCommand } from './tools';

/**
 * A keystore made by keytool: a key `mine` with a self-signed certificate, and a trusted certificate `root`.
 *
 * @param format `JKS`, `JCEKS` or `PKCS12`
 * @param root PEM
 */
export function keytoolStore(
  format: string,
  password: string,
  root: string,
  more: { secretKey?: boolean } = {},
): Bytes {
  const folder = scratchFolder();
  const store = ['-keystore', 'store', '-storetype', format, '-storepass', password, '-keypass', password];
  const keytool = (...args: readonly string[]): void => {
    const { status, stdout, stderr } = spawnSync(toolCommand('keytool'), args, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`keytool ${args[0] ?? ''}\n${stdout}${stderr}`);
  };
  writeFileSync(join(folder, 'root.pem'), root);
  keytool('-genkeypair', '-alias', 'mine', '-keyalg', 'RSA', '-dname', 'CN=mine.example', ...store);
  keytool('-importcert', '-alias', 'root', '-file', 'root.pem', '-noprompt', ...store);
  if (more.secretKey === true) keytool('-genseckey', '-alias', 'secret', '-keyalg', 'AES', '-keysize', '128', ...store);
  return new Uint8Array(readFileSync(join(folder, 'store')));
}
