import { tags } from '../../src/pki/der-tags';
import {
  bitString,
  contextConstructed,
  derNull,
  element,
  objectIdentifier,
  octetString,
  sequence,
  smallInteger,
} from '../../src/pki/der-writer';
import type { Bytes } from '../../src/pki/types';
import * as oids from '../../src/keystores/pkcs12-oids';

// Parts of a PFX (RFC 7292 §4) that no writer at hand makes: nested safes, odd bags, absurd counts, PBMAC1.

/** A PFX around finished ContentInfos. */
export function pfx(safes: readonly Bytes[], ...mac: readonly Bytes[]): Bytes {
  return sequence(smallInteger(3), plainSafe(authenticatedSafe(safes)), ...mac);
}

/** What the MAC covers. */
export function authenticatedSafe(safes: readonly Bytes[]): Bytes {
  return sequence(...safes);
}

/** A ContentInfo of the type data. */
export function plainSafe(contents: Bytes): Bytes {
  return sequence(objectIdentifier(oids.id_data), contextConstructed(0, octetString(contents)));
}

/** A ContentInfo of the type encrypted-data, whose contents are anything. */
export function encryptedSafe(algorithm: Bytes, encrypted: Bytes): Bytes {
  const info = sequence(objectIdentifier(oids.id_data), algorithm, element(0x80, encrypted));
  return sequence(objectIdentifier(oids.id_encryptedData), contextConstructed(0, sequence(smallInteger(0), info)));
}

export function bag(type: string, value: Bytes, ...attributes: readonly Bytes[]): Bytes {
  const set = attributes.length === 0 ? [] : [element(tags.SET, ...attributes)];
  return sequence(objectIdentifier(type), contextConstructed(0, value), ...set);
}

/** A shrouded key under an algorithm, whose contents are anything. */
export function shroudedBag(algorithm: Bytes, encrypted: Bytes): Bytes {
  return bag(oids.pkcs8ShroudedKeyBag, sequence(algorithm, octetString(encrypted)));
}

/** AlgorithmIdentifier of PBES2 with AES-256-CBC. */
export function pbes2(iterations: Bytes, prf = '1.2.840.113549.2.9', cipher = '2.16.840.1.101.3.4.1.42'): Bytes {
  const derivation = sequence(objectIdentifier('1.2.840.113549.1.5.12'), pbkdf2(iterations, prf));
  const encryption = sequence(objectIdentifier(cipher), octetString(new Uint8Array(16)));
  return sequence(objectIdentifier('1.2.840.113549.1.5.13'), sequence(derivation, encryption));
}

/** AlgorithmIdentifier of PBES2 with scrypt (RFC 7914 §7.1) of a cost N. */
export function scrypt(cost: number): Bytes {
  const parameters = sequence(octetString(new Uint8Array(8)), smallInteger(cost), smallInteger(8), smallInteger(1));
  const derivation = sequence(objectIdentifier('1.3.6.1.4.1.11591.4.11'), parameters);
  const encryption = sequence(objectIdentifier('2.16.840.1.101.3.4.1.42'), octetString(new Uint8Array(16)));
  return sequence(objectIdentifier('1.2.840.113549.1.5.13'), sequence(derivation, encryption));
}

/** PBKDF2-params with a salt of zeros. */
export function pbkdf2(iterations: Bytes, prf: string, ...keyLength: readonly Bytes[]): Bytes {
  const identifier = sequence(objectIdentifier(prf), derNull);
  return sequence(octetString(new Uint8Array(8)), iterations, ...keyLength, identifier);
}

/** AlgorithmIdentifier of pbeWithSHAAnd3-KeyTripleDES-CBC. */
export function pbe(iterations: Bytes): Bytes {
  const parameters = sequence(octetString(new Uint8Array(8)), iterations);
  return sequence(objectIdentifier('1.2.840.113549.1.12.1.3'), parameters);
}

/** MacData with SHA-1 and a digest of zeros. */
export function macData(iterations: Bytes, hash = '1.3.14.3.2.26'): Bytes {
  const info = sequence(sequence(objectIdentifier(hash), derNull), octetString(new Uint8Array(20)));
  return sequence(info, octetString(new Uint8Array(8)), iterations);
}

/** A SubjectPublicKeyInfo-like value that is no certificate. */
export const noCertificate = sequence(sequence(objectIdentifier('1.2.3')), bitString(new Uint8Array(4)));
