import { beforeAll, describe, expect, it } from 'vitest';
import { putEntries } from '../../src/keystores/edit-keystore';
import { writeJks } from '../../src/keystores/jks';
import { certBag } from '../../src/keystores/pkcs12-oids';
import { readKeystore } from '../../src/keystores/read-keystore';
import type { Keystore } from '../../src/keystores/read-keystore';
import type { Pkcs12 } from '../../src/keystores/read-pkcs12';
import type { PrivateKeyEntry, TrustedCertificateEntry } from '../../src/keystores/types';
import { writePkcs12 } from '../../src/keystores/write-pkcs12';
import { toHex } from '../../src/pki/bytes';
import { sequence } from '../../src/pki/der-writer';
import type { Bytes } from '../../src/pki/types';
import { pfx, plainSafe } from '../support/hand-made-pfx';
import { keyFor, leafWith, random, rootWith } from '../support/issuing';

type Entry = PrivateKeyEntry | TrustedCertificateEntry;

/** A key and its chain under a root; keys and roots of the same name are the same. */
async function keyEntry(alias: string, rootName: string, rootKey = rootName): Promise<PrivateKeyEntry> {
  const root = await rootWith({ subject: [{ type: 'CN', value: rootName }], key: await keyFor(rootKey) });
  const key = await keyFor(alias);
  const { certificate } = await leafWith(root, { key });
  return {
    kind: 'private-key',
    friendlyName: alias,
    pkcs8: key.pkcs8,
    chain: [certificate.der, root.certificate.der],
  };
}

const trusted = (alias: string, certificate: Bytes): Entry => ({
  kind: 'trusted-certificate',
  friendlyName: alias,
  certificate,
});

const options = { password: 'changeit', random, created: new Date('2026-01-01T00:00:00Z') };

async function storeOf(...entries: Entry[]): Promise<Pkcs12> {
  return pkcs12(await writePkcs12(entries, { ...options, profile: 'modern' }));
}

async function pkcs12(bytes: Bytes, password = 'changeit'): Promise<Pkcs12> {
  const store = await readKeystore(bytes, password);
  if (store.format !== 'PKCS#12') throw new Error('no PKCS#12');
  return store;
}

/** Certificates with how often each stands in the file. */
function certificateBags({ bags }: Pkcs12): string[] {
  return bags.filter(({ bag }) => bag.type === certBag).map(({ certificates }) => toHex(certificates[0]!));
}

const aliases = ({ entries }: Keystore): (string | undefined)[] =>
  entries.map(({ friendlyName }) => friendlyName).sort();

let a: PrivateKeyEntry;
let b: PrivateKeyEntry;
let c: PrivateKeyEntry;
beforeAll(async () => {
  [a, b, c] = [await keyEntry('a', 'Root one'), await keyEntry('b', 'Root one'), await keyEntry('c', 'Root two')];
  b = { ...b, chain: [b.chain[0]!, a.chain[1]!] };
});

describe('Entries put into a PKCS#12 file', () => {
  it('stand beside those that are there, and no issuer is written twice', async () => {
    const { bytes, replaced } = await putEntries(await storeOf(a), [b, c], options);
    const after = await pkcs12(bytes);
    expect(replaced).toEqual([]);
    expect(after.entries).toEqual(expect.arrayContaining([a, b, c]));
    expect(certificateBags(after).sort()).toEqual([...new Set([...a.chain, ...b.chain, ...c.chain].map(toHex))].sort());
  });

  it('replace their alias whatever its capitals, with the certificates that nobody else needs', async () => {
    const before = await storeOf(a, b);
    const { bytes, replaced, kept } = await putEntries(before, [{ ...c, friendlyName: 'A' }], options);
    const after = await pkcs12(bytes);
    expect(replaced).toEqual(['a']);
    expect(kept).toEqual([b]);
    expect(aliases(after)).toEqual(['A', 'b']);
    expect(after.certificates.map(toHex)).not.toContain(toHex(a.chain[0]!));
    expect(after.entries).toContainEqual(b);
    const last = await pkcs12((await putEntries(after, [{ ...c, friendlyName: 'b' }], options)).bytes);
    expect(last.certificates.map(toHex)).not.toContain(toHex(b.chain[1]!));
  });

  it('leave a replaced trusted certificate to the chain that needs it, without its alias', async () => {
    const before = await storeOf(a, trusted('root', a.chain[1]!));
    const { bytes } = await putEntries(before, [trusted('Root', c.chain[1]!)], options);
    const after = await pkcs12(bytes);
    expect(after.entries).toContainEqual(a);
    expect(after.entries.filter(({ kind }) => kind === 'trusted-certificate')).toEqual([trusted('Root', c.chain[1]!)]);
  });

  it('are encrypted as often as the file’s own, and never less often than ours', async () => {
    for (const [iterations, expected] of [
      [100, 10_000],
      [20_000, 20_000],
    ] as const) {
      const store = await pkcs12(await writePkcs12([a], { ...options, profile: 'modern', iterations }));
      const { protection } = await pkcs12((await putEntries(store, [c], options)).bytes);
      expect(protection.mac).toEqual({ name: 'HMAC with SHA-256', hash: 'SHA-256', iterations: expected });
      expect(protection.safes.map((each) => each.iterations)).toEqual([expected]);
      expect(protection.keys.map((each) => each.iterations)).toEqual([iterations, expected]);
    }
  });

  it('stay with the older ciphers in a file of these', async () => {
    const store = await pkcs12(await writePkcs12([a], { ...options, profile: 'older' }));
    const { protection } = await pkcs12((await putEntries(store, [c], options)).bytes);
    expect(protection.mac).toEqual({ name: 'HMAC with SHA-1', hash: 'SHA-1', iterations: 2048 });
    expect([...protection.safes, ...protection.keys].map(({ cipher }) => cipher)).toEqual(
      Array.from({ length: 3 }, () => 'Triple DES'),
    );
  });

  it('leave a file without any protection without it, whatever the password', async () => {
    const open = await pkcs12(pfx([plainSafe(sequence())]), '');
    const { bytes } = await putEntries(open, [trusted('root', a.chain[1]!)], options);
    expect((await pkcs12(bytes, 'another')).protection).toEqual({ mac: undefined, safes: [], keys: [] });
    const withKey = await pkcs12((await putEntries(open, [a], options)).bytes);
    expect(withKey.entries).toEqual([a]);
    expect(withKey.protection.keys).toHaveLength(1);
  });
});

describe('Putting is refused', () => {
  it('with another password than the store’s', async () => {
    const putting = putEntries(await storeOf(a), [c], { ...options, password: 'another one' });
    await expect(putting).rejects.toMatchObject({ code: 'password-wrong' });
  });

  it('for two entries of one alias', async () => {
    const putting = putEntries(await storeOf(a), [b, { ...c, friendlyName: 'B' }], options);
    await expect(putting).rejects.toMatchObject({ code: 'field-invalid' });
  });

  it('where a kept entry’s issuer has the same name as a new one and another key, since Java would mix them up', async () => {
    const rival = await keyEntry('d', 'Root one', 'another key');
    const before = await storeOf(a, c);
    await expect(putEntries(before, [rival], options)).rejects.toMatchObject({
      code: 'entry-not-keepable',
      message: expect.stringContaining('“a”') as string,
    });
    const { bytes } = await putEntries(before, [{ ...rival, friendlyName: 'a' }], options);
    expect((await pkcs12(bytes)).entries).toContainEqual({ ...rival, friendlyName: 'a' });
  });
});

describe('Entries put into a JKS', () => {
  it('leave the others octet for octet, and the format', async () => {
    const store = await readKeystore(await writeJks([a, trusted('root', a.chain[1]!)], options), 'changeit');
    const { bytes, replaced } = await putEntries(store, [{ ...c, friendlyName: 'ROOT' }], options);
    const after = await readKeystore(bytes, 'changeit');
    expect(replaced).toEqual(['root']);
    expect(after.format).toBe('JKS');
    expect(after.entries).toEqual([a, { ...c, friendlyName: 'root' }]);
    if (store.format === 'PKCS#12' || after.format === 'PKCS#12') throw new Error('no JKS');
    expect(after.held[0]!.raw).toEqual(store.held[0]!.raw);
  });
});

describe('A file that is no keystore', () => {
  it('is refused as such', async () => {
    for (const bytes of [new Uint8Array(), a.chain[0]!])
      await expect(readKeystore(bytes, 'changeit')).rejects.toMatchObject({ code: 'file-unknown' });
  });
});
