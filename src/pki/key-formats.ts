import { assertDerLimits } from './der';
import { Fields, damaged, readElement } from './der-reader';
import { tags } from './der-tags';
import { octetString, sequence } from './der-writer';
import { PkiError } from './errors';
import { describeKey } from './key-algorithms';
import { deriveKey, encryptPbes2, readPbes2 } from './pbes2';
import type { Pbes2Parameters } from './pbes2';
import type { Random } from './platform';
import {
  encodeEcPrivateKey,
  encodePrivateKeyInfo,
  readEcPrivateKey,
  readPrivateKeyInfo,
  readRsaNumbers,
} from './private-key';
import { findKeyAlgorithm, rsaAlgorithmOf } from './public-key';
import { id_ecPublicKey } from './oids';
import type { Bytes } from './types';

/**
 * RSAPrivateKey (RFC 8017 appendix A.1.2; PEM label `RSA PRIVATE KEY`) of a PrivateKeyInfo.
 *
 * @throws PkiError `algorithm-not-allowed` for other keys, `file-damaged`
 */
export function pkcs8ToPkcs1(pkcs8: Bytes): Bytes {
  const { algorithm, inner } = readPrivateKeyInfo(pkcs8);
  if (algorithm.family !== 'rsa') throw noSuchForm(describeKey(algorithm), 'PKCS#1 holds RSA keys only');
  return inner;
}

/**
 * PrivateKeyInfo of an RSAPrivateKey.
 *
 * @throws PkiError `file-damaged`
 */
export function pkcs1ToPkcs8(pkcs1: Bytes): Bytes {
  assertDerLimits(pkcs1);
  return encodePrivateKeyInfo({ algorithm: rsaAlgorithmOf(readRsaNumbers(pkcs1)[0]), inner: pkcs1 });
}

/**
 * ECPrivateKey (RFC 5915 §3; PEM label `EC PRIVATE KEY`) of a PrivateKeyInfo, with the curve's name in it: engines leave
 * it out inside PKCS#8, and without it OpenSSL cannot read the key alone.
 *
 * @throws PkiError `algorithm-not-allowed` for other keys, `file-damaged`
 */
export function pkcs8ToSec1(pkcs8: Bytes): Bytes {
  const { algorithm, inner } = readPrivateKeyInfo(pkcs8);
  if (algorithm.family !== 'ec') throw noSuchForm(describeKey(algorithm), 'SEC1 holds elliptic-curve keys only');
  return encodeEcPrivateKey(algorithm, readEcPrivateKey(inner), true);
}

/**
 * PrivateKeyInfo of an ECPrivateKey that names its curve.
 *
 * @throws PkiError `file-damaged`, or `algorithm-not-allowed` for other curves than P-256, P-384 and P-521
 */
export function sec1ToPkcs8(sec1: Bytes): Bytes {
  assertDerLimits(sec1);
  const key = readEcPrivateKey(sec1);
  if (key.curveOid === undefined) throw damaged('the key does not name its curve');
  const algorithm = findKeyAlgorithm({ oid: id_ecPublicKey, curveOid: key.curveOid });
  if (algorithm === undefined) throw noSuchForm(`The curve ${key.curveOid}`, 'use P-256, P-384 or P-521');
  return encodePrivateKeyInfo({ algorithm, inner: encodeEcPrivateKey(algorithm, key, false) });
}

function noSuchForm(what: string, reason: string): PkiError {
  return new PkiError('algorithm-not-allowed', `${what} cannot be written or read in this form: ${reason}.`);
}

/**
 * PBKDF2 rounds for keys that are written. The generated passwords carry 140 bits, so that the count only matters for
 * those that people type; 100,000 take some 20 ms and open at once in every tool, OpenSSL's own default being 2,048.
 */
const ITERATIONS = 100_000;

/** How a key is protected: random source for salt and IV, and PBKDF2 rounds where they must differ from the default. */
export interface EncryptOptions {
  readonly random: Random;
  readonly iterations?: number;
}

/**
 * EncryptedPrivateKeyInfo (RFC 5958 §3; PEM label `ENCRYPTED PRIVATE KEY`) by PBES2: PBKDF2 with HMAC-SHA-256, AES-256-CBC.
 * Definite lengths throughout: split ciphertext, as one library writes it, is unreadable for GnuTLS and pyca.
 *
 * @param password not empty; taken as UTF-8
 */
export async function encryptPkcs8(pkcs8: Bytes, password: string, options: EncryptOptions): Promise<Bytes> {
  if (password === '')
    throw new PkiError('password-required', 'A password is needed to protect this key. Type one or let one be made.');
  const { random, iterations = ITERATIONS } = options;
  const { algorithm, encrypted } = await encryptPbes2(pkcs8, password, { random, iterations });
  return sequence(algorithm, octetString(encrypted));
}

/**
 * PrivateKeyInfo inside an EncryptedPrivateKeyInfo by PBES2 with AES-128 or AES-256 in CBC mode.
 *
 * @throws PkiError `password-wrong`, `file-damaged`, `work-factor-too-high` (before anything is derived), or
 *   `algorithm-unavailable` for other schemes
 */
export async function decryptPkcs8(der: Bytes, password: string): Promise<Bytes> {
  const { parameters, encrypted } = readEncryptedPrivateKey(der);
  const key = await deriveKey(password, parameters, 'decrypt');
  const plain = await decrypt(encrypted, key, parameters.iv);
  // A wrong password gives valid padding once in 256 times, but hardly ever one element that fills the whole.
  if (plain === undefined || !isOneElement(plain))
    throw new PkiError(
      'password-wrong',
      'The password does not open this key. Type it again; capitals and spaces count.',
    );
  return plain;
}

/**
 * An EncryptedPrivateKeyInfo taken apart.
 *
 * @throws PkiError as {@link decryptPkcs8}, but for the password
 */
export function readEncryptedPrivateKey(der: Bytes): {
  readonly parameters: Pbes2Parameters;
  readonly encrypted: Bytes;
} {
  assertDerLimits(der);
  const fields = new Fields(readElement(der), tags.SEQUENCE);
  const algorithm = fields.required(tags.SEQUENCE);
  const encrypted = fields.required(tags.OCTET_STRING).content;
  const parameters = readPbes2(algorithm);
  if (encrypted.length === 0 || encrypted.length % 16 !== 0) throw damaged('the protected key is cut off');
  return { parameters, encrypted };
}

async function decrypt(encrypted: Bytes, key: CryptoKey, iv: Bytes): Promise<Bytes | undefined> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-CBC', iv }, key, encrypted));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'OperationError') return undefined;
    throw error;
  }
}

function isOneElement(plain: Bytes): boolean {
  try {
    return readElement(plain).tag === tags.SEQUENCE;
  } catch (error) {
    if (error instanceof PkiError) return false;
    throw error;
  }
}
