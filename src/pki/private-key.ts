import { foreignKeyName } from './algorithm-names';
import { concatBytes } from './bytes';
import { assertDerLimits } from './der';
import { Fields, damaged, readElement } from './der-reader';
import { tags } from './der-tags';
import { readBitString, readObjectIdentifier, readSmallInteger } from './der-values';
import {
  bitString,
  contextConstructed,
  contextPrimitive,
  objectIdentifier,
  octetString,
  sequence,
  smallInteger,
} from './der-writer';
import { publicPoint } from './ec-point';
import { PkiError } from './errors';
import { rsaEncryption } from './oids';
import {
  encodeKeyAlgorithmIdentifier,
  findKeyAlgorithm,
  readKeyAlgorithmIdentifier,
  rsaAlgorithmOf,
} from './public-key';
import type { Bytes, KeyAlgorithm } from './types';

/** A PrivateKeyInfo taken apart (RFC 5958 §2): `inner` is RSAPrivateKey, ECPrivateKey or CurvePrivateKey, DER. */
export interface PrivateKeyInfo {
  readonly algorithm: KeyAlgorithm;
  readonly inner: Bytes;
  /** Bits of the public key that version 2 repeats; absent where the file has none. */
  readonly publicKey?: Bytes | undefined;
}

/**
 * Takes a PrivateKeyInfo apart; attributes are left behind, since some engines refuse them.
 *
 * @throws PkiError `file-damaged`, or `algorithm-not-allowed` for a key type that Certwright does not know
 */
export function readPrivateKeyInfo(pkcs8: Bytes): PrivateKeyInfo {
  assertDerLimits(pkcs8);
  const fields = new Fields(readElement(pkcs8), tags.SEQUENCE);
  const version = readSmallInteger(fields.required(tags.INTEGER));
  if (version === undefined || version > 1) throw damaged('it is a private key of an unknown version');
  const identifier = readKeyAlgorithmIdentifier(fields.required(tags.SEQUENCE));
  const inner: Bytes = new Uint8Array(fields.required(tags.OCTET_STRING).content);
  const algorithm =
    identifier.oid === rsaEncryption ? rsaAlgorithmOf(readRsaNumbers(inner)[0]) : findKeyAlgorithm(identifier);
  if (algorithm === undefined)
    throw new PkiError(
      'algorithm-not-allowed',
      `This key is of a type that is not supported (${foreignKeyName(identifier)}). Use a key of type RSA (rsaEncryption), P-256, P-384, P-521 or Ed25519; a CA then needs a new certificate.`,
    );
  fields.optional(0xa0);
  const repeated = fields.optional(0x81);
  return { algorithm, inner, publicKey: repeated === undefined ? undefined : repeated.content.slice(1) };
}

/**
 * PrivateKeyInfo without attributes: of version 1, the form that every consumer reads (RFC 5208 §5), or of version 2 where
 * the public key is to be repeated (RFC 5958 §2).
 */
export function encodePrivateKeyInfo({ algorithm, inner, publicKey }: PrivateKeyInfo): Bytes {
  const repeated = publicKey === undefined ? [] : [contextPrimitive(1, concatBytes(Uint8Array.of(0), publicKey))];
  const version = smallInteger(repeated.length);
  return sequence(version, encodeKeyAlgorithmIdentifier(algorithm), octetString(inner), ...repeated);
}

/** Contents of the INTEGERs of an RSAPrivateKey with exactly two primes (RFC 8017 appendix A.1.2), n and e first. */
export function readRsaNumbers(rsaPrivateKey: Bytes): readonly [modulus: Bytes, exponent: Bytes, ...Bytes[]] {
  const fields = new Fields(readElement(rsaPrivateKey), tags.SEQUENCE);
  if (readSmallInteger(fields.required(tags.INTEGER)) !== 0) throw damaged('it is not an RSA key of two primes');
  const next = (): Bytes => fields.required(tags.INTEGER).content;
  return [next(), next(), next(), next(), next(), next(), next(), next()];
}

/** An ECPrivateKey taken apart (RFC 5915 §3). */
export interface EcPrivateKey {
  /** As long as the curve's order. */
  readonly secret: Bytes;
  /** Absent when the curve is named outside, as in PKCS#8. */
  readonly curveOid: string | undefined;
  /** Uncompressed point, absent where the file has none. */
  readonly publicKey: Bytes | undefined;
}

/** @throws PkiError `file-damaged` */
export function readEcPrivateKey(der: Bytes): EcPrivateKey {
  const fields = new Fields(readElement(der), tags.SEQUENCE);
  if (readSmallInteger(fields.required(tags.INTEGER)) !== 1) throw damaged('it is not an elliptic-curve key');
  const secret = fields.required(tags.OCTET_STRING).content;
  const curve = fields.optional(0xa0);
  const publicKey = fields.optional(0xa1);
  return {
    secret,
    curveOid: curve === undefined ? undefined : readObjectIdentifier(readElement(curve.content)),
    publicKey: publicKey === undefined ? undefined : readBitString(readElement(publicKey.content)),
  };
}

/**
 * ECPrivateKey with its public key, which is computed when the file has none.
 *
 * @param named whether the curve stands inside: a must for bare SEC1 files, left out within PKCS#8
 */
export function encodeEcPrivateKey(algorithm: KeyAlgorithm, key: EcPrivateKey, named: boolean): Bytes {
  const secret = withWidth(key.secret, Math.ceil(algorithm.bits / 8));
  const curve = named ? [contextConstructed(0, objectIdentifier(algorithm.curveOid ?? ''))] : [];
  const publicKey = publicKeyOf(algorithm, { ...key, secret });
  return sequence(smallInteger(1), octetString(secret), ...curve, contextConstructed(1, bitString(publicKey)));
}

/** The uncompressed public point of a key. */
export function publicKeyOf(algorithm: KeyAlgorithm, { secret, publicKey }: EcPrivateKey): Bytes {
  const uncompressed = publicKey?.[0] === 4 && publicKey.length === Math.ceil(algorithm.bits / 8) * 2 + 1;
  return uncompressed ? publicKey : publicPoint(algorithm, secret);
}

/** RFC 5915 §3: exactly ⌈bits/8⌉ octets; old files drop leading zeros or add one. */
function withWidth(secret: Bytes, width: number): Bytes {
  const digits = secret.subarray(
    Math.max(
      secret.findIndex((octet) => octet !== 0),
      0,
    ),
  );
  if (digits.length > width || digits.every((octet) => octet === 0)) throw damaged('it is not an elliptic-curve key');
  return concatBytes(new Uint8Array(width - digits.length), digits);
}
