import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { md5 } from '../../src/keystores/md5';
import { toHex, utf8 } from '../../src/pki/bytes';
import type { Bytes } from '../../src/pki/types';
import { forge } from '../support/forge-judge';
import { octetsOf, RUNS } from '../support/octets';
import fc from '../support/seeded';

const ofNode = (message: Bytes): Bytes => new Uint8Array(createHash('md5').update(message).digest());

describe('MD5', () => {
  // RFC 1321 appendix A.5.
  it.each([
    ['', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['a', '0cc175b9c0f1b6a831c399e269772661'],
    ['abc', '900150983cd24fb0d6963f7d28e17f72'],
    ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
    ['abcdefghijklmnopqrstuvwxyz', 'c3fcd3d76192e4007dfb496cca67e13b'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 'd174ab98d277d9f5a5611c2c9f419d9f'],
    ['1234567890'.repeat(8), '57edf4a22be3c955ac49da2e2107b67a'],
  ])('gives the known answer for “%s”', (message, digest) => {
    expect(toHex(md5(utf8(message)))).toBe(digest);
  });

  it('gives Node’s and node-forge’s digest of any message', () => {
    fc.assert(
      fc.property(octetsOf(0, 300), (message) => {
        const digest = md5(message);
        expect(digest).toEqual(ofNode(message));
        expect(digest).toEqual(forge.md5(message));
      }),
      RUNS,
    );
  });

  it('gives Node’s digest of every length up to three blocks, and of a million octets', () => {
    for (const length of [...Array(193).keys(), 1_000_000]) {
      const message = Uint8Array.from({ length }, (_, index) => index * 31);
      expect(md5(message)).toEqual(ofNode(message));
    }
  });

  it('takes a message that is a view into other octets, and leaves it as it is', () => {
    const whole = Uint8Array.from({ length: 100 }, (_, index) => index);
    expect(md5(whole.subarray(3, 90))).toEqual(ofNode(whole.slice(3, 90)));
    expect(whole).toEqual(Uint8Array.from({ length: 100 }, (_, index) => index));
  });

  it('has no constant that depends on the last digits of an engine’s sine', () => {
    for (let i = 1; i <= 64; i++) {
      const fraction = (2 ** 32 * Math.abs(Math.sin(i))) % 1;
      expect(Math.min(fraction, 1 - fraction)).toBeGreaterThan(0.001);
    }
  });
});
