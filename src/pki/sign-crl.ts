import { fromHex } from './bytes';
import type { RevokedCertificate } from './crl';
import { tags } from './der-tags';
import { contextConstructed, element, sequence, smallInteger, time, unsignedInteger } from './der-writer';
import { PkiError } from './errors';
import { authorityKeyIdentifier, encodeExtensions } from './extensions';
import { id_ce_cRLNumber, id_ce_cRLReasons } from './oids';
import { encodeSignatureAlgorithm, signatureAlgorithmFor } from './signature-algorithms';
import { signed } from './signed';
import type { Bytes, KeyPair } from './types';

/** What a revocation list says; names as DER, so that they go in byte for byte. */
export interface RevocationListContents {
  /** Name of the CA, DER. */
  readonly issuer: Bytes;
  /** Whole seconds. */
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  /** cRLNumber (RFC 5280 §5.2.3): larger than that of every earlier list. */
  readonly number: bigint;
  /** Key identifier of the CA. */
  readonly authorityKeyId: Bytes;
  /** In this order, which means something where entries name their issuers. One with `der` goes in octet for octet. */
  readonly revoked: readonly RevokedCertificate[];
}

/** Number of version 2 (RFC 5280 §5.1.2.1). */
const V2 = 1;

/** RFC 5280 §5.2.3: verifiers take numbers of up to 20 octets. */
const MAX_NUMBER = 2n ** 159n;

/** RFC 5280 §5.3.1: `unspecified`, which is said by leaving the extension out. */
const UNSPECIFIED = 0;

/**
 * Signs a revocation list (RFC 5280 §5.1; version 2) and returns its DER. Without entries there is no list of them, since it
 * must not be empty (§5.1.2.6).
 *
 * @throws PkiError `defect` for a number below 0 or beyond 20 octets
 */
export async function signRevocationList(contents: RevocationListContents, issuerKey: KeyPair): Promise<Bytes> {
  const { issuer, thisUpdate, nextUpdate, number, authorityKeyId, revoked } = contents;
  if (number < 0n || number >= MAX_NUMBER)
    throw new PkiError('defect', 'The number of a revocation list must be positive and have at most 20 octets.');
  const entries = revoked.map(encodeEntry);
  const extensions = encodeExtensions([
    authorityKeyIdentifier(authorityKeyId),
    { oid: id_ce_cRLNumber, critical: false, value: integer(number.toString(16)) },
  ]);
  const toBeSigned = sequence(
    smallInteger(V2),
    encodeSignatureAlgorithm(signatureAlgorithmFor(issuerKey.algorithm)),
    issuer,
    time(thisUpdate),
    time(nextUpdate),
    ...(entries.length === 0 ? [] : [sequence(...entries)]),
    contextConstructed(0, extensions),
  );
  return signed(toBeSigned, issuerKey);
}

function encodeEntry({ der, serialNumber, revoked, reason = UNSPECIFIED }: RevokedCertificate): Bytes {
  if (der !== undefined) return der;
  const enumerated = element(tags.ENUMERATED, Uint8Array.of(reason));
  const extensions =
    reason === UNSPECIFIED ? [] : [encodeExtensions([{ oid: id_ce_cRLReasons, critical: false, value: enumerated }])];
  return sequence(integer(serialNumber), time(revoked), ...extensions);
}

function integer(hex: string): Bytes {
  return unsignedInteger(fromHex(hex.padStart(hex.length + (hex.length % 2), '0')));
}
