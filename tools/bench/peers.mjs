// The same job by the tools that people use today, whole command with its process start.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../run.mjs';

/** A CA, a server and a client certificate, as a careful user writes it down. */
const opensslScript = `set -e
key() { openssl genpkey $ALGORITHM -out "$1" 2>/dev/null; }
key root_key.pem
openssl req -x509 -new -key root_key.pem -sha256 -days 3650 -subj "/CN=Example CA" -out root_cert.pem \\
  -addext "keyUsage=critical,keyCertSign,cRLSign"
for role in server client; do
  key $role.key
  openssl req -new -key $role.key -subj "/CN=sse.example.com" -out $role.csr
  printf 'basicConstraints=critical,CA:FALSE\\nkeyUsage=critical,digitalSignature\\nextendedKeyUsage=%sAuth\\nsubjectAltName=DNS:sse.example.com,IP:10.0.0.5\\n' $role > $role.ext
  openssl x509 -req -in $role.csr -CA root_cert.pem -CAkey root_key.pem -CAcreateserial -sha256 -days 825 -extfile $role.ext -out $role.pem 2>/dev/null
done
`;

const opensslAlgorithm = {
  'P-256': '-algorithm EC -pkeyopt ec_paramgen_curve:P-256',
  'RSA-2048': '-algorithm RSA -pkeyopt rsa_keygen_bits:2048',
};

/** @typedef {keyof typeof opensslAlgorithm} AlgorithmName */

/**
 * Runs a job in a new empty folder each time.
 *
 * @param {number} times
 * @param {(folder: string) => void} job
 * @returns {number[] | undefined} milliseconds; undefined when the tool is not there or refuses
 */
export function time(times, job) {
  const values = [];
  for (let i = 0; i < times; i += 1) {
    const folder = mkdtempSync(join(tmpdir(), 'certwright-bench-'));
    try {
      const start = performance.now();
      job(folder);
      values.push(performance.now() - start);
    } catch {
      return undefined;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return values;
}

/** @param {AlgorithmName} algorithm @param {number} times */
export function timeOpenssl(algorithm, times) {
  return time(times, (folder) => {
    writeFileSync(join(folder, 'make.sh'), opensslScript);
    const env = { ...process.env, ALGORITHM: opensslAlgorithm[algorithm] };
    execFileSync('sh', ['make.sh'], { cwd: folder, env, stdio: 'ignore' });
  });
}

/** Its CA is made too, in a folder of its own; no trust store is touched. @param {AlgorithmName} algorithm @param {number} times */
export function timeMkcert(algorithm, times) {
  const kind = algorithm === 'P-256' ? ['-ecdsa'] : [];
  return time(times, (folder) => {
    const options = { cwd: folder, env: { ...process.env, CAROOT: folder }, stdio: /** @type {const} */ ('ignore') };
    const files = (/** @type {string} */ name) => ['-cert-file', `${name}.pem`, '-key-file', `${name}.key`];
    execFileSync('mkcert', [...kind, ...files('server'), 'sse.example.com', '10.0.0.5'], options);
    execFileSync('mkcert', [...kind, '-client', ...files('client'), 'sse.example.com'], options);
  });
}

/** @param {AlgorithmName} algorithm @param {number} times */
export function timeCommandLine(algorithm, times) {
  return time(times, (folder) => {
    const set = [`key=${algorithm.toLowerCase()}`, 'hosts=sse.example.com,10.0.0.5', 'ca-key=plain'];
    const args = [`${root}dist/cli.js`, 'make', 'qlik-sse', ...set.flatMap((one) => ['--set', one])];
    execFileSync(process.execPath, args, { cwd: folder, stdio: 'ignore' });
  });
}
