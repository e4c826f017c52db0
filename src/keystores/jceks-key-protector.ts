import { concatBytes } from '../pki/bytes';
import type { DerElement } from '../pki/der-reader';
import type { Bytes } from '../pki/types';
import type { OpenOptions } from './encrypted-key';
import { hashes } from './hashes';
import { legacyCiphers } from './legacy-ciphers';
import { sequenceIn } from './open-bags';
import { roundsOfPkcs12 } from './pbes2-schemes';
import { readPbeParameters } from './read-protection';

/** Sun's own scheme: PBEWithMD5AndTripleDES (JDK: com.sun.crypto.provider.KeyProtector). */
export const pbeWithMD5AndTripleDES = '1.3.6.1.4.1.42.2.19.1';

/** Octets of each half of the salt, of the key and of the initialization vector behind it. */
const HALF = 4;
const KEY = 24;

/**
 * The PrivateKeyInfo in a key of JCEKS: triple DES in CBC mode, whose key and initialization vector are the digests that MD5
 * makes of each half of the salt and the password, again and again.
 *
 * @param password Java takes the lower seven bits of each character
 * @param budget charged before anything is derived
 * @returns undefined when the password is another one
 * @throws PkiError `file-damaged` or `work-factor-too-high`
 */
export async function recoverJceksKey(
  parameters: DerElement,
  encrypted: Bytes,
  password: string,
  { budget, pause }: OpenOptions,
): Promise<Bytes | undefined> {
  const { salt, iterations } = readPbeParameters(parameters);
  budget.charge(2 * roundsOfPkcs12('MD5', iterations, hashes.MD5.length));
  const secret = Uint8Array.from(password, (character) => character.charCodeAt(0) & 0x7f);
  const derived: Bytes[] = [];
  for (const half of [salt.slice(0, HALF), salt.slice(HALF)]) {
    let digest = half;
    for (let round = 0; round < iterations; round++) {
      digest = await hashes.MD5.digest(concatBytes(digest, secret));
      if (round % hashes.MD5.roundsAtOnce === 0) await pause?.();
    }
    derived.push(digest);
  }
  const whole = concatBytes(...derived);
  const plain = await legacyCiphers['3des'].decrypt(whole.slice(0, KEY), whole.slice(KEY), encrypted, pause);
  return plain === undefined ? undefined : sequenceIn(plain);
}
