import { describe, expect, it } from 'vitest';
import { readEncryptedKey } from '../../src/keystores/encrypted-key';
import { WorkBudget } from '../../src/keystores/work-budget';
import { childrenOf, readElement } from '../../src/pki/der-reader';
import { tags } from '../../src/pki/der-tags';
import { element, objectIdentifier, octetString, sequence } from '../../src/pki/der-writer';
import { encryptPkcs8 } from '../../src/pki/key-formats';
import { id_PBES2, id_PBKDF2 } from '../../src/pki/oids';
import { readPbes2Scheme } from '../../src/pki/pbes2';
import { parsePem } from '../../src/pki/pem';
import type { Bytes, KeyPair } from '../../src/pki/types';
import { keyFor, octets, random } from '../support/issuing';
import { ask } from '../support/witness';

const damaged = { code: 'file-damaged' };
const open = async (der: Bytes, password: string): Promise<Bytes | undefined> =>
  readEncryptedKey(der).open(password, { budget: new WorkBudget() });

describe('A protected key (PBES2)', () => {
  const key = (): Promise<KeyPair> => keyFor('a', 'p-256');

  /** A key that OpenSSL protected, with these options of `openssl pkcs8`. */
  async function foreign(options: string, password = 'secret'): Promise<Bytes> {
    const args = `pkcs8 -topk8 -inform DER -in k.der ${options}`.split(' ');
    const { text } = ask('openssl', [...args, '-passout', `pass:${password}`], { 'k.der': (await key()).pkcs8 });
    return parsePem(text)[0]?.der ?? new Uint8Array();
  }

  it.each(['', '-v2 aes128', '-v2prf hmacWithSHA1', '-v2prf hmacWithSHA384', '-v2prf hmacWithSHA512', '-iter 100000'])(
    'is opened as OpenSSL wrote it: %s',
    async (options) => {
      expect(await open(await foreign(`-v2 aes-256-cbc ${options}`.trim()), 'secret')).toEqual((await key()).pkcs8);
    },
  );

  it('takes passwords as UTF-8, with spaces and of any length', async () => {
    for (const password of ['pässwörd ☃ 😀', ' leading and trailing ', 'x'.repeat(1000)]) {
      const { pkcs8 } = await key();
      expect(await open(await foreign('-v2 aes-256-cbc', password), password)).toEqual(pkcs8);
      expect(await open(await encryptPkcs8(pkcs8, password, { random }), password)).toEqual(pkcs8);
    }
  });

  it('never has the same salt or IV twice', async () => {
    const { pkcs8 } = await key();
    const [one, two] = [await encryptPkcs8(pkcs8, 'x', { random }), await encryptPkcs8(pkcs8, 'x', { random })];
    const [first, second] = [one, two].map((der) => {
      const [algorithm] = childrenOf(readElement(der));
      const [, parameters] = childrenOf(algorithm!);
      const { salt, cipherParameters } = readPbes2Scheme(parameters!);
      return { salt, iv: cipherParameters?.content };
    });
    expect(first?.salt).not.toEqual(second?.salt);
    expect(first?.iv).not.toEqual(second?.iv);
  });

  it('is not made without a password', async () => {
    await expect(encryptPkcs8((await key()).pkcs8, '', { random })).rejects.toMatchObject({
      code: 'password-required',
    });
  });

  it('tells a wrong password from a damaged file', async () => {
    const encrypted = await foreign('-v2 aes-256-cbc');
    for (let round = 0; round < 300; round++) expect(await open(encrypted, `wrong ${String(round)}`)).toBeUndefined();
    expect(await open(encrypted, '')).toBeUndefined();
    await expect(open(encrypted.slice(0, -1), 'secret')).rejects.toMatchObject(damaged);
    await expect(open((await key()).pkcs8, 'secret')).rejects.toMatchObject(damaged);
  });

  it.each([
    ['2^31 - 1', '7f ff ff ff', 'work-factor-too-high', '2147483647'],
    ['5,000,001', '00 4c 4b 41', 'work-factor-too-high', '5000001'],
    ['far too many', '7f ff ff ff ff ff ff ff', 'work-factor-too-high', 'far too many'],
    ['0', '00', 'file-damaged', ''],
    ['-1', 'ff', 'file-damaged', ''],
  ])('with %s rounds is refused before anything is derived', async (_, hex, code, words) => {
    const iv = new Uint8Array(16);
    const rounds = element(tags.INTEGER, octets(hex));
    const derivation = sequence(objectIdentifier(id_PBKDF2), sequence(octetString(iv), rounds));
    const cipher = sequence(objectIdentifier('2.16.840.1.101.3.4.1.42'), octetString(iv));
    const scheme = sequence(objectIdentifier(id_PBES2), sequence(derivation, cipher));
    const patched = sequence(scheme, octetString(iv));
    await expect(open(patched, 'x')).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words) as string,
    });
  });

  it.each(['-scrypt', '-v2 camellia-256-cbc'])(
    'in another scheme is refused with the command that helps: %s',
    async (options) => {
      await expect(open(await foreign(options), 'secret')).rejects.toMatchObject({
        code: 'algorithm-unavailable',
        message: expect.stringContaining('openssl pkcs8 -topk8') as string,
      });
    },
  );
});
