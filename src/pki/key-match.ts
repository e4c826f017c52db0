import { equalBytes, utf8 } from './bytes';
import type { Bytes, KeyPair } from './types';

/**
 * Whether a private key belongs to a public key: the same SubjectPublicKeyInfo, and a signature made with the one verifies
 * under the other. The second catches a key whose public numbers are right and whose private ones are not.
 */
export async function keyMatches({ privateKey, algorithm, spki }: KeyPair, publicKey: Bytes): Promise<boolean> {
  if (!equalBytes(spki, publicKey)) return false;
  const probe = utf8('Certwright key match');
  const signature = await crypto.subtle.sign(algorithm.signature, privateKey, probe);
  const key = await crypto.subtle.importKey('spki', publicKey, algorithm.webCrypto, false, ['verify']);
  return crypto.subtle.verify(algorithm.signature, key, signature, probe);
}
