import { equalBytes, utf8 } from './bytes';
import { PkiError } from './errors';
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

/** A private key whose parts do not fit each other. */
export class KeyDamagedError extends PkiError {
  constructor(cause?: unknown) {
    const message = 'The private key is damaged: its private part does not fit its public part. Export it again.';
    super('file-damaged', message, { cause });
  }
}

/** Whether that is what an error, or the one that it was made of, is about. */
export function isKeyDamage(error: PkiError): boolean {
  return error instanceof KeyDamagedError || error.cause instanceof KeyDamagedError;
}

/** Signing with more bits takes seconds; whether the numbers of such a key fit each other is checked all the same. */
const MOST_SIGNED_BITS = 8192;

/**
 * Makes sure that a key works with its own public part.
 *
 * @throws KeyDamagedError (`file-damaged`)
 */
export async function assertSound(key: KeyPair): Promise<void> {
  if (key.algorithm.bits > MOST_SIGNED_BITS) return;
  const sound = await keyMatches(key, key.spki).catch((error: unknown) => {
    if (error instanceof DOMException) return false;
    throw error;
  });
  if (!sound) throw new KeyDamagedError();
}
