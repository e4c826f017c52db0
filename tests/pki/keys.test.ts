import { describe, expect, it } from 'vitest';
import { encryptPkcs8, pkcs1ToPkcs8, pkcs8ToPkcs1, pkcs8ToSec1, sec1ToPkcs8 } from '../../src/pki/key-formats';
import { describeKey, keyAlgorithm, keyAlgorithms } from '../../src/pki/key-algorithms';
import { keyMatches } from '../../src/pki/key-match';
import { generateKeyPair, importPrivateKey, supportedAlgorithms } from '../../src/pki/keys';
import { isCanonicalDer } from '../../src/pki/der';
import { encodePem, parsePem } from '../../src/pki/pem';
import { publicKeyOf, readEcPrivateKey, readPrivateKeyInfo } from '../../src/pki/private-key';
import type { Bytes, KeyPair } from '../../src/pki/types';
import type { KeyAlgorithmId } from '../../src/recipes/types';
import { keyFor, octets, random } from '../support/issuing';
import { ask } from '../support/witness';

const all: KeyAlgorithmId[] = ['rsa-2048', 'rsa-3072', 'p-256', 'p-384', 'p-521', 'ed25519'];
const curves = ['p-256', 'p-384', 'p-521'] as const;
const damaged = { code: 'file-damaged' };

function openssl(args: string, files: Record<string, string | Uint8Array> = {}): Bytes {
  const { status, bytes, text } = ask('openssl', args.split(' '), files);
  if (status !== 0) throw new Error(text);
  return bytes;
}

/** A PrivateKeyInfo made by OpenSSL. */
function foreignKey(algorithm: string): Bytes {
  const [block] = parsePem(new TextDecoder().decode(openssl(`genpkey ${algorithm}`)));
  return block?.der ?? new Uint8Array();
}

describe('The key algorithm table', () => {
  it('holds every algorithm of the shared field "key", and all of them work here', async () => {
    const ids: KeyAlgorithmId[] = ['rsa-2048', 'rsa-3072', 'rsa-4096', 'p-256', 'p-384', 'p-521', 'ed25519'];
    expect(keyAlgorithms.map(({ id }) => id)).toEqual(ids);
    expect([...(await supportedAlgorithms())]).toEqual(ids);
    expect(ids.map((id) => keyAlgorithm(id)).map(describeKey)).toContain('ECDSA P-256');
  });

  it('warns of P-521 and Ed25519 alone', () => {
    expect(keyAlgorithms.filter(({ warning }) => warning !== undefined).map(({ id }) => id)).toEqual([
      'p-521',
      'ed25519',
    ]);
  });
});

describe.each(all)('A generated %s key', (id) => {
  it('is canonical DER that OpenSSL takes for the same key', async () => {
    const { pkcs8, spki } = await keyFor('a', id);
    expect(isCanonicalDer(pkcs8)).toBe(true);
    expect(isCanonicalDer(spki)).toBe(true);
    expect(openssl('pkey -inform DER -in k.der -pubout -outform DER', { 'k.der': pkcs8 })).toEqual(spki);
  });

  it('is imported as what it was', async () => {
    const key = await keyFor('a', id);
    const imported = await importPrivateKey(key.pkcs8);
    expect(imported).toMatchObject({ algorithm: key.algorithm, pkcs8: key.pkcs8, spki: key.spki });
    expect(await keyMatches(imported, key.spki)).toBe(true);
  });

  it('opens in OpenSSL and GnuTLS after being protected, which split ciphertext would not', async () => {
    const { pkcs8, spki } = await keyFor('a', id);
    const encrypted = await encryptPkcs8(pkcs8, 'pass word', { random });
    expect(isCanonicalDer(encrypted)).toBe(true);
    const pem = encodePem('ENCRYPTED PRIVATE KEY', encrypted);
    const args = ['pkcs8', '-topk8', '-nocrypt', '-in', 'k.pem', '-passin', 'pass:pass word', '-outform', 'DER'];
    expect(ask('openssl', args, { 'k.pem': pem }).bytes).toEqual(pkcs8);
    const shown = ask('certtool', ['--pubkey-info', '--load-privkey', 'k.pem', '--password', 'pass word', '--outder'], {
      'k.pem': pem,
    });
    expect(shown.bytes, shown.text).toEqual(spki);
  });
});

describe('Keys of other makers', () => {
  it.each([
    ['RSA of an unusual size', '-algorithm RSA -pkeyopt rsa_keygen_bits:1536', 'rsa-1536'],
    ['P-256', '-algorithm EC -pkeyopt ec_paramgen_curve:P-256', 'p-256'],
    ['Ed25519', '-algorithm ED25519', 'ed25519'],
  ])('%s', async (_, algorithm, id) => {
    const pkcs8 = foreignKey(algorithm);
    const key = await importPrivateKey(pkcs8);
    expect(key.algorithm.id).toBe(id);
    expect(key.spki).toEqual(openssl('pkey -inform DER -in k.der -pubout -outform DER', { 'k.der': pkcs8 }));
    expect(await keyMatches(key, key.spki)).toBe(true);
  });

  it.each(curves)('%s without its public key, which is computed', async (id) => {
    for (let round = 0; round < 5; round++) {
      const { algorithm, pkcs8, spki } = await generateKeyPair(id);
      const sec1 = openssl('ec -inform DER -in k.der -no_public -outform DER', { 'k.der': pkcs8 });
      expect(readEcPrivateKey(sec1).publicKey).toBeUndefined();
      const imported = await importPrivateKey(sec1ToPkcs8(sec1));
      expect(imported.spki).toEqual(spki);
      expect(imported.pkcs8).toEqual(pkcs8);
      expect(publicKeyOf(algorithm, readEcPrivateKey(sec1))).toEqual(
        spki.slice(-publicKeyOf(algorithm, readEcPrivateKey(sec1)).length),
      );
    }
  });

  it('with attributes or a repeated public key (RFC 5958 version 2), which some engines refuse', async () => {
    const { pkcs8, spki } = await keyFor('a', 'ed25519');
    const publicKey = spki.slice(-32);
    const v2 = Uint8Array.from([0x30, 0x51, 2, 1, 1, ...pkcs8.slice(5), 0x81, 0x21, 0, ...publicKey]);
    expect((await importPrivateKey(v2)).pkcs8).toEqual(pkcs8);
  });

  it('of types that are not supported are refused by name', async () => {
    for (const algorithm of [
      '-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1',
      '-algorithm X25519',
      '-algorithm ED448',
    ])
      await expect(importPrivateKey(foreignKey(algorithm))).rejects.toMatchObject({ code: 'algorithm-not-allowed' });
  });
});

describe('A damaged key is refused', () => {
  it.each(all)('%s, cut off anywhere or with octets changed', async (id) => {
    const { pkcs8 } = await keyFor('a', id);
    for (let length = 0; length < pkcs8.length; length += Math.ceil(pkcs8.length / 40))
      await expect(importPrivateKey(pkcs8.slice(0, length))).rejects.toMatchObject(damaged);
    for (let at = 0; at < 40; at++) {
      const changed = pkcs8.slice();
      changed[at] = (changed[at] ?? 0) ^ 0x55;
      const outcome = await importPrivateKey(changed).then(
        (key: KeyPair) => key.spki.length,
        (error: unknown) => (error as { name: string }).name,
      );
      expect(typeof outcome === 'number' || outcome === 'PkiError').toBe(true);
    }
  });

  it('a certificate or an empty file', async () => {
    await expect(importPrivateKey(octets('30 00'))).rejects.toMatchObject(damaged);
    await expect(importPrivateKey(new Uint8Array())).rejects.toMatchObject(damaged);
  });
});

describe('PKCS#1', () => {
  it('is octet for octet what OpenSSL writes, and becomes PKCS#8 again', async () => {
    const { pkcs8 } = await keyFor('a', 'rsa-2048');
    const pkcs1 = pkcs8ToPkcs1(pkcs8);
    expect(pkcs1).toEqual(openssl('rsa -inform DER -in k.der -traditional -outform DER', { 'k.der': pkcs8 }));
    expect(pkcs1ToPkcs8(pkcs1)).toEqual(pkcs8);
  });

  it('holds RSA keys only', async () => {
    const { pkcs8 } = await keyFor('a', 'p-256');
    expect(() => pkcs8ToPkcs1(pkcs8)).toThrow(expect.objectContaining({ code: 'algorithm-not-allowed' }) as Error);
    expect(() => pkcs1ToPkcs8(pkcs8)).toThrow(expect.objectContaining(damaged) as Error);
  });
});

describe('SEC1', () => {
  it.each(curves)(
    '%s names its curve, which the key inside PKCS#8 does not, so that OpenSSL reads it alone',
    async (id) => {
      const { pkcs8, spki } = await keyFor('a', id);
      const bare = encodePem('EC PRIVATE KEY', readPrivateKeyInfo(pkcs8).inner);
      expect(ask('openssl', ['pkey', '-in', 'k.pem', '-noout'], { 'k.pem': bare }).status).not.toBe(0);

      const sec1 = pkcs8ToSec1(pkcs8);
      const pem = encodePem('EC PRIVATE KEY', sec1);
      expect(openssl('pkey -in k.pem -pubout -outform DER', { 'k.pem': pem })).toEqual(spki);
      expect(sec1).toEqual(openssl('ec -inform DER -in k.der -outform DER', { 'k.der': pkcs8 }));
      expect(sec1ToPkcs8(sec1)).toEqual(pkcs8);
    },
  );

  it('without a curve, with another curve or for another key is refused', async () => {
    const { inner } = readPrivateKeyInfo((await keyFor('a', 'p-256')).pkcs8);
    expect(() => sec1ToPkcs8(inner)).toThrow(expect.objectContaining(damaged) as Error);
    const other = openssl('ecparam -name secp256k1 -genkey -noout -outform DER');
    expect(() => sec1ToPkcs8(other)).toThrow(expect.objectContaining({ code: 'algorithm-not-allowed' }) as Error);
    const rsa = await keyFor('a', 'rsa-2048');
    expect(() => pkcs8ToSec1(rsa.pkcs8)).toThrow(expect.objectContaining({ code: 'algorithm-not-allowed' }) as Error);
  });
});
