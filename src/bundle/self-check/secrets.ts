import type { ZipEntry } from '../../inspect/zip-reader';
import { fromBase64Url, toBase64, toHex } from '../../pki/bytes';
import type { KeyPair } from '../../pki/types';
import type { BundlePlan } from '../types';
import type { Report } from './report';

/** Long enough never to occur by chance, short enough to be found in wrapped text. */
const NEEDLE = 24;

/** A shorter password can be a word that stands in a text for its own sake. */
const SHORTEST_PASSWORD = 12;

/**
 * Asserts that no file that others may read holds a private key or a password: neither a PEM label, nor a key's bytes,
 * nor their base64 or hex form, nor a password as text.
 */
export async function checkSecrets(
  plan: BundlePlan,
  files: ReadonlyMap<string, ZipEntry>,
  keys: readonly KeyPair[],
  secrets: Readonly<Record<string, string>>,
  report: Report,
): Promise<void> {
  const passwords = Object.values(secrets).filter((secret) => secret.length >= SHORTEST_PASSWORD);
  const needles = [...passwords, ...(await Promise.all(keys.map(keyNeedles))).flat()];
  for (const entry of plan.entries) {
    const file = files.get(entry.path);
    if (entry.secret || file === undefined) continue;
    const text = new TextDecoder('latin1').decode(file.bytes);
    const joined = text.replace(/\s+/gu, '');
    const leaks =
      /PRIVATE KEY-----/u.test(text) || needles.some((needle) => text.includes(needle) || joined.includes(needle));
    report.record(
      'no-secret-in-public',
      entry.path,
      !leaks,
      leaks ? 'A file that others may read holds a private key or a password' : 'Holds no key and no password',
    );
  }
}

/**
 * The beginning of a key's private exponent or scalar in every form that could slip into a file: raw, hex, and base64 at
 * each of the three places it can start in a group.
 */
async function keyNeedles({ privateKey }: KeyPair): Promise<string[]> {
  const { d = '' } = await crypto.subtle.exportKey('jwk', privateKey);
  const secret = fromBase64Url(d);
  const base64 = [0, 1, 2].map((shift) => toBase64(secret.slice(shift)).slice(0, NEEDLE));
  return [...base64, toHex(secret).slice(0, NEEDLE), new TextDecoder('latin1').decode(secret.slice(0, NEEDLE))];
}
