import { importPrivateKey } from '../pki/keys';
import { isJwk, jwkCertificates, readJwk } from '../pki/jwk';
import type { Jwk } from '../pki/jwk';
import { parseCertificate } from '../pki/parse-certificate';
import type { FoundObject } from './found-object';
import { damagedBy } from './reading';
import type { Reading } from './reading';

/** More values than any key set or secret has. */
const MOST_VALUES = 100_000;

/**
 * Reads the JSON Web Keys in a JSON text, wherever in it they stand: one key, a set of keys (RFC 7517 §5), or a file of which
 * they are a part. A key that cannot be read yields `damaged`.
 *
 * @returns none for a text that is no JSON or holds no key
 * @throws PkiError `cancelled`, or `file-too-large` for too many objects in all
 */
export async function readJwks(text: string, source: string, reading: Reading): Promise<FoundObject[]> {
  const objects: FoundObject[] = [];
  for (const jwk of jwksIn(text)) {
    try {
      objects.push(...(await readKey(jwk, source, reading)));
    } catch (error) {
      objects.push(damagedBy(error, source));
    }
    await reading.pause?.();
  }
  return objects;
}

async function readKey(jwk: Jwk, source: string, reading: Reading): Promise<FoundObject[]> {
  const chain = jwkCertificates(jwk);
  reading.count(1 + chain.length);
  const certificates = chain.map(
    (der) => ({ type: 'certificate', source, certificate: parseCertificate(der) }) as const,
  );
  const content = readJwk(jwk);
  if (content.kind === 'secret-key')
    return [{ type: 'secret-key', source, what: `symmetric key, ${String(content.bits)} bits` }, ...certificates];
  if (content.kind === 'public-key')
    return [{ type: 'public-key', source, spki: content.spki, algorithm: content.algorithm }, ...certificates];
  const key = await importPrivateKey(content.pkcs8);
  return [{ type: 'private-key', source, key, encrypted: false }, ...certificates];
}

/** Breadth first and without recursion, for JSON may nest as deep as it likes. */
function jwksIn(text: string): Jwk[] {
  const found: Jwk[] = [];
  const values: unknown[] = [parsed(text)];
  for (let at = 0; at < Math.min(values.length, MOST_VALUES); at++) {
    const value = values[at];
    if (isJwk(value)) found.push(value);
    else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) values.push(inner);
  }
  return found;
}

function parsed(text: string): unknown {
  if (!/^\s*[[{]/u.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
