import { beforeAll, describe, expect, it } from 'vitest';
import { readPkcs12 } from '../../src/keystores/read-pkcs12';
import type { PrivateKeyEntry, TrustedCertificateEntry } from '../../src/keystores/types';
import { encodeBags, writePkcs12 } from '../../src/keystores/write-pkcs12';
import { writePfx } from '../../src/keystores/write-pfx';
import { isCanonicalDer } from '../../src/pki/der';
import { keyFor, leafWith, random, rootWith } from '../support/issuing';
import { requireTool } from '../support/tools';
import { ask } from '../support/witness';

const options = { password: 'changeit', random, profile: 'modern' } as const;

let key: PrivateKeyEntry;
let root: TrustedCertificateEntry;
beforeAll(async () => {
  const authority = await rootWith();
  const { certificate } = await leafWith(authority);
  const { pkcs8 } = await keyFor('leaf');
  key = { kind: 'private-key', friendlyName: 'svc', pkcs8, chain: [certificate.der, authority.certificate.der] };
  root = { kind: 'trusted-certificate', friendlyName: 'root', certificate: authority.certificate.der };
});

describe.each(['modern', 'older'] as const)('A PKCS#12 file, %s,', (profile) => {
  it('is canonical DER, in and outside of what is encrypted, whatever the length of the alias', async () => {
    for (const friendlyName of ['a', 'svc', 'x'.repeat(30), undefined]) {
      const entries = [{ ...key, friendlyName }, root];
      expect(isCanonicalDer(await writePkcs12(entries, { ...options, profile }))).toBe(true);
      const { certificateBags, keyBags } = await encodeBags(entries, { ...options, profile });
      for (const bag of [...certificateBags, ...keyBags]) expect(isCanonicalDer(bag)).toBe(true);
    }
  });

  it('gives back what was put in', async () => {
    const { entries } = await readPkcs12(await writePkcs12([key, root], { ...options, profile }), options.password);
    expect(entries).toHaveLength(2);
    expect(entries).toEqual(expect.arrayContaining([key, root]));
  });

  it('takes another count of iterations, also one, which DER leaves out', async () => {
    requireTool('openssl');
    for (const iterations of [1, 1000]) {
      const file = await writePkcs12([key], { ...options, profile, iterations });
      const args = ['pkcs12', '-in', 'a.p12', '-passin', 'pass:changeit', '-nokeys', '-info'];
      const { status, text } = ask('openssl', args, { 'a.p12': file });
      expect(status).toBe(0);
      expect(text.match(new RegExp(`Iteration ${String(iterations)}\\b`, 'gu'))).toHaveLength(3);
      expect(isCanonicalDer(file)).toBe(true);
    }
  });

  it('lets the page breathe', async () => {
    let pauses = 0;
    const pause = (): Promise<void> => {
      pauses++;
      return Promise.resolve();
    };
    await writePkcs12([key], { ...options, profile, pause });
    expect(pauses).toBeGreaterThanOrEqual(5);
  });

  it('uses fresh salts each time', async () => {
    const [one, other] = [
      await writePkcs12([key], { ...options, profile }),
      await writePkcs12([key], { ...options, profile }),
    ];
    expect(one).toHaveLength(other.length);
    expect(one).not.toEqual(other);
  });
});

describe('Certificates', () => {
  it('stand once, though several chains end in them or they are trusted', async () => {
    const second = { ...key, friendlyName: 'second', pkcs8: (await keyFor('second')).pkcs8 };
    const third: PrivateKeyEntry = { ...second, friendlyName: 'third', chain: [root.certificate] };
    const count = async (...entries: (PrivateKeyEntry | TrustedCertificateEntry)[]): Promise<number> =>
      (await encodeBags(entries, options)).certificateBags.length;
    expect(await count(key)).toBe(2);
    expect(await count(key, second)).toBe(2);
    expect(await count(key, root)).toBe(2);
    // One is the key's own, with its alias; the other is trusted under another alias.
    expect(await count(third, root)).toBe(2);
    expect(await count(key, third)).toBe(2);
  });

  it('and keys may be absent', async () => {
    const onlyKey = await writePkcs12([{ ...key, chain: [] }], options);
    expect((await readPkcs12(onlyKey, options.password)).entries).toEqual([{ ...key, chain: [] }]);
    expect((await readPkcs12(await writePkcs12([], options), options.password)).entries).toEqual([]);
  });
});

describe('Bags that are octets already', () => {
  it('stand in the file as they were', async () => {
    const bags = await encodeBags([key, root], options);
    const { bags: read } = await readPkcs12(await writePfx(bags, options), options.password);
    expect(read.map(({ bag }) => bag.der)).toEqual([...bags.certificateBags, ...bags.keyBags]);
  });
});

describe('Refused', () => {
  it('is a password that Java cannot open, before anything is derived', async () => {
    const pause = (): Promise<void> => Promise.reject(new Error('derived'));
    for (const password of ['', 'short', 'pässwörd'])
      await expect(writePkcs12([key], { ...options, password, pause })).rejects.toMatchObject({
        code: 'field-invalid',
      });
  });

  it('is an alias given twice, in capitals or not', async () => {
    const twice = writePkcs12([key, { ...root, friendlyName: 'SVC' }], options);
    await expect(twice).rejects.toMatchObject({
      code: 'field-invalid',
      message: expect.stringContaining('“svc”') as string,
    });
  });
});
