import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { tripleDes } from '../../src/keystores/des';
import { concatBytes } from '../../src/pki/bytes';
import type { Bytes } from '../../src/pki/types';
import { forge } from '../support/forge-judge';
import { octets } from '../support/issuing';
import { octetsOf, RUNS, transformed } from '../support/octets';
import fc from '../support/seeded';

const encrypted = (key: Bytes, block: Bytes): Bytes => transformed(tripleDes(key, 'encrypt'), block);
const decrypted = (key: Bytes, block: Bytes): Bytes => transformed(tripleDes(key, 'decrypt'), block);
const inverted = (bytes: Bytes): Bytes => bytes.map((octet) => ~octet);

/** One block by Node, whatever the key: single DES is triple DES with three times the same. */
function byNode(name: 'des-ede3' | 'des-ede', key: Bytes, block: Bytes): Bytes {
  const cipher = createCipheriv(name, key, null).setAutoPadding(false);
  return new Uint8Array(Buffer.concat([cipher.update(block), cipher.final()]));
}

/** Key, plain block and encrypted block. NIST SP 800-17 table 4: together they reach every entry of every S-box. */
const substitutionTable = [
  ['7ca110454a1a6e57', '01a1d6d039776742', '690f5b0d9a26939b'],
  ['0131d9619dc1376e', '5cd54ca83def57da', '7a389d10354bd271'],
  ['07a1133e4a0b2686', '0248d43806f67172', '868ebb51cab4599a'],
  ['3849674c2602319e', '51454b582ddf440a', '7178876e01f19b2a'],
  ['04b915ba43feb5b6', '42fd443059577fa2', 'af37fb421f8c4095'],
  ['0113b970fd34f2ce', '059b5e0851cf143a', '86a560f10ec6d85b'],
  ['0170f175468fb5e6', '0756d8e0774761d2', '0cd3da020021dc09'],
  ['43297fad38e373fe', '762514b829bf486a', 'ea676b2cb7db2b7a'],
  ['07a7137045da2a16', '3bdd119049372802', 'dfd64a815caf1a0f'],
  ['04689104c2fd3b2f', '26955f6835af609a', '5c513c9c4886c088'],
  ['37d06bb516cb7546', '164d5e404f275232', '0a2aeeae3ff4ab77'],
  ['1f08260d1ac2465e', '6b056e18759f5cca', 'ef1bf03e5dfa575a'],
  ['584023641aba6176', '004bd6ef09176062', '88bf0db6d70dee56'],
  ['025816164629b007', '480d39006ee762f2', 'a1f9915541020b56'],
  ['49793ebc79b3258f', '437540c8698f3cfa', '6fbf1cafcffd0556'],
  ['4fb05e1515ab73a7', '072d43a077075292', '2f22e49bab7ca1ac'],
  ['49e95d6d4ca229bf', '02fe55778117f12a', '5a6b612cc26cce4a'],
  ['018310dc409b26d6', '1d9d5c5018f728c2', '5f4c038ed12b2e41'],
  ['1c587f1c13924fef', '305532286d6f295a', '63fac0d034d9f793'],
] as const;

describe('DES gives the known answers', () => {
  it.each(substitutionTable)('under %s', (key, plain, cipher) => {
    expect(encrypted(octets(key), octets(plain))).toEqual(octets(cipher));
    expect(decrypted(octets(key), octets(cipher))).toEqual(octets(plain));
  });

  it('of FIPS 81 table B1, for every block of its text', () => {
    const key = octets('0123456789abcdef');
    const blocks = [
      ['4e6f772069732074', '3fa40e8a984d4815'],
      ['68652074696d6520', '6a271787ab8883f9'],
      ['666f7220616c6c20', '893d51ec4b563b53'],
    ] as const;
    for (const [plain, cipher] of blocks) expect(encrypted(key, octets(plain))).toEqual(octets(cipher));
  });
});

describe('Triple DES', () => {
  it('gives the known answers of NIST SP 800-67 appendix B.1', () => {
    const key = octets('0123456789abcdef23456789abcdef01456789abcdef0123');
    const blocks = [
      ['5468652071756663', 'a826fd8ce53b855f'],
      ['6b2062726f776e20', 'cce21c8112256fe6'],
      ['666f78206a756d70', '68d5c05dd9b6b900'],
    ] as const;
    for (const [plain, cipher] of blocks) {
      expect(encrypted(key, octets(plain))).toEqual(octets(cipher));
      expect(decrypted(key, octets(cipher))).toEqual(octets(plain));
    }
  });

  it('encrypts any block under any three keys as Node and node-forge do, and decrypts it again', () => {
    fc.assert(
      fc.property(octetsOf(24), octetsOf(8), (key, block) => {
        const cipher = encrypted(key, block);
        expect(cipher).toEqual(byNode('des-ede3', key, block));
        expect(cipher).toEqual(forge.des(key, new Uint8Array(8), block));
        expect(decrypted(key, cipher)).toEqual(block);
      }),
      RUNS,
    );
  });

  it('takes two keys as Node does: the first is also the third', () => {
    fc.assert(
      fc.property(octetsOf(16), octetsOf(8), (key, block) => {
        const cipher = encrypted(key, block);
        expect(cipher).toEqual(byNode('des-ede', key, block));
        expect(cipher).toEqual(encrypted(concatBytes(key, key.subarray(0, 8)), block));
        expect(decrypted(key, cipher)).toEqual(block);
      }),
      RUNS,
    );
  });

  it('takes one key as node-forge does, three times the same', () => {
    fc.assert(
      fc.property(octetsOf(8), octetsOf(8), (key, block) => {
        const cipher = encrypted(key, block);
        expect(cipher).toEqual(forge.des(key, new Uint8Array(8), block));
        expect(cipher).toEqual(byNode('des-ede3', concatBytes(key, key, key), block));
        expect(decrypted(key, cipher)).toEqual(block);
      }),
      RUNS,
    );
  });

  it('changes one block only, wherever it begins, also in a view into other octets', () => {
    const key = octets('0123456789abcdef');
    const whole = new Uint8Array(40).fill(7);
    const view = whole.subarray(8, 32);
    tripleDes(key, 'encrypt')(view, 8);
    const expected = new Uint8Array(40).fill(7);
    expected.set(encrypted(key, new Uint8Array(8).fill(7)), 16);
    expect(whole).toEqual(expected);
  });
});

describe('The structure of DES shows', () => {
  it('the parity bits of a key do not count', () => {
    fc.assert(
      fc.property(octetsOf(24), octetsOf(8), octetsOf(24), (key, block, noise) => {
        const other = key.map((octet, index) => octet ^ ((noise[index] ?? 0) & 1));
        expect(encrypted(other, block)).toEqual(encrypted(key, block));
      }),
      RUNS,
    );
  });

  it('inverting key and block inverts the result', () => {
    fc.assert(
      fc.property(octetsOf(24), octetsOf(8), (key, block) => {
        expect(encrypted(inverted(key), inverted(block))).toEqual(inverted(encrypted(key, block)));
      }),
      RUNS,
    );
  });

  it.each(['0101010101010101', 'fefefefefefefefe', 'e0e0e0e0f1f1f1f1', '1f1f1f1f0e0e0e0e'])(
    'a weak key undoes itself: %s',
    (weak) => {
      fc.assert(
        fc.property(octetsOf(8), (block) => {
          const cipher = encrypted(octets(weak), block);
          expect(cipher).not.toEqual(block);
          expect(encrypted(octets(weak), cipher)).toEqual(block);
        }),
        RUNS,
      );
    },
  );

  it.each([
    ['01fe01fe01fe01fe', 'fe01fe01fe01fe01'],
    ['1fe01fe00ef10ef1', 'e01fe01ff10ef10e'],
    ['01e001e001f101f1', 'e001e001f101f101'],
    ['1ffe1ffe0efe0efe', 'fe1ffe1ffe0efe0e'],
    ['011f011f010e010e', '1f011f010e010e01'],
    ['e0fee0fef1fef1fe', 'fee0fee0fef1fef1'],
  ] as const)('half-weak keys undo each other: %s and %s', (one, other) => {
    fc.assert(
      fc.property(octetsOf(8), (block) => {
        expect(encrypted(octets(other), encrypted(octets(one), block))).toEqual(block);
      }),
      RUNS,
    );
  });
});
