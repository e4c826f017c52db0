import type { Bytes } from '../pki/types';
import { legacyCiphers } from './legacy-ciphers';
import type { LegacyCipher } from './legacy-ciphers';
import { deriveOctets, purposes } from './pkcs12-kdf';
import type { Stretching } from './pkcs12-kdf';

export const pbeWithSHAAnd3_KeyTripleDES_CBC = '1.2.840.113549.1.12.1.3';

/** The password-based encryption schemes of PKCS#12 (RFC 7292 appendix C) by OID; all derive with SHA-1. */
export const pbeSchemes: Readonly<Record<string, LegacyCipher>> = {
  '1.2.840.113549.1.12.1.1': legacyCiphers['rc4-128'],
  '1.2.840.113549.1.12.1.2': legacyCiphers['rc4-40'],
  [pbeWithSHAAnd3_KeyTripleDES_CBC]: legacyCiphers['3des'],
  '1.2.840.113549.1.12.1.4': legacyCiphers['2-key-3des'],
  '1.2.840.113549.1.12.1.5': legacyCiphers['rc2-128'],
  '1.2.840.113549.1.12.1.6': legacyCiphers['rc2-40'],
};

/**
 * Decrypts with one of {@link pbeSchemes}.
 *
 * @returns undefined when the padding is wrong: as a rule, the password is. RC4 has no padding and gives anything
 * @throws PkiError `work-factor-too-high` or `file-damaged` for the count, before deriving anything
 */
export async function decryptPbe(
  cipher: LegacyCipher,
  stretching: Stretching,
  data: Bytes,
): Promise<Bytes | undefined> {
  const { key, iv } = await keyAndIv(cipher, stretching);
  return cipher.decrypt(key, iv, data, stretching.pause);
}

/** Encrypts with pbeWithSHAAnd3-KeyTripleDES-CBC, the one scheme that every reader of older keystores knows. */
export async function encryptPbe(stretching: Stretching, data: Bytes): Promise<Bytes> {
  const cipher = legacyCiphers['3des'];
  const { key, iv } = await keyAndIv(cipher, stretching);
  return cipher.encrypt(key, iv, data, stretching.pause);
}

async function keyAndIv(
  { keyLength, ivLength }: LegacyCipher,
  stretching: Stretching,
): Promise<{ key: Bytes; iv: Bytes }> {
  const hash = 'SHA-1';
  return {
    key: await deriveOctets({ ...stretching, hash, purpose: purposes.encryption, length: keyLength }),
    iv: await deriveOctets({ ...stretching, hash, purpose: purposes.iv, length: ivLength }),
  };
}
