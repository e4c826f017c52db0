// Keystores by the tools that people use today, whole command with its process start.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../run.mjs';
import { time } from './peers.mjs';

const password = 'changeit';

/** Runs commands in a folder. @param {string} folder @param {...readonly string[]} commands */
function run(folder, ...commands) {
  const options = { cwd: folder, env: { ...process.env, CAROOT: folder }, stdio: /** @type {const} */ ('ignore') };
  for (const [command = '', ...args] of commands) execFileSync(command, args, options);
}

const selfSigned = [
  ...['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'key.pem', '-out', 'cert.pem'],
  ...['-subj', '/CN=im.example.com', '-addext', 'subjectAltName=DNS:im.example.com'],
];

/** @param {number} iterations @param {...string} more */
const exported = (iterations, ...more) => [
  ...['openssl', 'pkcs12', '-export', '-inkey', 'key.pem', '-in', 'cert.pem', '-name', 'one', '-out', 'keystore.p12'],
  ...['-iter', String(iterations), '-passout', `pass:${password}`, ...more],
];

/** A key, its self-signed certificate and the keystore. @param {number} iterations @param {number} times */
export function timeKeytool(iterations, times) {
  const counts = ['keyPbe', 'certPbe', 'mac'].map((part) => `-J-Dkeystore.pkcs12.${part}IterationCount=${iterations}`);
  const key = ['-keyalg', 'RSA', '-keysize', '2048', '-dname', 'CN=im.example.com', '-ext', 'SAN=dns:im.example.com'];
  const store = ['-keystore', 'keystore.p12', '-storetype', 'PKCS12', '-storepass', password, '-alias', 'one'];
  return time(times, (folder) => run(folder, ['keytool', '-genkeypair', ...key, ...store, ...counts]));
}

/** The same in two commands. @param {number} iterations @param {number} times */
export function timeOpensslKeystore(iterations, times) {
  return time(times, (folder) => run(folder, selfSigned, exported(iterations)));
}

/** The same; the CA is made too. Encryption takes 2,048 iterations, the MAC one, and neither can be set. @param {number} times */
export function timeMkcertKeystore(times) {
  return time(times, (folder) => run(folder, ['mkcert', '-pkcs12', '-p12-file', 'keystore.p12', 'im.example.com']));
}

/** The whole Actian bundle: a CA, the keystore, texts, and the check. @param {number} times */
export function timeActianCommand(times) {
  return time(times, (folder) =>
    run(folder, [process.execPath, `${root}dist/cli.js`, 'make', 'actian-integration-manager']),
  );
}

/**
 * A keystore of the kind that older systems write, with so many iterations.
 *
 * @param {string} folder
 * @param {number} iterations
 * @returns {{ file: string, password: string } | undefined} undefined without OpenSSL
 */
export function makeOlderKeystore(folder, iterations) {
  try {
    const schemes = ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'];
    run(folder, selfSigned, exported(iterations, ...schemes));
    return { file: join(folder, 'keystore.p12'), password };
  } catch {
    return undefined;
  }
}
