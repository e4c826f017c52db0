import { pbkdf2Sync, createHmac } from 'node:crypto';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import * as oids from '../../src/keystores/pkcs12-oids';
import { readPkcs12 } from '../../src/keystores/read-pkcs12';
import type { PrivateKeyEntry } from '../../src/keystores/types';
import { encodeCertificateBag } from '../../src/keystores/write-bags';
import { writePkcs12 } from '../../src/keystores/write-pkcs12';
import { utf8 } from '../../src/pki/bytes';
import { tags } from '../../src/pki/der-tags';
import {
  contextConstructed,
  element,
  objectIdentifier,
  octetString,
  sequence,
  smallInteger,
} from '../../src/pki/der-writer';
import { PkiError } from '../../src/pki/errors';
import type { Bytes } from '../../src/pki/types';
import * as made from '../support/hand-made-pfx';
import { keyFor, leafWith, octets, random, rootWith } from '../support/issuing';

vi.setConfig({ testTimeout: 60_000 });

let entry: PrivateKeyEntry;
let root: Bytes;
beforeAll(async () => {
  const authority = await rootWith();
  const key = await keyFor('leaf');
  const { certificate } = await leafWith(authority, { key });
  root = authority.certificate.der;
  entry = { kind: 'private-key', friendlyName: 'mine', pkcs8: key.pkcs8, chain: [certificate.der, root] };
});

const options = { password: 'changeit', random, iterations: 10 };
const codeOf = async (reading: Promise<unknown>): Promise<string> => {
  try {
    await reading;
    return 'read';
  } catch (error) {
    if (error instanceof PkiError) return error.code;
    throw error;
  }
};

/** INTEGERs. */
const five_million = smallInteger(5_000_000);
const two_to_31 = octets('0205 0080000000');
const enormous = element(tags.INTEGER, new Uint8Array(400).fill(0x7f));
const zero = smallInteger(0);
const negative = octets('0202 ff00');

describe('A count of iterations is judged before anything is derived', () => {
  const encrypted = new Uint8Array(32);
  const places: [string, (count: Bytes) => Bytes][] = [
    ['the MAC', (count) => made.pfx([], made.macData(count))],
    ['an encrypted safe, PBES2', (count) => made.pfx([made.encryptedSafe(made.pbes2(count), encrypted)])],
    ['an encrypted safe, PBE', (count) => made.pfx([made.encryptedSafe(made.pbe(count), encrypted)])],
    ['a key', (count) => made.pfx([made.plainSafe(sequence(made.shroudedBag(made.pbes2(count), encrypted)))])],
  ];

  it.each(places)('of %s', async (_, place) => {
    for (const count of [two_to_31, enormous, smallInteger(5_000_001)])
      expect(await codeOf(readPkcs12(place(count), 'x'))).toBe('work-factor-too-high');
    for (const count of [zero, negative]) expect(await codeOf(readPkcs12(place(count), 'x'))).toBe('file-damaged');
  });

  it('and in all: many keys of an allowed count are too many', async () => {
    const keys = Array.from({ length: 1000 }, () => made.shroudedBag(made.pbes2(five_million), encrypted));
    expect(await codeOf(readPkcs12(made.pfx([made.plainSafe(sequence(...keys))]), 'x'))).toBe('work-factor-too-high');
    const safes = Array.from({ length: 10 }, () => made.encryptedSafe(made.pbe(five_million), encrypted));
    expect(await codeOf(readPkcs12(made.pfx(safes), 'x'))).toBe('work-factor-too-high');
  });
});

describe('What is not read is named', () => {
  const safe = (algorithm: Bytes): Bytes => made.pfx([made.encryptedSafe(algorithm, new Uint8Array(16))]);
  const few = smallInteger(1);
  it.each([
    ['Camellia-256', () => safe(made.pbes2(few, undefined, '1.2.392.200011.61.1.1.1.4'))],
    ['HMAC with SHA-512/256', () => safe(made.pbes2(few, '1.2.840.113549.2.13'))],
    ['PBE with MD2 and DES', () => safe(sequence(objectIdentifier('1.2.840.113549.1.5.1'), sequence()))],
    ['scrypt', () => safe(made.scrypt(2 ** 30))],
    ['2.16.840.1.101.3.4.2.8', () => made.pfx([], made.macData(few, '2.16.840.1.101.3.4.2.8'))],
  ])('%s', async (name, file) => {
    await expect(readPkcs12(file(), 'x')).rejects.toMatchObject({
      code: 'algorithm-unavailable',
      message: expect.stringContaining(name) as string,
    });
  });
});

describe('Bags that are not opened are still there', () => {
  it('secret keys, revocation lists, unknown objects, keys of unknown protection, nested as deep as they like', async () => {
    const inner = made.bag('1.2.3.4', octetString(utf8('anything')));
    const nested = made.bag(oids.safeContentsBag, sequence(made.bag(oids.safeContentsBag, sequence(inner))));
    const bags = [
      made.bag(oids.secretBag, sequence()),
      made.bag(oids.crlBag, sequence()),
      nested,
      made.shroudedBag(sequence(objectIdentifier('1.2.840.113549.1.5.1'), sequence()), new Uint8Array(8)),
      encodeCertificateBag(made.noCertificate, {}),
      encodeCertificateBag(root, { friendlyName: 'a root', trusted: true }),
    ];
    const { entries, bags: held, certificates } = await readPkcs12(made.pfx([made.plainSafe(sequence(...bags))]), 'x');
    expect(entries.map((each) => (each.kind === 'sealed' ? each.what : each.kind))).toEqual([
      'secret key',
      'revocation list',
      'object of the type 1.2.3.4',
      'private key under a password or in a protection of its own',
      'certificate that cannot be read',
      'trusted-certificate',
    ]);
    expect(held.map(({ bag }) => bag.der)).toEqual(bags.map((each) => (each === nested ? inner : each)));
    expect(certificates).toEqual([root]);
  });
});

describe('A chain', () => {
  it('takes the issuer whose key verifies where several bear the name', async () => {
    const impostor = await rootWith({ key: await keyFor('impostor') });
    const key = made.bag(oids.keyBag, entry.pkcs8);
    for (const roots of [
      [impostor.certificate.der, root],
      [root, impostor.certificate.der],
    ]) {
      const bags = [key, ...[...roots, entry.chain[0]!].map((der) => encodeCertificateBag(der, {}))];
      const { entries } = await readPkcs12(made.pfx([made.plainSafe(sequence(...bags))]), 'x');
      expect(entries).toEqual([{ ...entry, friendlyName: undefined }]);
    }
  });

  it('begins with the certificate of the key’s localKeyId, else with that of its public key', async () => {
    const other = await leafWith(await rootWith(), { key: await keyFor('other') });
    const localKeyId = (id: string): Bytes =>
      sequence(objectIdentifier(oids.localKeyId), element(tags.SET, octetString(octets(id))));
    const key = made.bag(oids.keyBag, entry.pkcs8, localKeyId('01'));
    const certificate = (der: Bytes, id?: string): Bytes =>
      encodeCertificateBag(der, id === undefined ? {} : { localKeyId: octets(id) });
    const leafOf = async (...bags: Bytes[]): Promise<Bytes | undefined> => {
      const { entries } = await readPkcs12(made.pfx([made.plainSafe(sequence(key, ...bags))]), 'x');
      return (entries[0] as PrivateKeyEntry).chain[0];
    };
    const [mine, others] = [entry.chain[0]!, other.certificate.der];
    expect(await leafOf(certificate(others, '01'), certificate(mine, '02'))).toEqual(others);
    expect(await leafOf(certificate(others, '01'), certificate(mine, '01'))).toEqual(mine);
    expect(await leafOf(certificate(others), certificate(mine))).toEqual(mine);
    expect(await leafOf(certificate(others))).toBeUndefined();
  });
});

describe('PBMAC1 (RFC 9579)', () => {
  it('opens with its password only', async () => {
    const safes = [made.plainSafe(sequence(encodeCertificateBag(root, { trusted: true })))];
    const key = pbkdf2Sync('pässwörd', new Uint8Array(8), 2000, 32, 'sha512');
    const value = createHmac('sha256', key).update(made.authenticatedSafe(safes)).digest();
    const derivation = made.pbkdf2(smallInteger(2000), '1.2.840.113549.2.11', smallInteger(32));
    const parameters = sequence(
      sequence(objectIdentifier('1.2.840.113549.1.5.12'), derivation),
      sequence(objectIdentifier('1.2.840.113549.2.9')),
    );
    const info = sequence(sequence(objectIdentifier(oids.id_PBMAC1), parameters), octetString(value));
    const file = made.pfx(safes, sequence(info, octetString(utf8('NOT USED')), smallInteger(1)));
    const { entries, protection } = await readPkcs12(file, 'pässwörd');
    expect(entries).toHaveLength(1);
    expect(protection.mac).toEqual({ name: 'PBMAC1 with SHA-256', hash: 'SHA-256', iterations: 2000 });
    expect(await codeOf(readPkcs12(file, 'passwort'))).toBe('password-wrong');
  });
});

describe('Hostile files end in an error of ours', () => {
  /** Numbers that look random and are the same in every run. */
  function* numbers(seed: number): Generator<number> {
    for (let state = seed; ; state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) yield state;
  }

  it.each(['modern', 'older'] as const)('cut off anywhere, or with octets changed (%s)', async (profile) => {
    const whole = await writePkcs12([entry], { ...options, profile });
    for (let length = 0; length < whole.length; length += 7)
      expect(await codeOf(readPkcs12(whole.slice(0, length), 'changeit'))).toBe('file-damaged');
    const random32 = numbers(1);
    const codes = new Set<string>();
    for (let round = 0; round < 400; round++) {
      const changed = whole.slice();
      const at = Number(random32.next().value) % whole.length;
      changed[at]! ^= 1 << (Number(random32.next().value) >>> 29);
      codes.add(await codeOf(readPkcs12(changed, 'changeit')));
    }
    // `read`: in places that no reader looks at, such as the version of EncryptedData. A changed salt is a changed password.
    const known = ['read', 'file-damaged', 'password-wrong', 'algorithm-unavailable', 'work-factor-too-high'];
    expect([...codes].filter((code) => !known.includes(code))).toEqual([]);
    expect(codes).toContain('file-damaged');
  });

  it('without MAC or encryption, which lets every change through to the readers of bags and keys', async () => {
    const name = sequence(
      objectIdentifier(oids.friendlyName),
      element(tags.SET, element(tags.BMP_STRING, octets('0061'))),
    );
    const bags = [made.bag(oids.keyBag, entry.pkcs8, name), ...entry.chain.map((der) => encodeCertificateBag(der, {}))];
    const whole = made.pfx([made.plainSafe(sequence(...bags))]);
    const random32 = numbers(3);
    const codes = new Set<string>();
    for (let round = 0; round < 1500; round++) {
      const changed = whole.slice();
      changed[Number(random32.next().value) % whole.length] = Number(random32.next().value) >>> 24;
      codes.add(await codeOf(readPkcs12(changed, 'x')));
    }
    const known = ['read', 'file-damaged', 'password-wrong', 'algorithm-unavailable', 'work-factor-too-high'];
    expect([...codes].filter((code) => !known.includes(code))).toEqual([]);
    expect(codes).toContain('file-damaged');
  });

  it('of random parts, lengths beyond the end, and endless nesting', async () => {
    const start = made.pfx([]).slice(0, 5);
    const random32 = numbers(2);
    for (let round = 0; round < 300; round++) {
      const noise = Uint8Array.from({ length: 64 }, () => Number(random32.next().value) >>> 24);
      expect(await codeOf(readPkcs12(new Uint8Array([...start, ...noise]), 'x'))).toBe('file-damaged');
    }
    for (const hex of ['', '30', '3080', '3084ffffffff', '30800201030000', '3003020103', '300602010330 0000'])
      expect(await codeOf(readPkcs12(octets(hex), 'x'))).toBe('file-damaged');
    expect(await codeOf(readPkcs12(new Uint8Array(100_000).fill(0x30), 'x'))).toBe('file-damaged');
    let deep: Bytes = made.bag('1.2.3', sequence());
    for (let level = 0; level < 100; level++) deep = made.bag(oids.safeContentsBag, sequence(deep));
    expect(await codeOf(readPkcs12(made.pfx([made.plainSafe(sequence(deep))]), 'x'))).toBe('file-damaged');
    expect(await codeOf(readPkcs12(new Uint8Array(6_000_000), 'x'))).toBe('file-too-large');
    const wrong = sequence(smallInteger(4), contextConstructed(0));
    expect(await codeOf(readPkcs12(wrong, 'x'))).toBe('file-damaged');
  });
});
