import { assertDerLimits } from './der';
import { damaged } from './der-reader';
import { octetString, sequence } from './der-writer';
import { PkiError } from './errors';
import { describeKey } from './key-algorithms';
import { encryptPbes2 } from './pbes2';
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
