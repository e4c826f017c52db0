import { describe, expect, it } from 'vitest';
import type { MadeEntity } from '../../src/bundle/encoders';
import type { BundleEntry } from '../../src/bundle/types';
import type { OpenedStore } from '../../src/inspect/read-store';
import { requestLeaf } from '../../src/issuance/request';
import { readKeystore } from '../../src/keystores/read-keystore';
import type { PrivateKeyEntry } from '../../src/keystores/types';
import { writePkcs12 } from '../../src/keystores/write-pkcs12';
import { utf8 } from '../../src/pki/bytes';
import { generateKeyPair } from '../../src/pki/keys';
import { encodePem } from '../../src/pki/pem';
import type { Bytes } from '../../src/pki/types';
import { entity } from '../support/faults';
import { keyFor, leafWith, rootWith } from '../support/issuing';
import { checkTampered, password, random } from '../support/make';
import type { Tampering } from '../support/make';
import { ask } from '../support/witness';

const answers = { key: 'p-256' };
const keystore = 'conf/ssl/keystore.p12';
const modern = { password, profile: 'modern', random } as const;

async function failures(
  tampering: Tampering,
  more: Record<string, string> = {},
  options: Parameters<typeof checkTampered>[3] = {},
): Promise<string[]> {
  const { results } = await checkTampered('actian-integration-manager', { ...answers, ...more }, tampering, options);
  expect(results.length).toBeGreaterThanOrEqual(30);
  return [...new Set(results.filter(({ passed }) => !passed).map(({ id }) => id))];
}

/** Puts other octets in the place of a file; they are made from the entity `server`. */
function instead(name: string, make: (server: MadeEntity, old: Bytes) => Promise<Bytes> | Bytes): Tampering {
  let replacement: (old: Bytes) => Promise<Bytes> | Bytes = (old) => old;
  const swap = async (entries: BundleEntry[]): Promise<BundleEntry[]> => {
    expect(entries.some(({ path }) => path.endsWith(name))).toBe(true);
    return Promise.all(
      entries.map(async (entry) =>
        entry.path.endsWith(name) ? { ...entry, bytes: await replacement(entry.bytes) } : entry,
      ),
    );
  };
  return {
    made: (made) => {
      const server = entity(made, 'server');
      replacement = (old) => make(server, old);
    },
    entries: swap,
  };
}

/** The keystore written anew with something changed. */
function rewritten(change: (entry: PrivateKeyEntry) => PrivateKeyEntry | Promise<PrivateKeyEntry>): Tampering {
  return instead(keystore, async (server) => {
    const chain = [...(server.chain ?? []), ...(server.anchor === undefined ? [] : [server.anchor])];
    const pkcs8 = server.key?.pkcs8 ?? new Uint8Array();
    const entry = { kind: 'private-key', friendlyName: 'integration-manager', pkcs8, chain } as const;
    return writePkcs12([await change(entry)], modern);
  });
}

describe('The self-check of keystores', () => {
  it('passes what the product makes', async () => {
    expect(await failures({})).toEqual([]);
    expect(await failures({}, { profile: 'older', 'token-key': 'true' })).toEqual([]);
    expect(await failures(rewritten((entry) => entry))).toEqual(['texts-as-written']);
  });

  it('refuses another alias, another password, and a key that is not the certificate’s', async () => {
    expect(await failures(rewritten((entry) => ({ ...entry, friendlyName: '1' })))).toContain('keystore-entries');
    const otherPassword = instead(keystore, (_, old) => old);
    const input = { secrets: { password: 'another password' } };
    expect(await failures({ ...otherPassword, input })).toContain('keystore-opens');
    const stranger = await generateKeyPair('p-256');
    expect(await failures(rewritten((entry) => ({ ...entry, pkcs8: stranger.pkcs8 })))).toContain('key-matches');
  });

  it('refuses a chain that does not reach the root, or leads elsewhere', async () => {
    expect(await failures(rewritten((entry) => ({ ...entry, chain: entry.chain.slice(0, 1) })))).toContain(
      'keystore-entries',
    );
    const other = (await rootWith()).certificate.der;
    const strange = rewritten((entry) => ({ ...entry, chain: [...entry.chain.slice(0, 1), other] }));
    expect(await failures(strange)).not.toEqual(['texts-as-written']);
  });

  it('refuses BER, a truncated file and a truststore in which Java sees nothing', async () => {
    const indefinite = instead(keystore, (_, old) => {
      const header = old[1] === 0x82 ? 4 : 3;
      return new Uint8Array([0x30, 0x80, ...old.slice(header), 0, 0]);
    });
    expect(await failures(indefinite)).toContain('der-canonical');
    expect(await failures(instead(keystore, (_, old) => old.slice(0, -9)))).toContain('keystore-opens');
    const unmarked = instead('truststore.p12', ({ anchor = new Uint8Array() }) => {
      const pem = encodePem('CERTIFICATE', anchor);
      const args = ['pkcs12', '-export', '-nokeys', '-in', 'root.pem', '-passout', 'pass:changeit'];
      return ask('openssl', [...args, '-caname', 'integration-manager-root'], { 'root.pem': pem }).bytes;
    });
    expect(await failures(unmarked)).toContain('keystore-entries');
  });

  it('refuses a keystore that lost or gained an entry on the way', async () => {
    const [mine, theirs] = [await keyFor('mine'), await keyFor('theirs')];
    const root = await rootWith();
    const entryOf = async (friendlyName: string, key: typeof mine): Promise<PrivateKeyEntry> => {
      const { certificate } = await leafWith(root, { key });
      const chain = [certificate.der, root.certificate.der];
      return { kind: 'private-key', friendlyName, pkcs8: key.pkcs8, chain };
    };
    const others = [await entryOf('mine', mine), await entryOf('theirs', theirs)];
    const file = await writePkcs12(others, modern);
    const store: OpenedStore = { name: 'there.p12', keystore: await readKeystore(file, password), password };
    const stores = new Map([['old-keystore', store]]);
    const more = { 'existing-keystore': 'true' };
    expect(await failures({}, more, { stores })).toEqual([]);
    expect(
      await failures(
        rewritten((entry) => entry),
        more,
        { stores },
      ),
    ).toContain('keystore-entries');
    expect(await failures({ input: { stores: new Map() } }, more, { stores })).toContain('keystore-entries');
  });
});

describe('The self-check of requests', () => {
  const inRequest = { mode: 'request' };
  const asked = (change: Partial<Parameters<typeof requestLeaf>[0]>): Tampering => ({
    ...instead('certificate-signing-request.txt', async ({ key }) => {
      if (key === undefined) throw new Error('no key');
      const sans = ['im.example.com', 'im', 'localhost'].map((value) => ({ kind: 'dns' as const, value }));
      const wish = {
        subject: [{ type: 'CN', value: 'im.example.com' }] as const,
        key,
        purposes: ['server'] as const,
        sans,
      };
      return utf8(encodePem('CERTIFICATE REQUEST', await requestLeaf({ ...wish, ...change })));
    }),
  });

  it('passes what the product makes, and refuses other names, purposes, subjects and keys', async () => {
    expect(await failures({}, {}, inRequest)).toEqual([]);
    expect(await failures(asked({}), {}, inRequest)).toEqual(['texts-as-written']);
    expect(await failures(asked({ sans: [] }), {}, inRequest)).toContain('request-as-planned');
    expect(await failures(asked({ purposes: ['client'] }), {}, inRequest)).toContain('request-as-planned');
    expect(await failures(asked({ subject: [{ type: 'CN', value: 'x' }] }), {}, inRequest)).toContain(
      'request-as-planned',
    );
    const stranger = await generateKeyPair('p-256');
    expect(await failures(asked({ key: stranger }), {}, inRequest)).toContain('key-matches');
  });
});
