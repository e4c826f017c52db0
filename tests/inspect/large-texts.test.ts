import { describe, expect, test } from 'vitest';
import { readFiles } from '../../src/inspect/read-files';
import { toBase64, utf8 } from '../../src/pki/bytes';
import { conversionsFor } from '../../src/jobs/convert';
import { leafWith, random, rootWith } from '../support/issuing';
import { converted } from '../support/converting';

/** Octets of no meaning, as base64. */
function noise(bytes: number): string {
  const octets = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += 65_536) random(octets.subarray(at, at + 65_536));
  return toBase64(octets);
}

describe('A large text', () => {
  test.each([
    ['in lines', (text: string) => text.replace(/.{64}/gu, '$&\n')],
    ['as values', (text: string) => text.replace(/.{64}/gu, 'value: "$&"\n')],
    ['in words', (text: string) => text.replace(/.{20}/gu, '$&, ')],
  ])('%s is read in pieces, others having a turn between them, and what it holds is found', async (_, laidOut) => {
    const { certificate } = await leafWith(await rootWith());
    const text = `${laidOut(noise(750_000))}\n"${toBase64(certificate.der)}"\n${laidOut(noise(50_000))}`;
    let turns = 0;
    const pause = (): Promise<void> => {
      turns++;
      return Promise.resolve();
    };
    const found = await readFiles([{ name: 'large.txt', bytes: utf8(text) }], [], pause);
    expect(found.flatMap((object) => (object.type === 'certificate' ? [object.certificate.der] : []))).toEqual([
      certificate.der,
    ]);
    expect(turns).toBeGreaterThan(text.length / 50_000);
  });
});

test('Many certificates of one name get an alias each, and are sorted in pieces', async () => {
  const root = await rootWith();
  const files = await Promise.all(
    Array.from({ length: 30 }, async (_, index) => ({
      name: `${String(index)}.cer`,
      bytes: (await leafWith(root)).certificate.der,
    })),
  );
  let turns = 0;
  const objects = await readFiles(files, []);
  await conversionsFor(objects, new Date(), () => {
    turns++;
    return Promise.resolve();
  });
  expect(turns).toBeGreaterThan(objects.length);
  const [store] = await converted(files, 'truststore-jks', { password: 'changeit' });
  const aliases = await readFiles([{ name: 'a.jks', bytes: store?.bytes ?? new Uint8Array() }], ['changeit']);
  expect(aliases.flatMap((object) => (object.type === 'certificate' ? object.alias : [])).sort()).toEqual(
    ['test-leaf', ...Array.from({ length: 29 }, (_, index) => `test-leaf-${String(index + 2)}`)].sort(),
  );
});
