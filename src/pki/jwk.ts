import { concatBytes, equalBytes, fromBase64, fromBase64Url } from './bytes';
import { damaged } from './der-reader';
import { octetString, sequence, smallInteger, unsignedInteger } from './der-writer';
import { PkiError } from './errors';
import { isOnCurve } from './ec-point';
import { describeKey, keyAlgorithms } from './key-algorithms';
import { encodeEcPrivateKey, encodePrivateKeyInfo, publicKeyOf } from './private-key';
import { encodePublicKey, rsaAlgorithmOf } from './public-key';
import { isRsaPublicKey } from './rsa-numbers';
import { showText } from './show-text';
import type { Bytes, KeyAlgorithm } from './types';

/** What a JSON Web Key holds: PrivateKeyInfo or SubjectPublicKeyInfo in DER, or how long a symmetric key is. */
export type JwkContent =
  | { readonly kind: 'private-key'; readonly pkcs8: Bytes }
  | { readonly kind: 'public-key'; readonly spki: Bytes; readonly algorithm: KeyAlgorithm }
  | { readonly kind: 'secret-key'; readonly bits: number };

/** A JSON Web Key: any JSON object with a text `kty`. */
export type Jwk = Readonly<Record<string, unknown>> & { readonly kty: string };

/** Whether a JSON value is a JSON Web Key. */
export function isJwk(value: unknown): value is Jwk {
  return typeof value === 'object' && value !== null && 'kty' in value && typeof value.kty === 'string';
}

/**
 * Reads a JSON Web Key (RFC 7517, RFC 7518 §6, RFC 8037): RSA, elliptic curves P-256, P-384 and P-521, Ed25519, private or
 * public, and symmetric keys.
 *
 * @throws PkiError `file-damaged`, or `algorithm-not-allowed` for other types and curves, and for RSA without primes
 */
export function readJwk(jwk: Jwk): JwkContent {
  const reader = Object.hasOwn(keyTypes, jwk.kty) ? keyTypes[jwk.kty] : undefined;
  if (reader === undefined) throw otherType(jwk.kty);
  return reader(jwk);
}

/**
 * Certificates that come with a key (RFC 7517 §4.7): DER, leaf first; none without `x5c`.
 *
 * @throws PkiError `file-damaged`
 */
export function jwkCertificates({ x5c }: Jwk): Bytes[] {
  if (x5c === undefined) return [];
  if (!Array.isArray(x5c)) throw damaged('its member x5c is wrong');
  return x5c.map((certificate: unknown) => {
    if (typeof certificate !== 'string') throw damaged('its member x5c is wrong');
    return fromBase64(certificate);
  });
}

const keyTypes: Readonly<Record<string, (jwk: Jwk) => JwkContent>> = {
  RSA: readRsa,
  EC: readEc,
  OKP: readOkp,
  oct: (jwk) => ({ kind: 'secret-key', bits: octetsIn(jwk, 'k').length * 8 }),
};

/** RFC 7518 §6.3.2: a key may lack all of them, but not some. */
const primes = ['p', 'q', 'dp', 'dq', 'qi'];

/** RFC 7518 §6.3. */
function readRsa(jwk: Jwk): JwkContent {
  const [n, e] = [octetsIn(jwk, 'n'), octetsIn(jwk, 'e')];
  if (!isRsaPublicKey(n, e)) throw damaged('its numbers n and e are none of an RSA key of 512 bits or more');
  const algorithm = rsaAlgorithmOf(n);
  if (jwk['d'] === undefined) {
    const publicKey = sequence(unsignedInteger(n), unsignedInteger(e));
    return { kind: 'public-key', spki: encodePublicKey(algorithm, publicKey), algorithm };
  }
  if (jwk['oth'] !== undefined) throw damaged('it is not an RSA key of two primes');
  if (primes.every((name) => jwk[name] === undefined)) throw withoutPrimes();
  const numbers = ['d', ...primes].map((name) => unsignedInteger(octetsIn(jwk, name)));
  const inner = sequence(smallInteger(0), unsignedInteger(n), unsignedInteger(e), ...numbers);
  return { kind: 'private-key', pkcs8: encodePrivateKeyInfo({ algorithm, inner }) };
}

/** RFC 7518 §6.2. */
function readEc(jwk: Jwk): JwkContent {
  const algorithm = algorithmOf(jwk, 'ec');
  const width = Math.ceil(algorithm.bits / 8);
  const point = concatBytes(Uint8Array.of(4), octetsIn(jwk, 'x', width), octetsIn(jwk, 'y', width));
  if (!isOnCurve(algorithm, point)) throw damaged(`its point x, y does not lie on the curve ${describeKey(algorithm)}`);
  if (jwk['d'] === undefined) return { kind: 'public-key', spki: encodePublicKey(algorithm, point), algorithm };
  const key = { secret: octetsIn(jwk, 'd', width), curveOid: undefined, publicKey: undefined };
  if (!equalBytes(publicKeyOf(algorithm, key), point)) throw damaged('its public key is not that of its private key');
  return {
    kind: 'private-key',
    pkcs8: encodePrivateKeyInfo({ algorithm, inner: encodeEcPrivateKey(algorithm, key, false) }),
  };
}

/** RFC 8037 §2. */
function readOkp(jwk: Jwk): JwkContent {
  const algorithm = algorithmOf(jwk, 'ed25519');
  const width = algorithm.bits / 8;
  const publicKey = octetsIn(jwk, 'x', width);
  if (jwk['d'] === undefined) return { kind: 'public-key', spki: encodePublicKey(algorithm, publicKey), algorithm };
  const inner = octetString(octetsIn(jwk, 'd', width));
  return { kind: 'private-key', pkcs8: encodePrivateKeyInfo({ algorithm, inner, publicKey }) };
}

function algorithmOf({ crv }: Jwk, family: KeyAlgorithm['family']): KeyAlgorithm {
  if (typeof crv !== 'string') throw damaged('its member crv is wrong');
  const found = keyAlgorithms.find(
    ({ webCrypto, ...algorithm }) =>
      algorithm.family === family && ('namedCurve' in webCrypto ? webCrypto.namedCurve : webCrypto.name) === crv,
  );
  if (found === undefined) throw otherType(crv);
  return found;
}

/** Octets of a member; as many as the key type asks for, where it does. */
function octetsIn(jwk: Jwk, name: string, length?: number): Bytes {
  const value = jwk[name];
  const octets = typeof value === 'string' ? fromBase64Url(value) : new Uint8Array();
  if (octets.length === 0 || (length !== undefined && octets.length !== length))
    throw damaged(`its member ${name} is missing or wrong`);
  return octets;
}

function withoutPrimes(): PkiError {
  return new PkiError(
    'algorithm-not-allowed',
    'This RSA key holds n, e and d only; its primes (p, q, dp, dq, qi), which other key formats need, are missing. Export it again with its primes, or as PKCS#8.',
  );
}

function otherType(type: string): PkiError {
  return new PkiError(
    'algorithm-not-allowed',
    `This key is of a type that is not supported (${showText(type)}). Use RSA, P-256, P-384, P-521 or Ed25519.`,
  );
}
