import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { readKeystore } from '../../src/keystores/read-keystore';
import { digestHex, equalBytes, toHex } from '../../src/pki/bytes';
import { importPrivateKey } from '../../src/pki/keys';
import { parseCertificate } from '../../src/pki/parse-certificate';
import type { Bytes } from '../../src/pki/types';
import { asSet, byKeytool, byOpenssl, foreignFiles, makeMaterial, run } from '../support/foreign-keystores';
import type { Material } from '../support/foreign-keystores';
import { toIndefinite } from '../support/indefinite';
import { requireTool } from '../support/tools';

// Each file is made by another program, some of them slow to start.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let material: Material;
beforeAll(async () => {
  if (requireTool('openssl')) material = await makeMaterial();
});

/** Nothing in it asks for a password. */
const open = 'OpenSSL, all in clear, without MAC';

async function expectMaterial(bytes: Bytes, password: string): Promise<void> {
  const { entries, certificates } = await readKeystore(bytes, password);
  expect(entries.map(({ kind, friendlyName }) => [kind, friendlyName])).toEqual([['private-key', 'my-alias']]);
  const [entry] = entries;
  if (entry?.kind !== 'private-key') throw new Error('no key');
  expect(await digestHex('SHA-256', entry.pkcs8)).toBe(await digestHex('SHA-256', material.pkcs8));
  expect(entry.chain.map(toHex)).toEqual(material.chain.map(toHex));
  expect(asSet(certificates)).toEqual(asSet(material.chain));
}

describe('A keystore of another writer gives up its key, alias and chain as they went in', () => {
  it.each(foreignFiles.map((file) => [file.title, file] as const))(
    '%s',
    async (title, { tools, password, make, costly }) => {
      requireTool('openssl', ...tools);
      const bytes = make(material, password);
      await expectMaterial(bytes, password);
      const wrong = `${password}x`;
      if (costly === true) return;
      if (title === open) await expectMaterial(bytes, wrong);
      else await expect(readKeystore(bytes, wrong)).rejects.toMatchObject({ code: 'password-wrong' });
    },
  );

  it('in BER with indefinite lengths and strings in pieces, which OpenSSL reads too', async () => {
    requireTool('openssl');
    for (const options of [[], ['-legacy'], ['-certpbe', 'NONE']]) {
      const der = byOpenssl(material, 'changeit', ...options);
      const ber = toIndefinite(der, undefined, 100);
      writeFileSync(material.at('ber.p12'), ber);
      const read = ['-in', material.at('ber.p12'), '-passin', 'pass:changeit', '-legacy', '-nodes'];
      expect(run('openssl', ['pkcs12', ...read]).toString()).toContain('BEGIN PRIVATE KEY');
      await expectMaterial(ber, 'changeit');
    }
  });

  it('from a JKS too', async () => {
    requireTool('openssl', 'keytool');
    const bytes = byKeytool(material, 'changeit', '-deststoretype', 'JKS');
    expect(toHex(bytes.subarray(0, 4))).toBe('feedfeed');
    await expectMaterial(bytes, 'changeit');
    await expect(readKeystore(bytes, 'changeix')).rejects.toMatchObject({ code: 'password-wrong' });
  });
});

describe('A damaged keystore is told from a wrong password', () => {
  // Octets in the middle of what is encrypted, so that the structure around it stays whole.
  it.each([
    ['OpenSSL, AES', []],
    ['OpenSSL, triple DES and RC2', ['-legacy']],
    ['OpenSSL, key alone encrypted', ['-certpbe', 'NONE']],
    ['OpenSSL, certificates alone encrypted', ['-keypbe', 'NONE']],
  ] as const)('%s', async (_, options) => {
    requireTool('openssl');
    const bytes = byOpenssl(material, 'changeit', ...options);
    const whole = bytes.slice();
    whole[Math.floor(bytes.length / 2)]! ^= 0x10;
    await expect(readKeystore(whole, 'changeit')).rejects.toMatchObject({ code: 'file-damaged' });
    await expect(readKeystore(whole, 'changeix')).rejects.toMatchObject({ code: 'password-wrong' });
    await expect(readKeystore(bytes.subarray(0, -40), 'changeit')).rejects.toMatchObject({ code: 'file-damaged' });
  });
});

describe('A store that keytool put several entries into', () => {
  const keytool = (file: string, ...args: readonly string[]): void => {
    run('keytool', [...args, '-keystore', material.at(file), '-storepass', 'changeit', '-storetype', 'PKCS12']);
  };
  const read = (file: string): Bytes => new Uint8Array(readFileSync(material.at(file)));

  it('is read entry by entry; secret keys stay sealed', async () => {
    requireTool('openssl', 'keytool');
    for (const alias of ['one', 'two'])
      keytool('several.p12', '-genkeypair', '-keyalg', 'EC', '-dname', `CN=${alias}`, '-alias', alias);
    keytool('several.p12', '-importcert', '-noprompt', '-file', material.at('root.pem'), '-alias', 'a root');
    keytool('several.p12', '-genseckey', '-keyalg', 'AES', '-keysize', '256', '-alias', 'secret');
    const { entries, certificates } = await readKeystore(read('several.p12'), 'changeit');
    const facts = entries.map((entry) => [entry.friendlyName, entry.kind === 'sealed' ? entry.what : entry.kind]);
    expect(new Map(facts as [string, string][])).toEqual(
      new Map([
        ['one', 'private-key'],
        ['two', 'private-key'],
        ['a root', 'trusted-certificate'],
        ['secret', 'secret key'],
      ]),
    );
    for (const entry of entries) {
      if (entry.kind !== 'private-key') continue;
      const [leaf] = entry.chain.map(parseCertificate);
      expect(leaf?.subject.rdns).toEqual([[{ type: 'CN', value: entry.friendlyName }]]);
      expect(equalBytes((await importPrivateKey(entry.pkcs8)).spki, leaf!.spki)).toBe(true);
    }
    expect(certificates).toHaveLength(3);
  });

  it('opens with any password where it has neither MAC nor encryption, as the JDK’s own truststore since release 18', async () => {
    requireTool('openssl', 'keytool');
    const none = ['macAlgorithm', 'certProtectionAlgorithm'].map((name) => `-J-Dkeystore.pkcs12.${name}=NONE`);
    keytool('open.p12', '-importcert', '-noprompt', '-file', material.at('root.pem'), '-alias', 'a root', ...none);
    for (const password of ['changeit', '', 'whatever']) {
      const { entries } = await readKeystore(read('open.p12'), password);
      expect(entries).toEqual([
        { kind: 'trusted-certificate', friendlyName: 'a root', certificate: material.chain[2] },
      ]);
    }
  });
});
