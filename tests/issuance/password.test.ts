import { describe, expect, test } from 'vitest';
import { generatePassword } from '../../src/issuance/password';
import type { Random } from '../../src/pki/platform';

const real: Random = (bytes) => crypto.getRandomValues(bytes);

describe('A generated password', () => {
  test('has 24 characters of base58, so that nothing needs escaping anywhere', () => {
    expect(generatePassword(real)).toMatch(/^[1-9A-HJ-NP-Za-km-z]{24}$/u);
    expect(generatePassword(real, 40)).toHaveLength(40);
  });

  test('rejects octets that would make some characters likelier', () => {
    const given = [232, 255, 0, 57, 58, 231];
    let at = 0;
    const random: Random = (bytes) => bytes.map(() => given[at++ % given.length] ?? 0);
    expect(generatePassword(random, 4)).toBe('1z1z');
  });

  test('uses every character about equally often', () => {
    const counts = new Map<string, number>();
    for (const character of generatePassword(real, 58_000)) counts.set(character, (counts.get(character) ?? 0) + 1);
    expect(counts.size).toBe(58);
    // 1000 expected each, standard deviation 31: eight of them never happen by chance.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(250);
  });

  test('leaves no random octets behind', () => {
    let seen: Uint8Array | undefined;
    generatePassword((bytes) => (seen = real(bytes)));
    expect(seen?.every((octet) => octet === 0)).toBe(true);
  });
});
