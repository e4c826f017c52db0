import { foreignKeyName } from './algorithm-names';
import { concatBytes } from './bytes';
import { assertDerLimits } from './der';
import { Fields, damaged, readElement } from './der-reader';
import { tags } from './der-tags';
import { readBitString, readObjectIdentifier, readSmallInteger } from './der-values';
import { bitString, contextConstructed, objectIdentifier, octetString, sequence, smallInteger } from './der-writer';
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
}

/**
 * Takes a PrivateKeyInfo apart; attributes and a repeated public key are left behind, since some engines refuse them.
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
    identifier.oid === rsaEncryption
      ? rsaAlgorithmOf(readRsaPublicNumbers(inner).modulus)
      : findKeyAlgorithm(identifier);
  if (algorithm === undefined)
    throw new PkiError(
      'algorithm-not-allowed',
      `This key is of a type that is not supported (${foreignKeyName(identifier)}). Use a key of type RSA (rsaEncryption), P-256, P-384, P-521 or Ed25519; a CA then needs a new certificate.`,
    );
  return { algorithm, inner };
}

/** PrivateKeyInfo of version 1 without attributes, the form that every consumer reads (RFC 5208 §5). */
export function encodePrivateKeyInfo({ algorithm, inner }: PrivateKeyInfo): Bytes {
  return sequence(smallInteger(0), encodeKeyAlgorithmIdentifier(algorithm), octetString(inner));
}

/** Contents of the INTEGERs n and e of an RSAPrivateKey (RFC 8017 appendix A.1.2) with exactly two primes. */
export function readRsaPublicNumbers(rsaPrivateKey: Bytes): { modulus: Bytes; exponent: Bytes } {
  const fields = new Fields(readElement(rsaPrivateKey), tags.SEQUENCE);
  if (readSmallInteger(fields.required(tags.INTEGER)) !== 0) throw damaged('it is no RSA key of two primes');
  const [modulus, exponent] = Array.from({ length: 8 }, () => fields.required(tags.INTEGER).content);
  return { modulus: modulus ?? new Uint8Array(), exponent: exponent ?? new Uint8Array() };
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
  if (readSmallInteger(fields.required(tags.INTEGER)) !== 1) throw damaged('it is no elliptic-curve key');
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
  if (digits.length > width || digits.every((octet) => octet === 0)) throw damaged('it is no elliptic-curve key');
  return concatBytes(new Uint8Array(width - digits.length), digits);
}
