import { createCipheriv, getCiphers, randomBytes } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { legacyCiphers } from '../../src/keystores/legacy-ciphers';
import type { LegacyCipher, LegacyCipherName } from '../../src/keystores/legacy-ciphers';
import { decryptPbe, encryptPbe, pbeSchemes } from '../../src/keystores/pbe';
import { equalBytes } from '../../src/pki/bytes';
import type { Bytes } from '../../src/pki/types';
import { octets } from '../support/issuing';
import { octetsOf, RUNS } from '../support/octets';
import { requireTool } from '../support/tools';
import { ask } from '../support/witness';
import fc from '../support/seeded';

const bytes = (length: number): Bytes => new Uint8Array(randomBytes(length));
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');
const lengths = [0, 1, 7, 8, 9, 15, 16, 100, 2048];

/** Octets between two pauses, at the most: triple DES takes a millisecond or two for them. */
const LONGEST = 0x4000;

const byNode = (name: string, key: Bytes, iv: Bytes, data: Bytes): Bytes => {
  const cipher = createCipheriv(name, key, iv);
  return new Uint8Array(Buffer.concat([cipher.update(data), cipher.final()]));
};

/** How the openssl command calls them; RC2 and RC4 are in its legacy provider. */
const opensslNames: Readonly<Record<LegacyCipherName, readonly string[]>> = {
  '3des': ['-des-ede3-cbc'],
  '2-key-3des': ['-des-ede-cbc'],
  des: ['-des-cbc', '-provider', 'legacy', '-provider', 'default'],
  'rc2-40': ['-rc2-40-cbc', '-provider', 'legacy', '-provider', 'default'],
  'rc2-64': ['-rc2-64-cbc', '-provider', 'legacy', '-provider', 'default'],
  'rc2-128': ['-rc2-cbc', '-provider', 'legacy', '-provider', 'default'],
  'rc4-40': ['-rc4-40', '-provider', 'legacy', '-provider', 'default'],
  'rc4-128': ['-rc4', '-provider', 'legacy', '-provider', 'default'],
};

function encryptedByOpenssl(name: LegacyCipherName, key: Bytes, iv: Bytes, data: Bytes): Bytes {
  const ivOption = iv.length === 0 ? [] : ['-iv', hex(iv)];
  const args = ['enc', '-e', '-in', 'plain', '-K', hex(key), ...ivOption, ...opensslNames[name]];
  const { status, bytes: encrypted, text } = ask('openssl', args, { plain: data });
  if (status !== 0) throw new Error(text);
  return encrypted;
}

const ciphers = Object.entries(legacyCiphers) as [LegacyCipherName, LegacyCipher][];
const blockCiphers = ciphers.filter(([, { ivLength }]) => ivLength > 0);

describe.each(ciphers)('%s', (name, cipher) => {
  it('decrypts what OpenSSL encrypts', async () => {
    requireTool('openssl');
    for (const length of lengths) {
      const [key, iv, data] = [bytes(cipher.keyLength), bytes(cipher.ivLength), bytes(length)];
      const encrypted = encryptedByOpenssl(name, key, iv, data);
      const before = encrypted.slice();
      expect(await cipher.decrypt(key, iv, encrypted)).toEqual(data);
      expect(encrypted).toEqual(before);
    }
  });

  it('lets the page breathe while it decrypts what is long, and stops when told to', async () => {
    requireTool('openssl');
    const [key, iv, data] = [bytes(cipher.keyLength), bytes(cipher.ivLength), bytes(300_000)];
    const encrypted = encryptedByOpenssl(name, key, iv, data);
    const pause = vi.fn(() => Promise.resolve());
    const decrypted = await cipher.decrypt(key, iv, encrypted, pause);
    expect(decrypted !== undefined && equalBytes(decrypted, data)).toBe(true);
    expect(pause.mock.calls.length).toBeGreaterThanOrEqual(data.length / LONGEST);
    const stop = (): Promise<void> => Promise.reject(new Error('cancelled'));
    await expect(cipher.decrypt(key, iv, encrypted, stop)).rejects.toThrow('cancelled');
  });
});

describe.each(blockCiphers)('%s', (_, cipher) => {
  it('says so when the data is no whole number of blocks', async () => {
    const [key, iv] = [bytes(cipher.keyLength), bytes(8)];
    for (const length of [0, 1, 7, 9, 12, 15]) expect(await cipher.decrypt(key, iv, bytes(length))).toBeUndefined();
  });
});

describe('Triple DES', () => {
  const { encrypt, decrypt } = legacyCiphers['3des'];

  it('encrypts data of any length as Node does, and decrypts it again', async () => {
    expect(getCiphers()).toContain('des-ede3-cbc');
    await fc.assert(
      fc.asyncProperty(octetsOf(24), octetsOf(8), octetsOf(0, 100), async (key, iv, data) => {
        const before = data.slice();
        const encrypted = await encrypt(key, iv, data);
        expect(encrypted).toEqual(byNode('des-ede3-cbc', key, iv, data));
        expect(await decrypt(key, iv, encrypted)).toEqual(data);
        expect(data).toEqual(before);
      }),
      RUNS,
    );
  });

  it('of two keys decrypts data of any length that Node encrypts', async () => {
    await fc.assert(
      fc.asyncProperty(octetsOf(16), octetsOf(8), octetsOf(0, 100), async (key, iv, data) => {
        const encrypted = byNode('des-ede-cbc', key, iv, data);
        expect(await legacyCiphers['2-key-3des'].decrypt(key, iv, encrypted)).toEqual(data);
      }),
      RUNS,
    );
  });

  it('lets the page breathe while it encrypts what is long: the result is the same', async () => {
    const [key, iv, data] = [bytes(24), bytes(8), bytes(5_000_001)];
    const pause = vi.fn(() => Promise.resolve());
    const encrypted = await encrypt(key, iv, data, pause);
    expect(equalBytes(encrypted, byNode('des-ede3-cbc', key, iv, data))).toBe(true);
    expect(pause.mock.calls.length).toBeGreaterThanOrEqual(data.length / LONGEST);
  });

  it('says so when the padding is wrong', async () => {
    const [key, iv] = [bytes(24), bytes(8)];
    for (const last of ['0000000000000000', '0000000000000009', '0000000000000302', '00000000000000ff']) {
      const cipher = createCipheriv('des-ede3-cbc', key, iv).setAutoPadding(false);
      const encrypted = Buffer.concat([cipher.update(octets(last)), cipher.final()]);
      expect(await decrypt(key, iv, new Uint8Array(encrypted))).toBeUndefined();
    }
  });
});

describe('Encryption by password', () => {
  const stretching = { password: 'changeit', salt: bytes(20), iterations: 10 };

  it('opens with the same password, salt and count', async () => {
    const cipher = pbeSchemes['1.2.840.113549.1.12.1.3'];
    const data = bytes(100);
    const encrypted = await encryptPbe(stretching, data);
    expect(await decryptPbe(cipher!, stretching, encrypted)).toEqual(data);
    expect(await decryptPbe(cipher!, { ...stretching, iterations: 11 }, encrypted)).not.toEqual(data);
  });

  it('refuses a count that takes too long, whichever the scheme', async () => {
    for (const cipher of Object.values(pbeSchemes))
      await expect(decryptPbe(cipher, { ...stretching, iterations: 2 ** 31 - 1 }, bytes(8))).rejects.toMatchObject({
        code: 'work-factor-too-high',
      });
  });
});
