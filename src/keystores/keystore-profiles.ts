import { objectIdentifier, octetString, sequence, smallInteger } from '../pki/der-writer';
import { encryptPbes2 } from '../pki/pbes2';
import type { Bytes } from '../pki/types';
import type { HashName } from './hashes';
import { encryptPbe, pbeWithSHAAnd3_KeyTripleDES_CBC } from './pbe';
import type { KeystoreProfile, WriteOptions } from './types';

/** What is written encrypted: DER of the AlgorithmIdentifier, and the encrypted octets. */
export interface Encrypted {
  readonly algorithm: Bytes;
  readonly encrypted: Bytes;
}

/** What a {@link KeystoreProfile} means. */
export interface ProfileAlgorithms {
  /** Hash of the MAC. */
  readonly mac: HashName;
  /** Of each encryption and of the MAC. */
  readonly iterations: number;
  readonly encrypt: (plain: Bytes, options: WriteOptions, iterations: number) => Promise<Encrypted>;
}

/**
 * The profiles. `modern` is what keytool 17 writes by default, and OpenSSL 3.0 but for the count. `older` is for Windows
 * Server 2016, older Apple systems and Java 8; its count is OpenSSL's, since its seven derivations run in script.
 */
export const keystoreProfiles: Readonly<Record<KeystoreProfile, ProfileAlgorithms>> = {
  modern: {
    mac: 'SHA-256',
    iterations: 10_000,
    encrypt: (plain, { password, random }, iterations) => encryptPbes2(plain, password, { random, iterations }),
  },
  older: { mac: 'SHA-1', iterations: 2048, encrypt: encryptOlder },
};

async function encryptOlder(plain: Bytes, options: WriteOptions, iterations: number): Promise<Encrypted> {
  const { password, random, pause } = options;
  const salt = random(new Uint8Array(20));
  // RFC 7292 appendix C: pkcs-12PbeParams.
  const parameters = sequence(octetString(salt), smallInteger(iterations));
  return {
    algorithm: sequence(objectIdentifier(pbeWithSHAAnd3_KeyTripleDES_CBC), parameters),
    encrypted: await encryptPbe({ password, salt, iterations, pause }, plain),
  };
}
