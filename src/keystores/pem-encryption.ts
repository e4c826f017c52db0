import { concatBytes, fromHex, utf8 } from '../pki/bytes';
import { damaged } from '../pki/der-reader';
import { PkiError } from '../pki/errors';
import type { PemBlock } from '../pki/pem';
import { showText } from '../pki/show-text';
import type { Bytes } from '../pki/types';
import { decryptAesCbc } from './aes-cbc';
import type { EncryptedKey } from './encrypted-key';
import { legacyCiphers } from './legacy-ciphers';
import type { LegacyCipher } from './legacy-ciphers';
import { md5 } from './md5';
import { sequenceIn } from './open-bags';

const aes = (keyLength: number): LegacyCipher => ({ keyLength, ivLength: 16, decrypt: decryptAesCbc });

/** By the name in DEK-Info, as OpenSSL writes it. */
const ciphers: Readonly<Record<string, LegacyCipher>> = {
  'DES-CBC': legacyCiphers.des,
  'DES-EDE3-CBC': legacyCiphers['3des'],
  'AES-128-CBC': aes(16),
  'AES-192-CBC': aes(24),
  'AES-256-CBC': aes(32),
  'RC2-CBC': legacyCiphers['rc2-128'],
  'RC2-64-CBC': legacyCiphers['rc2-64'],
  'RC2-40-CBC': legacyCiphers['rc2-40'],
};

/** Octets of the initialization vector that are the salt of the key as well. */
const SALT_LENGTH = 8;

/** Whether a PEM block is encrypted in the manner of RFC 1421 §4.6.1, as OpenSSL's older forms of keys are. */
export function isEncryptedPem({ headers }: PemBlock): boolean {
  return headers.some((header) => /^Proc-Type:\s*4\s*,\s*ENCRYPTED\s*$/iu.test(header));
}

/**
 * Takes such a block apart. Its key is derived by one round of MD5, which protects hardly at all.
 *
 * @throws PkiError `file-damaged`, or `algorithm-unavailable` naming the cipher
 * @see https://docs.openssl.org/3.0/man3/PEM_read_bio_PrivateKey/#pem-encryption-format
 */
export function readEncryptedPem({ headers, der }: PemBlock): EncryptedKey {
  const info = headers.find((header) => /^DEK-Info:/iu.test(header));
  const [name = '', hex = ''] = (info ?? '').slice('DEK-Info:'.length).split(',', 2);
  const cipherName = name.trim().toUpperCase();
  if (cipherName === '') throw damaged('its DEK-Info line is missing');
  const cipher = Object.hasOwn(ciphers, cipherName) ? ciphers[cipherName] : undefined;
  if (cipher === undefined)
    throw new PkiError(
      'algorithm-unavailable',
      `The key is encrypted with ${showText(cipherName)}, which is not read here. Save it again with: openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD -out NEW`,
    );
  const digits = hex.trim();
  if (/[^\da-f]/iu.test(digits) || digits.length !== cipher.ivLength * 2) throw damaged('its DEK-Info line is wrong');
  const iv = fromHex(digits);
  return {
    async open(password, { budget, pause }) {
      budget.charge(1);
      const key = deriveKey(password, iv.slice(0, SALT_LENGTH), cipher.keyLength);
      const plain = await cipher.decrypt(key, iv, der, pause);
      return plain === undefined ? undefined : sequenceIn(plain);
    },
  };
}

/** EVP_BytesToKey of OpenSSL with MD5 and one round: digests, each over the one before, the password and the salt. */
function deriveKey(password: string, salt: Bytes, length: number): Bytes {
  const secret = concatBytes(utf8(password), salt);
  let key: Bytes = new Uint8Array();
  for (let last = key; key.length < length; key = concatBytes(key, last)) last = md5(concatBytes(last, secret));
  return key.slice(0, length);
}
