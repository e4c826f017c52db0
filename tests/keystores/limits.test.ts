import { beforeAll, describe, expect, it, vi } from 'vitest';
import { assembleJks, encodeJksEntry } from '../../src/keystores/jks';
import * as oids from '../../src/keystores/pkcs12-oids';
import { readKeystore } from '../../src/keystores/read-keystore';
import type { PrivateKeyEntry } from '../../src/keystores/types';
import { WorkBudget } from '../../src/keystores/work-budget';
import { encodeCertificateBag } from '../../src/keystores/write-bags';
import { concatBytes, joinBytes } from '../../src/pki/bytes';
import { tags } from '../../src/pki/der-tags';
import { element, sequence, smallInteger } from '../../src/pki/der-writer';
import type { Bytes } from '../../src/pki/types';
import * as made from '../support/hand-made-pfx';
import { keyFor, leafWith, octets, random, rootWith } from '../support/issuing';

const options = { password: 'changeit', random, created: new Date('2026-11-21T12:00:00Z') };
/** The smallest thing that a JKS takes for a certificate. */
const empty = octets('3000');

let pkcs8: Bytes;
beforeAll(async () => {
  ({ pkcs8 } = await keyFor('leaf'));
});

const trusted = (alias: string): Bytes =>
  encodeJksEntry({ kind: 'trusted-certificate', friendlyName: alias, certificate: empty }, options);

describe('A keystore is refused as too large', () => {
  it('with more entries than any that is in use, whatever its format', async () => {
    const one = trusted('a');
    const jks = await assembleJks(
      'JKS',
      Array.from({ length: 150_000 }, () => one),
      'changeit',
    );
    const bags = Array.from({ length: 8001 }, () => made.bag('1.2.3', sequence()));
    const pkcs12 = made.pfx([made.plainSafe(element(tags.SEQUENCE, joinBytes(bags)))]);
    for (const file of [jks, pkcs12])
      await expect(readKeystore(file, 'changeit')).rejects.toMatchObject({
        code: 'file-too-large',
        message: expect.stringContaining('8000') as string,
      });
  });

  it('with as many certificates in one entry, or in all of them', async () => {
    const entry = (length: number): Bytes => {
      const chain = Array.from({ length }, () => empty);
      return encodeJksEntry({ kind: 'private-key', friendlyName: 'a', pkcs8, chain }, options);
    };
    for (const entries of [[entry(8001)], [entry(4001), entry(4000)]])
      await expect(readKeystore(await assembleJks('JKS', entries, 'changeit'), 'changeit')).rejects.toMatchObject({
        code: 'file-too-large',
      });
  });

  it('with more than 5 MB, before it is looked into', async () => {
    for (const start of ['feedfeed', 'cececece'])
      await expect(
        readKeystore(concatBytes(octets(start), new Uint8Array(5_000_000)), 'changeit'),
      ).rejects.toMatchObject({ code: 'file-too-large' });
  });
});

it('What merely begins like a keystore of Java is called what it may be', async () => {
  const file = (await assembleJks('JKS', [trusted('a')], 'changeit')).slice();
  file[15] = 9;
  await expect(readKeystore(file, 'changeit')).rejects.toMatchObject({
    code: 'file-damaged',
    message: expect.stringContaining('not a Java keystore') as string,
  });
});

describe('The work of passwords', () => {
  const five_million = made.pbes2(smallInteger(5_000_000));
  const encrypted = new Uint8Array(32);

  it('of all keys that lie open is judged before the MAC is derived', async () => {
    const keys = Array.from({ length: 5 }, () => made.shroudedBag(five_million, encrypted));
    const file = made.pfx([made.plainSafe(sequence(...keys))], made.macData(smallInteger(10_000)));
    const pause = vi.fn(() => Promise.resolve());
    await expect(readKeystore(file, 'x', { pause })).rejects.toMatchObject({ code: 'work-factor-too-high' });
    expect(pause).not.toHaveBeenCalled();
  });

  it('has one budget for files that are read together, and what is refused is not charged', async () => {
    const budget = new WorkBudget();
    budget.charge(24_000_000 - 100);
    const file = (count: number): Bytes => made.pfx([], made.macData(smallInteger(count)));
    await expect(readKeystore(file(101), 'x', { budget })).rejects.toMatchObject({ code: 'work-factor-too-high' });
    await expect(readKeystore(file(60), 'x', { budget })).rejects.toMatchObject({ code: 'password-wrong' });
    await expect(readKeystore(file(60), 'x', { budget })).rejects.toMatchObject({ code: 'work-factor-too-high' });
  });

  it('is refused with the one limit that was passed', async () => {
    const refusal = (...safes: Bytes[]): Promise<string> =>
      readKeystore(made.pfx(safes), 'x').then(
        () => 'read',
        (error: unknown) => (error as Error).message,
      );
    const all = await refusal(...Array.from({ length: 5 }, () => made.encryptedSafe(five_million, encrypted)));
    expect(all).toContain('24000000');
    expect(all).not.toContain('5000000');
    const one = await refusal(made.encryptedSafe(made.pbes2(smallInteger(5_000_001)), encrypted));
    expect(one).toContain('at most 5000000');
    expect(one).not.toContain('24000000');
  });
});

it('Of issuers with one name and key, as after a renewal, the chain takes the one that is valid longest', async () => {
  const [ends, renewed] = [await rootWith({ days: 900 }), await rootWith({ days: 3000 })];
  const { certificate } = await leafWith(ends);
  for (const roots of [
    [ends, renewed],
    [renewed, ends],
  ]) {
    const certificates = [certificate.der, ...roots.map((root) => root.certificate.der)];
    const bags = [made.bag(oids.keyBag, pkcs8), ...certificates.map((der) => encodeCertificateBag(der, {}))];
    const { entries } = await readKeystore(made.pfx([made.plainSafe(sequence(...bags))]), 'x');
    expect((entries[0] as PrivateKeyEntry).chain).toEqual([certificate.der, renewed.certificate.der]);
  }
});
