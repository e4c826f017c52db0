import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashes } from '../../src/keystores/hashes';
import type { HashName } from '../../src/keystores/hashes';
import { deriveOctets, purposes } from '../../src/keystores/pkcs12-kdf';
import type { Derivation } from '../../src/keystores/pkcs12-kdf';
import type { Bytes } from '../../src/pki/types';
import { octets } from '../support/issuing';
import { ask } from '../support/witness';
import { requireTool } from '../support/tools';

/** RFC 7292 appendix B.2 once more, from its text, with Node's hashes and big integers. */
function derivedByNode({ hash, purpose, password, salt, iterations, length }: Derivation): Bytes {
  const v = hashes[hash].block;
  const fill = (bytes: Buffer): Buffer => Buffer.alloc(Math.ceil(bytes.length / v) * v, bytes.length === 0 ? 0 : bytes);
  const text = password === undefined ? Buffer.alloc(0) : Buffer.from(`${password}\0`, 'utf16le').swap16();
  let i = Buffer.concat([fill(Buffer.from(salt)), fill(text)]);
  let result = Buffer.alloc(0);
  while (result.length < length) {
    let a = Buffer.concat([Buffer.alloc(v, purpose), i]);
    for (let round = 0; round < iterations; round++)
      a = createHash(hash.replace('-', '').toLowerCase()).update(a).digest();
    result = Buffer.concat([result, a]);
    const b = BigInt(`0x${Buffer.alloc(v, a).toString('hex')}`) + 1n;
    const sums = Array.from({ length: i.length / v }, (_, block) => {
      const sum = (BigInt(`0x${i.subarray(block * v, (block + 1) * v).toString('hex')}`) + b) % (1n << BigInt(v * 8));
      return Buffer.from(sum.toString(16).padStart(v * 2, '0'), 'hex');
    });
    i = Buffer.concat(sums);
  }
  return new Uint8Array(result.subarray(0, length));
}

const bytes = (length: number): Bytes => new Uint8Array(randomBytes(length));
const names = Object.keys(hashes) as HashName[];

describe.each(names)('The key derivation of PKCS#12 with %s', (hash) => {
  it.each(Object.entries(purposes))('follows the RFC for the purpose %s', async (_, purpose) => {
    for (const password of ['changeit', '', undefined, 'pässwörd', 'a 😀', 'x'.repeat(130)])
      for (const [saltLength, length] of [
        [8, 24],
        [20, 20],
        [64, 100],
        [0, 5],
        [129, 8],
      ] as const) {
        const derivation = { hash, purpose, password, salt: bytes(saltLength), iterations: 3, length };
        expect(await deriveOctets(derivation)).toEqual(derivedByNode(derivation));
      }
  });
});

// EVP_KDF PKCS12KDF of OpenSSL 3 takes the password as the octets of its BMPString.
it.each([
  ['SHA1', 'SHA-1', 1, 24, 2048],
  ['SHA256', 'SHA-256', 3, 32, 10_000],
] as const)('OpenSSL derives the same with %s', async (digest, hash, purpose, length, iterations) => {
  requireTool('openssl');
  const salt = octets('0a58cf64530d823f0a58cf64530d823f0a58cf64');
  const { bytes: expected, status } = ask('openssl', [
    ...['kdf', '-keylen', String(length), '-binary', '-kdfopt', `digest:${digest}`],
    ...['-kdfopt', 'hexpass:0073006d006500670000', '-kdfopt', `hexsalt:${Buffer.from(salt).toString('hex')}`],
    ...['-kdfopt', `id:${String(purpose)}`, '-kdfopt', `iter:${String(iterations)}`, 'PKCS12KDF'],
  ]);
  expect(status).toBe(0);
  expect(await deriveOctets({ hash, purpose, password: 'smeg', salt, iterations, length })).toEqual(expected);
});

describe('A count of iterations', () => {
  const given = { hash: 'SHA-256', purpose: purposes.mac, password: 'changeit', salt: bytes(8), length: 32 } as const;

  it('above five million is refused before anything is derived', async () => {
    for (const iterations of [5_000_001, 2 ** 31 - 1, 2 ** 40])
      await expect(
        deriveOctets({ ...given, iterations, pause: () => Promise.reject(new Error('derived')) }),
      ).rejects.toMatchObject({ code: 'work-factor-too-high' });
  });

  it('below one means a damaged file', async () => {
    for (const iterations of [0, -1, NaN])
      await expect(deriveOctets({ ...given, iterations })).rejects.toMatchObject({ code: 'file-damaged' });
  });

  it('lets the page breathe every 2,000', async () => {
    let pauses = 0;
    const pause = (): Promise<void> => {
      pauses++;
      return Promise.resolve();
    };
    await deriveOctets({ ...given, iterations: 10_000, pause });
    expect(pauses).toBe(5);
  });
});
