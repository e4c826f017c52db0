import { describe, expect, it } from 'vitest';
import { isCovered } from '../../src/pki/host-match';
import type { GeneralName } from '../../src/pki/types';

const dns = (value: string): GeneralName => ({ kind: 'dns', value });
const ip = (value: string): GeneralName => ({ kind: 'ip', value });

describe('A name is covered', () => {
  it('by itself, and by a wildcard in the place of exactly its first label (RFC 9525 §6.3)', () => {
    expect(isCovered(dns('a.example.com'), [dns('b.example.com'), dns('a.example.com')])).toBe(true);
    expect(isCovered(dns('a.example.com'), [dns('*.example.com')])).toBe(true);
    expect(isCovered(dns('a.b.example.com'), [dns('*.example.com')])).toBe(false);
    expect(isCovered(dns('example.com'), [dns('*.example.com')])).toBe(false);
    expect(isCovered(dns('localhost'), [dns('*')])).toBe(false);
  });

  it('as an address only by that address, not by a DNS name that looks like it', () => {
    expect(isCovered(ip('10.0.0.5'), [ip('10.0.0.5')])).toBe(true);
    expect(isCovered(ip('10.0.0.5'), [dns('10.0.0.5'), dns('*.0.0.5')])).toBe(false);
  });
});
