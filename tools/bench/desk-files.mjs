// Files for the desk, larger than anybody's: made while the bench runs, with openssl and the built command line.
import { execFileSync } from 'node:child_process';
import { createPrivateKey, randomBytes, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { root } from '../run.mjs';

/** @typedef {{ name: string, bytes: Buffer }} File */

const MANY = 1000;
const megabyte = 1024 * 1024;
const cli = `${root}dist/cli.js`;

/** Password of the keystore. */
export const password = 'changeit';

/** @param {number} tag @param {...Buffer} parts @returns {Buffer} one DER element */
function element(tag, ...parts) {
  const content = Buffer.concat(parts);
  const long = content.length < 0x80 ? [] : [content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from(long.length === 0 ? [tag, content.length] : [tag, 0x82, ...long]), content]);
}

/** @param {Buffer} der @returns {Buffer[]} the elements inside the outermost one */
function inside(der) {
  const lengthAt = (/** @type {number} */ at) => {
    const first = der[at + 1] ?? 0;
    return first < 0x80
      ? { from: at + 2, size: first }
      : { from: at + 2 + (first & 0x7f), size: der.readUIntBE(at + 2, first & 0x7f) };
  };
  const parts = [];
  for (let at = lengthAt(0).from; at < der.length;) {
    const { from, size } = lengthAt(at);
    parts.push(der.subarray(at, from + size));
    at = from + size;
  }
  return parts;
}

/** Certificates of one CA, which differ in their serial numbers. @param {string} folder @returns {string[]} PEM */
function certificates(folder) {
  const path = (/** @type {string} */ name) => join(folder, name);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const openssl = (/** @type {string[]} */ ...args) =>
    execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    path('ca.key'),
    '-out',
    path('ca.pem'),
    '-days',
    '3650',
    '-subj',
    '/CN=Bench CA',
  );
  openssl('req', ...key, '-keyout', path('leaf.key'), '-out', path('leaf.csr'), '-subj', '/CN=bench.example.com');
  const signed = openssl(
    'x509',
    '-req',
    '-in',
    path('leaf.csr'),
    '-CA',
    path('ca.pem'),
    '-CAkey',
    path('ca.key'),
    '-days',
    '365',
    '-set_serial',
    '0x40000000000000000000000000000001',
    '-outform',
    'DER',
  );
  const [tbs = Buffer.alloc(0), algorithm = Buffer.alloc(0)] = inside(signed);
  const caKey = createPrivateKey(readFileSync(path('ca.key')));
  return Array.from({ length: MANY }, () => {
    const parts = inside(tbs).map((part) =>
      part[0] === 0x02 ? element(0x02, Buffer.from([0x40]), randomBytes(15)) : part,
    );
    const fresh = element(0x30, ...parts);
    const der = element(0x30, fresh, algorithm, element(0x03, Buffer.from([0]), sign('sha256', fresh, caKey)));
    return `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/gu, '$&\n').trim()}\n-----END CERTIFICATE-----\n`;
  });
}

/** @param {readonly File[]} files @returns {Buffer} a zip that does not compress */
function stored(files) {
  let at = 0;
  const parts = files.map(({ name, bytes }) => {
    const fixed = Buffer.alloc(26);
    fixed.writeUInt16LE(20, 0);
    fixed.writeUInt32LE(crc32(bytes), 10);
    fixed.writeUInt32LE(bytes.length, 14);
    fixed.writeUInt32LE(bytes.length, 18);
    fixed.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fixed, Buffer.from(name), bytes]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    at += local.length;
    return { local, entry: Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), fixed, rest, Buffer.from(name)]) };
  });
  const directory = Buffer.concat(parts.map(({ entry }) => entry));
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts.map(({ local }) => local), directory, end]);
}

/**
 * @returns {Record<'base64' | 'lines' | 'binary' | 'zip' | 'truststore' | 'bundle', File> | undefined} undefined without OpenSSL
 */
export function deskFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'certwright-bench-'));
  const run = (/** @type {string[]} */ ...args) =>
    execFileSync(process.execPath, [cli, ...args], { cwd: folder, stdio: 'ignore' });
  const file = (/** @type {string} */ name) => ({ name, bytes: readFileSync(join(folder, name)) });
  try {
    const pems = certificates(folder);
    writeFileSync(join(folder, 'all.pem'), pems.join(''));
    writeFileSync(join(folder, 'password'), password);
    run('convert', 'all.pem', '--to', 'truststore-pkcs12', '--new-password-file', 'password', '--out', 'many.p12');
    run('make', 'actian-integration-manager', '--set', 'key=p-256', '--out', 'actian.zip');
    return {
      lines: {
        name: 'lines.txt',
        bytes: Buffer.from(randomBytes(3_600_000).toString('base64').replace(/.{64}/gu, '$&\n')),
      },
      base64: { name: 'large.txt', bytes: Buffer.from(randomBytes(3_740_000).toString('base64')) },
      binary: { name: 'large.bin', bytes: randomBytes(19.9 * megabyte) },
      zip: {
        name: 'many.zip',
        bytes: stored(pems.map((pem, index) => ({ name: `${index}.pem`, bytes: Buffer.from(pem) }))),
      },
      truststore: file('many.p12'),
      bundle: file('actian.zip'),
    };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
