import { equalBytes, toHex } from './bytes';
import type { RevocationList, RevokedCertificate } from './crl';
import { assertDerLimits } from './der';
import { Fields, childrenOf, damaged, readElement } from './der-reader';
import type { DerElement } from './der-reader';
import { tags } from './der-tags';
import { readObjectIdentifier, readSmallInteger, readTime } from './der-values';
import { readName } from './name-der';
import { id_ce_cRLNumber, id_ce_cRLReasons } from './oids';
import { readExtensions, readKnownExtensions } from './read-extensions';
import { verifySigned } from './signed';
import type { Bytes, Extension } from './types';

/** Public CAs publish lists of megabytes. */
const MAX_BYTES = 5_000_000;

/** RFC 5280 §5.1.2.1: what is written for version 2. Lists of version 1 do not say theirs. */
const V2 = 1;

/** RFC 5280 §5.2.3 has 20; some CAs count in larger ones. */
const MAX_NUMBER_OCTETS = 64;

/**
 * Reads a certificate revocation list of version 1 or 2 (RFC 5280 §5.1).
 *
 * @param der up to 5 MB
 * @throws PkiError `file-damaged` or `file-too-large`, whatever it is given
 */
export function parseRevocationList(der: Bytes): RevocationList {
  assertDerLimits(der, MAX_BYTES);
  const own: Bytes = new Uint8Array(der);
  const outer = new Fields(readElement(own), tags.SEQUENCE);
  const fields = new Fields(outer.required(tags.SEQUENCE), tags.SEQUENCE);
  const signatureAlgorithm = outer.required(tags.SEQUENCE);
  outer.required(tags.BIT_STRING);

  const version = fields.optional(tags.INTEGER);
  if (version !== undefined && readSmallInteger(version) !== V2)
    throw damaged('it is a revocation list of an unknown version');
  if (!equalBytes(fields.required(tags.SEQUENCE).whole, signatureAlgorithm.whole))
    throw damaged('the revocation list names two signature algorithms');
  const issuer = readName(fields.required(tags.SEQUENCE));
  const thisUpdate = readTime(optionalTime(fields) ?? missing());
  const nextUpdate = optionalTime(fields);
  const entries = fields.optional(tags.SEQUENCE);
  const tagged = fields.optional(0xa0);
  const extensions = tagged === undefined ? [] : readExtensions(new Fields(tagged, 0xa0).required(tags.SEQUENCE));
  return {
    der: own,
    issuer,
    signatureAlgorithmOid: readObjectIdentifier(new Fields(signatureAlgorithm, tags.SEQUENCE).any() ?? missing()),
    thisUpdate,
    nextUpdate: nextUpdate === undefined ? undefined : readTime(nextUpdate),
    number: numberIn(extensions),
    authorityKeyId: readKnownExtensions(extensions).authorityKeyIdentifier?.keyId,
    revoked: entries === undefined ? [] : childrenOf(entries).map(readEntry),
    extensions,
  };
}

/**
 * Whether the signature of a revocation list verifies under a public key; algorithms as `verifySigned`.
 *
 * @param issuerSpki SubjectPublicKeyInfo of the presumed issuer, DER
 */
export function verifyRevocationList(list: RevocationList, issuerSpki: Bytes): Promise<boolean> {
  return verifySigned(list.der, issuerSpki);
}

function missing(): never {
  throw damaged('a part is missing');
}

function optionalTime(fields: Fields): DerElement | undefined {
  return fields.optional(tags.UTC_TIME) ?? fields.optional(tags.GENERALIZED_TIME);
}

/** RFC 5280 §5.1.2.6. */
function readEntry(entry: DerElement): RevokedCertificate {
  const fields = new Fields(entry, tags.SEQUENCE);
  const { content } = fields.required(tags.INTEGER);
  const revoked = readTime(optionalTime(fields) ?? missing());
  const extensions = fields.optional(tags.SEQUENCE);
  return {
    serialNumber: toHex(content.length > 1 && content[0] === 0 ? content.subarray(1) : content),
    revoked,
    reason: extensions === undefined ? undefined : reasonIn(readExtensions(extensions)),
    der: entry.whole,
  };
}

function reasonIn(extensions: readonly Extension[]): number | undefined {
  const reason = extensions.find(({ oid }) => oid === id_ce_cRLReasons);
  if (reason === undefined) return undefined;
  const element = readElement(reason.value);
  const value = element.tag === tags.ENUMERATED ? readSmallInteger(element) : undefined;
  return value ?? missing();
}

function numberIn(extensions: readonly Extension[]): bigint | undefined {
  const number = extensions.find(({ oid }) => oid === id_ce_cRLNumber);
  if (number === undefined) return undefined;
  const { tag, content } = readElement(number.value);
  const [first = 0x80] = content;
  if (tag !== tags.INTEGER || first > 0x7f || content.length > MAX_NUMBER_OCTETS) throw damaged('its number is wrong');
  return BigInt(`0x${toHex(content)}`);
}
