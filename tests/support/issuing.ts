import type { Authority } from '../../src/issuance/authority';
import { issueAuthority, issueLeaf } from '../../src/issuance/issue';
import type { AuthorityRequest, LeafRequest } from '../../src/issuance/issue';
import { generateKeyPair } from '../../src/pki/keys';
import type { Random } from '../../src/pki/platform';
import type { Bytes, Certificate, KeyPair } from '../../src/pki/types';
import type { KeyAlgorithmId } from '../../src/recipes/types';

export const random: Random = (bytes) => crypto.getRandomValues(bytes);

const keys = new Map<string, Promise<KeyPair>>();

/** A key that is made once per test file; `name` tells several of one type apart. */
export function keyFor(name: string, algorithm: KeyAlgorithmId = 'p-256'): Promise<KeyPair> {
  const id = `${algorithm} ${name}`;
  const key = keys.get(id) ?? generateKeyPair(algorithm);
  keys.set(id, key);
  return key;
}

/** A root that differs from the ordinary one in what is given. */
export async function rootWith(change: Partial<AuthorityRequest> = {}): Promise<Authority> {
  return issueAuthority({
    subject: [{ type: 'CN', value: 'Test root' }],
    key: await keyFor('root'),
    days: 3650,
    now: new Date(),
    random,
    ...change,
  });
}

/** A server certificate that differs from the ordinary one in what is given. */
export async function leafWith(
  issuer: Authority,
  change: Partial<LeafRequest> = {},
): Promise<{ readonly certificate: Certificate; readonly cut: boolean }> {
  return issueLeaf({
    subject: [{ type: 'CN', value: 'Test leaf' }],
    key: await keyFor('leaf'),
    issuer,
    purposes: ['server'],
    sans: [{ kind: 'dns', value: 'svc.example.com' }],
    days: 825,
    extensions: [],
    now: new Date(),
    random,
    ...change,
  });
}

/** Octets from hex with spaces, for hand-written DER. */
export function octets(hex: string): Bytes {
  return Uint8Array.from(hex.match(/[\da-f]{2}/giu) ?? [], (pair) => parseInt(pair, 16));
}
