import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isJwk, jwkCertificates, readJwk } from '../../src/pki/jwk';
import type { Jwk } from '../../src/pki/jwk';
import { importPrivateKey } from '../../src/pki/keys';
import { keyMatches } from '../../src/pki/key-match';

const pairs = {
  'rsa-2048': () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  'p-256': () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'p-384': () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  'p-521': () => generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  ed25519: () => generateKeyPairSync('ed25519'),
} as const;

const jwkOf = (key: { export: (options: { format: 'jwk' }) => unknown }): Jwk => key.export({ format: 'jwk' }) as Jwk;

describe.each(Object.entries(pairs))("Node's JWK of %s", (id, make) => {
  const { privateKey, publicKey } = make();
  const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));

  it('is read as the private key that it is', async () => {
    const content = readJwk(jwkOf(privateKey));
    if (content.kind !== 'private-key') throw new Error(content.kind);
    const pair = await importPrivateKey(content.pkcs8);
    expect(pair.algorithm.id).toBe(id);
    expect(pair.spki).toEqual(spki);
    expect(await keyMatches(pair, spki)).toBe(true);
  });

  it('is read as the public key that it is', () => {
    const content = readJwk(jwkOf(publicKey));
    expect(content).toMatchObject({ kind: 'public-key', spki, algorithm: { id } });
    expect(createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }).equals(publicKey)).toBe(true);
  });

  it('without a member, or with one of another kind or length, is refused as damaged', () => {
    const whole = jwkOf(privateKey);
    const members = Object.keys(whole).filter((name) => !['kty', 'd'].includes(name));
    expect(members.length).toBeGreaterThan(1);
    for (const name of members)
      for (const value of [undefined, 1, null, {}, ...(name === 'crv' ? [] : ['', '*'])])
        expect(() => readJwk({ ...whole, [name]: value })).toThrow(
          expect.objectContaining({ code: 'file-damaged' }) as Error,
        );
  });
});

describe('A JSON Web Key', () => {
  it('of another type or curve is refused by its name', () => {
    const refused = (jwk: Jwk, name: string): void => {
      const error = { code: 'algorithm-not-allowed', message: expect.stringContaining(name) as string };
      expect(() => readJwk(jwk)).toThrow(expect.objectContaining(error) as Error);
    };
    refused(jwkOf(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey), 'secp256k1');
    refused(jwkOf(generateKeyPairSync('x25519').privateKey), 'X25519');
    refused({ kty: 'toString' }, 'toString');
  });

  it('whose public key is not that of its private one is refused', () => {
    const [one, other] = [pairs['p-256'](), pairs['p-256']()];
    const { x, y } = jwkOf(other.publicKey);
    expect(() => readJwk({ ...jwkOf(one.privateKey), x, y })).toThrow(/public key/u);
  });

  it('with numbers or points that no key has is refused as damaged', async () => {
    const [rsa, ec, ed] = [pairs['rsa-2048'](), pairs['p-256'](), pairs.ed25519()];
    const zeros = (octets: number): string => Buffer.alloc(octets).toString('base64url');
    const ones = Buffer.alloc(256, 0xff).toString('base64url');
    const own = jwkOf(rsa.privateKey);
    const wrong: Jwk[] = [
      { ...jwkOf(rsa.publicKey), n: zeros(1_500_000) },
      { ...jwkOf(rsa.publicKey), n: Buffer.of(1, 0, 1).toString('base64url') },
      { ...jwkOf(rsa.publicKey), e: zeros(3) },
      { ...own, d: jwkOf(pairs['rsa-2048']().privateKey)['d'] },
      { ...Object.fromEntries(Object.keys(own).map((name) => [name, ones])), kty: 'RSA' },
      { ...jwkOf(ec.publicKey), x: zeros(32), y: zeros(32) },
      { ...jwkOf(ec.publicKey), y: jwkOf(pairs['p-256']().publicKey)['y'] },
      { ...jwkOf(ec.privateKey), d: jwkOf(pairs['p-256']().privateKey)['d'] },
      { ...jwkOf(ed.privateKey), x: jwkOf(pairs.ed25519().publicKey)['x'] },
    ];
    const read = async (jwk: Jwk): Promise<void> => {
      const content = readJwk(jwk);
      if (content.kind === 'private-key') await importPrivateKey(content.pkcs8);
    };
    for (const [index, jwk] of wrong.entries())
      await expect(read(jwk), String(index)).rejects.toMatchObject({ code: 'file-damaged' });
  });

  it('of type RSA without its primes is refused for that, and as damaged without some of them', () => {
    const { kty, n, e, d, p } = jwkOf(pairs['rsa-2048']().privateKey);
    expect(() => readJwk({ kty, n, e, d })).toThrow(
      expect.objectContaining({
        code: 'algorithm-not-allowed',
        message: expect.stringMatching(/primes .* missing\. Export it again with its primes/u) as string,
      }) as Error,
    );
    expect(() => readJwk({ kty, n, e, d, p })).toThrow(expect.objectContaining({ code: 'file-damaged' }) as Error);
  });

  it('may be symmetric, which tells its length and nothing more', () => {
    expect(readJwk({ kty: 'oct', k: 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T' })).toEqual({
      kind: 'secret-key',
      bits: 264,
    });
  });

  it('is told from other JSON, and its certificates must be base64', () => {
    for (const value of [null, 'kty', 7, [], {}, { kty: 7 }]) expect(isJwk(value)).toBe(false);
    expect(isJwk({ kty: 'RSA' })).toBe(true);
    expect(jwkCertificates({ kty: 'RSA' })).toEqual([]);
    expect(jwkCertificates({ kty: 'RSA', x5c: ['MAA='] })).toEqual([Uint8Array.of(0x30, 0)]);
    for (const x5c of ['MAA=', [7], ['*'], null])
      expect(() => jwkCertificates({ kty: 'RSA', x5c })).toThrow(
        expect.objectContaining({ code: 'file-damaged' }) as Error,
      );
  });
});
