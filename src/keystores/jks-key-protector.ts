import { concatBytes, equalBytes } from '../pki/bytes';
import { Fields, damaged, readElement } from '../pki/der-reader';
import { tags } from '../pki/der-tags';
import { readObjectIdentifier } from '../pki/der-values';
import { derNull, objectIdentifier, octetString, sequence } from '../pki/der-writer';
import type { Random } from '../pki/platform';
import type { Bytes } from '../pki/types';
import { bmpString } from './bmp-string';
import type { OpenOptions } from './encrypted-key';
import { pbeWithMD5AndTripleDES, recoverJceksKey } from './jceks-key-protector';
import { hash } from './one-block-hash';
import { sha1 } from './sha-compression';

/** Sun's own scheme (JDK: sun.security.provider.KeyProtector). */
const keyProtector = '1.3.6.1.4.1.42.2.17.1.1';

/** Length of the salt and of the digest, in octets. */
const LENGTH = 20;

/**
 * EncryptedPrivateKeyInfo as JKS holds it: salt, the key XORed with a chain of SHA-1 digests, and a digest to check with.
 *
 * @param pkcs8 PrivateKeyInfo, DER
 */
export function protectKey(pkcs8: Bytes, password: string, random: Random): Bytes {
  const secret = bmpString(password);
  const salt = random(new Uint8Array(LENGTH));
  const content = concatBytes(salt, xorWithChain(pkcs8, secret, salt), hash(sha1, concatBytes(secret, pkcs8)));
  return sequence(sequence(objectIdentifier(keyProtector), derNull), octetString(content));
}

/**
 * The PrivateKeyInfo in what {@link protectKey} and Java write, also in JCEKS.
 *
 * @returns undefined when the password is another one, or the key is protected in a way that Java does not have
 * @throws PkiError `file-damaged`, or `work-factor-too-high` before anything is derived
 */
export async function recoverKey(
  protectedKey: Bytes,
  password: string,
  options: OpenOptions,
): Promise<Bytes | undefined> {
  const fields = new Fields(readElement(protectedKey), tags.SEQUENCE);
  const algorithm = new Fields(fields.required(tags.SEQUENCE), tags.SEQUENCE);
  const { content } = fields.required(tags.OCTET_STRING);
  const oid = readObjectIdentifier(algorithm.required(tags.OBJECT_IDENTIFIER));
  if (oid === pbeWithMD5AndTripleDES)
    return recoverJceksKey(algorithm.required(tags.SEQUENCE), content, password, options);
  return oid === keyProtector ? recoverJksKey(content, password) : undefined;
}

function recoverJksKey(content: Bytes, password: string): Bytes | undefined {
  if (content.length < LENGTH * 2) throw damaged('a key in it is cut off');
  const secret = bmpString(password);
  const pkcs8 = xorWithChain(content.subarray(LENGTH, -LENGTH), secret, content.subarray(0, LENGTH));
  const matches = equalBytes(hash(sha1, concatBytes(secret, pkcs8)), content.subarray(-LENGTH));
  return matches ? pkcs8 : undefined;
}

function xorWithChain(data: Bytes, secret: Bytes, salt: Bytes): Bytes {
  const result = data.slice();
  let digest = salt;
  for (let at = 0; at < result.length; at++) {
    if (at % LENGTH === 0) digest = hash(sha1, concatBytes(secret, digest));
    result[at] = (result[at] ?? 0) ^ (digest[at % LENGTH] ?? 0);
  }
  return result;
}
