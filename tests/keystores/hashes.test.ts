import { createHash, createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashNameByOid, hashes, hmac } from '../../src/keystores/hashes';
import type { HashName } from '../../src/keystores/hashes';
import type { Bytes } from '../../src/pki/types';

const names = Object.keys(hashes) as HashName[];
const nodeName = (name: HashName): string => name.replace('-', '').toLowerCase();
const bytes = (length: number): Bytes => new Uint8Array(randomBytes(length));
const ofNode = (name: HashName, message: Uint8Array): Bytes =>
  new Uint8Array(createHash(nodeName(name)).update(message).digest());

describe.each(names)('%s', (name) => {
  const { length, block, digest, iterate } = hashes[name];

  it('gives Node’s digest of messages around every block boundary', async () => {
    for (const size of [0, 1, 54, 55, 56, 57, 63, 64, 65, 111, 112, 119, 127, 128, 129, 192, 300, 20_000]) {
      const message = bytes(size);
      expect(await digest(message)).toEqual(ofNode(name, message));
    }
    expect(await digest(new Uint8Array(3))).toHaveLength(length);
  });

  it('iterated any number of times gives what Node gives when called as often', async () => {
    for (const rounds of [0, 1, 2, 3, 10, 129]) {
      const start = bytes(length);
      let expected = start;
      for (let round = 0; round < rounds; round++) expected = ofNode(name, expected);
      const given = start.slice();
      expect(await iterate(given, rounds)).toEqual(expected);
      expect(given).toEqual(start);
    }
  });

  it('takes a digest that is a view into other octets', async () => {
    const whole = bytes(length + 7);
    const view = whole.subarray(7);
    expect(await iterate(view, 1)).toEqual(ofNode(name, view));
  });

  it('makes Node’s HMAC, with keys up to the length of a block', async () => {
    for (const size of [1, length, block]) {
      const [key, message] = [bytes(size), bytes(100)];
      const expected = new Uint8Array(createHmac(nodeName(name), key).update(message).digest());
      expect(await hmac(name, key, message)).toEqual(expected);
    }
  });

  it('is found by its OID', () => {
    expect(hashNameByOid(hashes[name].oid)).toBe(name);
  });
});

it('A hash that nobody makes MACs with is not found', () => {
  expect(hashNameByOid('1.2.3')).toBeUndefined();
});
