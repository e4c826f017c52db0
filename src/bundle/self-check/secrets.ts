import { fromBase64Url, toBase64, toHex } from '../../pki/bytes';
import type { KeyPair } from '../../pki/types';
import type { BundlePlan } from '../types';
import type { Files } from './files';
import type { Report } from './report';

/** Long enough never to occur by chance, short enough to be found in wrapped text. */
const NEEDLE = 24;

/** A shorter password can be a word that stands in a text for its own sake. */
const SHORTEST_PASSWORD = 12;

/** Pieces of secrets to look for, by the form of the text in which each would be found. */
interface Needles {
  readonly verbatim: readonly string[];
  readonly base64: readonly string[];
  readonly hex: readonly string[];
}

/**
 * Asserts that no file that others may read holds a private key or a password: neither a PEM label, nor the private
 * numbers of any key that was made or brought (also one that is not kept), raw, in base64 or in hex, nor a password.
 *
 * @param keys every private key of the job
 */
export async function checkSecrets(
  plan: BundlePlan,
  files: Files,
  keys: readonly KeyPair[],
  secrets: Readonly<Record<string, string>>,
  report: Report,
): Promise<void> {
  const passwords = Object.values(secrets).filter((secret) => secret.length >= SHORTEST_PASSWORD);
  const numbers = (await Promise.all(keys.map(privateNumbers))).flat();
  const needles: Needles = {
    verbatim: [...passwords, ...numbers.map((octets) => latin1(octets.slice(0, NEEDLE)))],
    base64: [...passwords, ...numbers.flatMap(base64Pieces)],
    hex: numbers.map((octets) => toHex(octets).slice(0, NEEDLE)),
  };
  for (const { path, secret } of plan.entries) {
    const file = files.get(path);
    if (secret || file === undefined) continue;
    const clean = !leaks(latin1(file.bytes), needles);
    const bad = 'A file that others may read holds a private key or a password';
    report.record('no-secret-in-public', path, clean, 'Holds no key and no password', bad);
  }
}

function leaks(text: string, { verbatim, base64, hex }: Needles): boolean {
  if (text.includes('PRIVATE KEY-----')) return true;
  // Wrapped, as base64url, or with colons between the octets it is the same secret.
  const joined = text.replace(/\s+/gu, '');
  const asBase64 = joined.replaceAll('-', '+').replaceAll('_', '/');
  const asHex = joined.replaceAll(':', '').toLowerCase();
  const found = (where: string, what: readonly string[]): boolean => what.some((needle) => where.includes(needle));
  return found(text, verbatim) || found(joined, base64) || found(asBase64, base64) || found(asHex, hex);
}

/** The private exponent or scalar, and the primes of an RSA key. */
async function privateNumbers({ privateKey }: KeyPair): Promise<Uint8Array[]> {
  const { d, p, q } = await crypto.subtle.exportKey('jwk', privateKey);
  return [d, p, q].flatMap((number) => (number === undefined ? [] : [fromBase64Url(number)]));
}

/** The same octets begin at any of three places in a group of base64. */
function base64Pieces(octets: Uint8Array): string[] {
  return [0, 1, 2].map((shift) => toBase64(octets.slice(shift, shift + NEEDLE)).slice(0, NEEDLE));
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}
