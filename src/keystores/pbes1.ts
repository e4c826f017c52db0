import { concatBytes, utf8 } from '../pki/bytes';
import type { Bytes } from '../pki/types';
import { hashes } from './hashes';
import type { HashName } from './hashes';
import { legacyCiphers } from './legacy-ciphers';
import type { LegacyCipher } from './legacy-ciphers';
import { iterateWithPauses } from './pkcs12-kdf';
import type { Pause } from './types';

/** A scheme of PBES1 (RFC 8018 §6.1): the key is a digest hashed again and again. */
export interface Pbes1Scheme {
  /** For people. */
  readonly name: string;
  readonly hash: HashName;
  readonly cipher: LegacyCipher;
}

/** By OID (RFC 8018 appendix A.3); those with MD2 are not read. */
export const pbes1Schemes: Readonly<Record<string, Pbes1Scheme>> = {
  '1.2.840.113549.1.5.3': { name: 'DES with MD5', hash: 'MD5', cipher: legacyCiphers.des },
  '1.2.840.113549.1.5.6': { name: 'RC2 with MD5', hash: 'MD5', cipher: legacyCiphers['rc2-64'] },
  '1.2.840.113549.1.5.10': { name: 'DES with SHA-1', hash: 'SHA-1', cipher: legacyCiphers.des },
  '1.2.840.113549.1.5.11': { name: 'RC2 with SHA-1', hash: 'SHA-1', cipher: legacyCiphers['rc2-64'] },
};

/** Octets that PBKDF1 gives (RFC 8018 §6.1.1): key and initialization vector, eight each. */
export const PBES1_LENGTH = 16;

/**
 * Decrypts with one of {@link pbes1Schemes}; the password counts as UTF-8.
 *
 * @param iterations already judged
 * @returns undefined when the padding is wrong: as a rule, the password is
 */
export async function decryptPbes1(
  { hash, cipher }: Pbes1Scheme,
  { password, salt, iterations, pause }: Pbes1Stretching,
  data: Bytes,
): Promise<Bytes | undefined> {
  // RFC 8018 §5.1: PBKDF1.
  const first = await hashes[hash].digest(concatBytes(utf8(password), salt));
  const derived = await iterateWithPauses(hashes[hash], first, { iterations, pause });
  const [key, iv] = [derived.slice(0, cipher.keyLength), derived.slice(PBES1_LENGTH - cipher.ivLength, PBES1_LENGTH)];
  return cipher.decrypt(key, iv, data, pause);
}

/** A password with the salt and the work that turn it into a key. */
export interface Pbes1Stretching {
  readonly password: string;
  readonly salt: Bytes;
  readonly iterations: number;
  readonly pause?: Pause | undefined;
}
