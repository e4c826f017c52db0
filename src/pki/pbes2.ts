import { utf8 } from './bytes';
import { Fields } from './der-reader';
import type { DerElement } from './der-reader';
import { tags } from './der-tags';
import { readObjectIdentifier, readSmallInteger } from './der-values';
import { derNull, objectIdentifier, octetString, sequence, smallInteger } from './der-writer';
import { PkiError } from './errors';
import { id_PBES2, id_PBKDF2, id_scrypt } from './oids';
import type { Random } from './platform';
import type { Bytes } from './types';

/** The JDK's limit. A file that asks for more would stop the page (https://github.com/openssl/openssl/issues/21103). */
export const MAX_ITERATIONS = 5_000_000;

const HMAC_SHA256 = '1.2.840.113549.2.9';
const AES_256_CBC = '2.16.840.1.101.3.4.1.42';

/** DER of the AlgorithmIdentifier (RFC 8018 appendix A.4) for what we write; identifiers of appendices B.1.2 and B.2.5. */
function encodePbes2(salt: Bytes, iterations: number, iv: Bytes): Bytes {
  const prf = sequence(objectIdentifier(HMAC_SHA256), derNull);
  const derivation = sequence(objectIdentifier(id_PBKDF2), sequence(octetString(salt), smallInteger(iterations), prf));
  const cipher = sequence(objectIdentifier(AES_256_CBC), octetString(iv));
  return sequence(objectIdentifier(id_PBES2), sequence(derivation, cipher));
}

/** PBES2 as it stands in an AlgorithmIdentifier: object identifiers and numbers, not yet judged. */
export interface Pbes2Scheme {
  readonly salt: Bytes;
  readonly iterations: DerElement;
  /** Octets of the key, where the file says so. */
  readonly keyLength: number | undefined;
  /** Undefined: HMAC with SHA-1 (RFC 8018 appendix A.2). */
  readonly prfOid: string | undefined;
  readonly cipherOid: string;
  /** In most ciphers the OCTET STRING of the initialization vector. */
  readonly cipherParameters: DerElement | undefined;
}

/**
 * Takes the parameters of PBES2 apart (RFC 8018 appendix A.4).
 *
 * @param parameters what follows the OID in the AlgorithmIdentifier
 * @throws PkiError `file-damaged`, or `algorithm-unavailable` for another derivation than PBKDF2
 */
export function readPbes2Scheme(parameters: DerElement): Pbes2Scheme {
  const schemes = new Fields(parameters, tags.SEQUENCE);
  const derivation = readPbkdf2(schemes.required(tags.SEQUENCE));
  const cipher = new Fields(schemes.required(tags.SEQUENCE), tags.SEQUENCE);
  const cipherOid = readObjectIdentifier(cipher.required(tags.OBJECT_IDENTIFIER));
  return { ...derivation, cipherOid, cipherParameters: cipher.any() };
}

/** PBKDF2's own AlgorithmIdentifier (RFC 8018 appendix A.2). Errors as {@link readPbes2Scheme}. */
export function readPbkdf2(identifier: DerElement): Omit<Pbes2Scheme, 'cipherOid' | 'cipherParameters'> {
  const derivation = new Fields(identifier, tags.SEQUENCE);
  const oid = readObjectIdentifier(derivation.required(tags.OBJECT_IDENTIFIER));
  if (oid === id_scrypt) throw scryptUsed(derivation.required(tags.SEQUENCE));
  if (oid !== id_PBKDF2) throw otherScheme();
  const fields = new Fields(derivation.required(tags.SEQUENCE), tags.SEQUENCE);
  const salt = fields.required(tags.OCTET_STRING).content;
  const iterations = fields.required(tags.INTEGER);
  const keyLength = fields.optional(tags.INTEGER);
  const prf = fields.optional(tags.SEQUENCE);
  return {
    salt,
    iterations,
    keyLength: keyLength === undefined ? undefined : (readSmallInteger(keyLength) ?? 0),
    prfOid:
      prf === undefined
        ? undefined
        : readObjectIdentifier(new Fields(prf, tags.SEQUENCE).required(tags.OBJECT_IDENTIFIER)),
  };
}

function otherScheme(): PkiError {
  return new PkiError(
    'algorithm-unavailable',
    'The key is protected in a way that is not read here. Save it again with: openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD -out NEW',
  );
}

/** RFC 7914 §7.1. Engines have no scrypt, and its memory is up to whoever writes the file: N = 2³⁰ takes a terabyte. */
function scryptUsed(parameters: DerElement): PkiError {
  const fields = new Fields(parameters, tags.SEQUENCE);
  fields.required(tags.OCTET_STRING);
  const cost = readSmallInteger(fields.required(tags.INTEGER));
  return new PkiError(
    'algorithm-unavailable',
    `It is protected by scrypt (N = ${cost === undefined ? 'far too much' : String(cost)}), which is not read here. Save it again with: openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD -out NEW`,
  );
}

/**
 * Encrypts as we always do: PBKDF2 with HMAC-SHA-256, AES-256-CBC, fresh salt and IV.
 *
 * @param password taken as UTF-8 (RFC 8018 §3)
 * @returns DER of the AlgorithmIdentifier, and the encrypted octets
 */
export async function encryptPbes2(
  plain: Bytes,
  password: string,
  { random, iterations }: { readonly random: Random; readonly iterations: number },
): Promise<{ readonly algorithm: Bytes; readonly encrypted: Bytes }> {
  const salt = random(new Uint8Array(16));
  const iv = random(new Uint8Array(16));
  const base = await crypto.subtle.importKey('raw', utf8(password), 'PBKDF2', false, ['deriveKey']);
  const derivation = { name: 'PBKDF2', salt, iterations, hash: 'SHA-256' };
  const key = await crypto.subtle.deriveKey(derivation, base, { name: 'AES-CBC', length: 256 }, false, ['encrypt']);
  const encrypted = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-CBC', iv }, key, plain));
  return { algorithm: encodePbes2(salt, iterations, iv), encrypted };
}
