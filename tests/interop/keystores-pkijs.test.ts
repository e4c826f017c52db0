import * as pkijs from 'pkijs';
import { expect, it, vi } from 'vitest';
import { writePkcs12 } from '../../src/keystores/write-pkcs12';
import { toHex, utf8 } from '../../src/pki/bytes';
import type { KeyAlgorithmId } from '../../src/recipes/types';
import { keyFor, leafWith, random, rootWith } from '../support/issuing';

// RSA keys take their time on a busy computer.
vi.setConfig({ testTimeout: 60_000 });

pkijs.setEngine('node', new pkijs.CryptoEngine({ name: 'node', crypto: globalThis.crypto }));

const hex = (der: ArrayBuffer): string => toHex(new Uint8Array(der));

/** Key and certificates in a PKCS#12 file with the usual two safes, as pkijs finds them after the MAC has verified. */
async function openedByPkijs(store: Uint8Array<ArrayBuffer>, password: string): Promise<Record<string, string[]>> {
  const secret = utf8(password).buffer;
  const pfx = pkijs.PFX.fromBER(store);
  await pfx.parseInternalValues({ password: secret, checkIntegrity: true });
  const safe = pfx.parsedValue!.authenticatedSafe!;
  await safe.parseInternalValues({ safeContents: safe.safeContents.map(() => ({ password: secret })) });
  const { safeContents } = safe.parsedValue as { safeContents: { value: pkijs.SafeContents }[] };
  const found: Record<string, string[]> = { keys: [], certificates: [], aliases: [] };
  for (const { bagValue, bagAttributes } of safeContents.flatMap(({ value }) => value.safeBags)) {
    if (bagValue instanceof pkijs.PKCS8ShroudedKeyBag) {
      await (bagValue as unknown as { parseInternalValues(o: object): Promise<void> }).parseInternalValues({
        password: secret,
      });
      found['keys']!.push(hex(bagValue.parsedValue!.toSchema().toBER()));
    }
    if (bagValue instanceof pkijs.CertBag)
      found['certificates']!.push(hex((bagValue.parsedValue as pkijs.Certificate).toSchema().toBER()));
    for (const { type, values } of bagAttributes ?? [])
      if (type === '1.2.840.113549.1.9.20')
        found['aliases']!.push((values as { valueBlock: { value: string } }[])[0]!.valueBlock.value);
  }
  return found;
}

it.each<KeyAlgorithmId>(['rsa-2048', 'p-256'])(
  'A keystore with a key of type %s is opened by pkijs too',
  async (id) => {
    const root = await rootWith();
    const key = await keyFor('holder', id);
    const leaf = await leafWith(root, { key });
    const chain = [leaf.certificate.der, root.certificate.der];
    const entry = { kind: 'private-key', friendlyName: 'my-alias', pkcs8: key.pkcs8, chain } as const;
    const store = await writePkcs12([entry], { password: 'correct horse', random, profile: 'modern' });
    expect(await openedByPkijs(store, 'correct horse')).toEqual({
      keys: [toHex(key.pkcs8)],
      certificates: chain.map(toHex),
      aliases: ['my-alias', 'my-alias'],
    });
    await expect(openedByPkijs(store, 'correct house')).rejects.toThrow('Integrity');
  },
);
