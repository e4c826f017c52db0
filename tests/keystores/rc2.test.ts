import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decryptCbc } from '../../src/keystores/cbc';
import { rc2Decipher } from '../../src/keystores/rc2';
import { toHex } from '../../src/pki/bytes';
import { forge } from '../support/forge-judge';
import { octets } from '../support/issuing';
import { octetsOf, RUNS, transformed } from '../support/octets';
import { requireTool } from '../support/tools';
import { ask } from '../support/witness';
import fc from '../support/seeded';

const long = '88bca90e90875a7f0f79c384627bafb2';

describe('RC2', () => {
  // RFC 2268 §5.
  it.each([
    ['0000000000000000', 63, '0000000000000000', 'ebb773f993278eff'],
    ['ffffffffffffffff', 64, 'ffffffffffffffff', '278b27e42e2f0d49'],
    ['3000000000000000', 64, '1000000000000001', '30649edf9be7d2c2'],
    ['88', 64, '0000000000000000', '61a8a244adacccf0'],
    ['88bca90e90875a', 64, '0000000000000000', '6ccf4308974c267f'],
    [long, 64, '0000000000000000', '1a807d272bbe5db1'],
    [long, 128, '0000000000000000', '2269552ab0f85ca6'],
    [`${long}16f80a6f85920584c42fceb0be255daf1e`, 129, '0000000000000000', '5b78d3a43dfff1f1'],
  ] as const)('gives the known answer under %s of %i bits', (key, bits, plain, cipher) => {
    expect(transformed(rc2Decipher(octets(key), bits), octets(cipher))).toEqual(octets(plain));
  });

  it('decrypts what node-forge encrypts, with keys of 1 to 128 octets and any whole number of effective octets', () => {
    // Other effective lengths are wrong in node-forge 1.4.3: its mask TM is made of the bits that do not count.
    fc.assert(
      fc.property(octetsOf(1, 128), fc.integer({ min: 1, max: 128 }), octetsOf(8), (key, effective, block) => {
        const cipher = forge.rc2(key, effective * 8, new Uint8Array(8), block);
        expect(transformed(rc2Decipher(key, effective * 8), cipher)).toEqual(block);
      }),
      RUNS,
    );
  });

  it('decrypts what Java encrypts, with keys of 5 to 128 octets and any number of effective bits', () => {
    requireTool('jdk');
    const cases = fc.sample(fc.tuple(octetsOf(5, 128), fc.integer({ min: 1, max: 1024 }), octetsOf(8)), RUNS);
    const { status, text } = ask('jdk', ['Rc2Encrypt.java', 'cases'], {
      'Rc2Encrypt.java': readFileSync('tests/keystores/Rc2Encrypt.java'),
      cases: cases.map(([key, bits, block]) => `${toHex(key)} ${bits} ${toHex(block)}`).join('\n'),
    });
    expect(status, text).toBe(0);
    const results = text.trim().split('\n');
    expect(results).toHaveLength(cases.length);
    for (const [index, [key, bits, block]] of cases.entries())
      expect(transformed(rc2Decipher(key, bits), octets(results[index] ?? ''))).toEqual(block);
  });

  it('decrypts what node-forge encrypts in CBC mode', async () => {
    const padding = new Uint8Array(8).fill(8);
    await fc.assert(
      fc.asyncProperty(octetsOf(16), octetsOf(8), fc.array(octetsOf(8), { maxLength: 12 }), async (key, iv, blocks) => {
        const plain = Uint8Array.from(blocks.flatMap((block) => [...block]));
        const cipher = forge.rc2(key, 40, iv, Uint8Array.from([...plain, ...padding]));
        expect(await decryptCbc(rc2Decipher(key, 40), iv, cipher)).toEqual(plain);
      }),
      RUNS,
    );
  });

  it('changes one block only, wherever it begins', () => {
    const decipher = rc2Decipher(octets(long), 128);
    const expected = new Uint8Array(24).fill(7);
    expected.set(transformed(decipher, new Uint8Array(8).fill(7)), 8);
    expect(transformed(decipher, new Uint8Array(24).fill(7), 8)).toEqual(expected);
  });
});
