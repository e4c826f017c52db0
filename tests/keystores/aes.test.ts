import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { aesDecipher } from '../../src/keystores/aes';
import { decryptAesCbc } from '../../src/keystores/aes-cbc';
import type { Bytes } from '../../src/pki/types';
import { forge } from '../support/forge-judge';
import { octets } from '../support/issuing';
import { octetsOf, RUNS, transformed } from '../support/octets';
import fc from '../support/seeded';

function byNode(mode: 'cbc' | 'ecb', key: Bytes, iv: Bytes | null, data: Bytes, padding = true): Bytes {
  const cipher = createCipheriv(`aes-${key.length * 8}-${mode}`, key, iv).setAutoPadding(padding);
  return new Uint8Array(Buffer.concat([cipher.update(data), cipher.final()]));
}

describe('AES', () => {
  // FIPS 197 appendices C.1 to C.3.
  it.each([
    [16, '69c4e0d86a7b0430d8cdb78070b4c55a'],
    [24, 'dda97ca4864cdfe06eaf70a0ec0d7191'],
    [32, '8ea2b7ca516745bfeafc49904b496089'],
  ])('gives the known answer under a key of %i octets', (length, cipher) => {
    const key = Uint8Array.from({ length }, (_, index) => index);
    expect(transformed(aesDecipher(key), octets(cipher))).toEqual(octets('00112233445566778899aabbccddeeff'));
  });

  it.each([16, 24, 32])('decrypts any block that Node and node-forge encrypt, under keys of %i octets', (length) => {
    fc.assert(
      fc.property(octetsOf(length), octetsOf(16), (key, block) => {
        const cipher = byNode('ecb', key, null, block, false);
        expect(transformed(aesDecipher(key), cipher)).toEqual(block);
        expect(forge.aes(key, new Uint8Array(16), block)).toEqual(cipher);
      }),
      RUNS,
    );
  });

  it('takes keys and blocks that are views into other octets, and changes one block only', () => {
    const whole = Uint8Array.from({ length: 80 }, (_, index) => index * 7);
    const [key, view] = [whole.subarray(1, 25), whole.slice().subarray(3, 67)];
    const expected = view.slice();
    expected.set(transformed(aesDecipher(key.slice()), view.slice(16, 32)), 16);
    aesDecipher(key)(view, 16);
    expect(view).toEqual(expected);
  });
});

describe('AES in CBC mode', () => {
  it.each([16, 24, 32])('decrypts what Node encrypts under keys of %i octets, of every length', async (length) => {
    await fc.assert(
      fc.asyncProperty(octetsOf(length), octetsOf(16), octetsOf(0, 100), async (key, iv, data) => {
        expect(await decryptAesCbc(key, iv, byNode('cbc', key, iv, data))).toEqual(data);
      }),
      RUNS,
    );
  });

  it.each([16, 24, 32])('says so when the padding is wrong, under keys of %i octets', async (length) => {
    const [key, iv] = [new Uint8Array(length).fill(1), new Uint8Array(16).fill(2)];
    for (const last of [[0], [17], [255], [3, 2], [1, 3, 3]]) {
      const plain = new Uint8Array(32).fill(0x20);
      plain.set(last, 32 - last.length);
      expect(await decryptAesCbc(key, iv, byNode('cbc', key, iv, plain, false))).toBeUndefined();
    }
    const whole = new Uint8Array(16).fill(16);
    expect(await decryptAesCbc(key, iv, byNode('cbc', key, iv, whole, false))).toEqual(new Uint8Array());
  });

  it.each([16, 24, 32])(
    'calls a file damaged when it holds no whole blocks, under keys of %i octets',
    async (length) => {
      const [key, iv] = [new Uint8Array(length), new Uint8Array(16)];
      for (const size of [0, 1, 15, 17, 40])
        await expect(decryptAesCbc(key, iv, new Uint8Array(size))).rejects.toMatchObject({ code: 'file-damaged' });
    },
  );
});
