import { assertDerLimits } from './der';
import { Fields, childrenOf, damaged, readElement } from './der-reader';
import type { DerElement } from './der-reader';
import { tags } from './der-tags';
import { readObjectIdentifier, readSmallInteger } from './der-values';
import { contextConstructed, element, objectIdentifier, sequence, smallInteger } from './der-writer';
import { encodeExtensions } from './extensions';
import { readName } from './name-der';
import { id_extensionRequest, id_msExtensionRequest } from './oids';
import { publicKeyAlgorithm } from './public-key';
import { readExtensions, readKnownExtensions } from './read-extensions';
import { signed, verifySigned } from './signed';
import type { Bytes, Extension, GeneralName, KeyAlgorithm, KeyPair, ParsedName } from './types';

/** What a certification request asks for. */
export interface RequestContents {
  /** Name, DER. */
  readonly subject: Bytes;
  /** The key that is to be certified; it signs the request. */
  readonly key: KeyPair;
  /** What the certificate should say of its holder; basicConstraints and key identifiers are the CA's to say. */
  readonly extensions: readonly Extension[];
}

/** An attribute of a certification request (RFC 2986 §4.1): dotted OID, and DER of each value. */
export interface Attribute {
  readonly oid: string;
  readonly values: readonly Bytes[];
}

/** A certification request as read from DER. */
export interface CertificationRequest {
  readonly der: Bytes;
  readonly subject: ParsedName;
  readonly spki: Bytes;
  /** Undefined when the key type is not one that Certwright knows. */
  readonly keyAlgorithm: KeyAlgorithm | undefined;
  readonly signatureAlgorithmOid: string;
  /** Those that it asks for. */
  readonly extensions: readonly Extension[];
  /** Names among those extensions, in order; none when it asks for none. */
  readonly sans: readonly GeneralName[];
  /** All attributes but the extension request. */
  readonly attributes: readonly Attribute[];
}

/** RFC 2986 §4.1: the only version. */
const V1 = 0;

/** `[0]` IMPLICIT, around the attributes. */
const ATTRIBUTES = 0xa0;

/**
 * Signs a certification request (RFC 2986 §4.2; PKCS#10) and returns its DER. Extensions go into an extensionRequest
 * (RFC 2985 §5.4.2); without any there is no attribute.
 */
export async function signRequest({ subject, key, extensions }: RequestContents): Promise<Bytes> {
  const extensionRequest = sequence(
    objectIdentifier(id_extensionRequest),
    element(tags.SET, encodeExtensions(extensions)),
  );
  const attributes = contextConstructed(0, ...(extensions.length === 0 ? [] : [extensionRequest]));
  return signed(sequence(smallInteger(V1), subject, key.spki, attributes), key);
}

/**
 * Reads a certification request (RFC 2986 §4), also one without the field for attributes, which some writers leave out.
 *
 * @throws PkiError `file-damaged` or `file-too-large`, whatever it is given
 */
export function parseRequest(der: Bytes): CertificationRequest {
  assertDerLimits(der);
  const own: Bytes = new Uint8Array(der);
  const outer = new Fields(readElement(own), tags.SEQUENCE);
  const fields = new Fields(outer.required(tags.SEQUENCE), tags.SEQUENCE);
  const signatureAlgorithm = new Fields(outer.required(tags.SEQUENCE), tags.SEQUENCE);
  outer.required(tags.BIT_STRING);
  if (readSmallInteger(fields.required(tags.INTEGER)) !== V1) throw damaged('it is a request of an unknown version');
  const subject = readName(fields.required(tags.SEQUENCE));
  const spki = fields.required(tags.SEQUENCE).whole.slice();
  const attributes = fields.optional(ATTRIBUTES);
  const all = attributes === undefined ? [] : childrenOf(attributes).map(readAttribute);
  const extensions = requestedExtensions(all);
  return {
    der: own,
    subject,
    spki,
    keyAlgorithm: publicKeyAlgorithm(spki),
    signatureAlgorithmOid: readObjectIdentifier(signatureAlgorithm.required(tags.OBJECT_IDENTIFIER)),
    extensions,
    sans: readKnownExtensions(extensions).subjectAltNames ?? [],
    attributes: all.filter(({ oid }) => !isExtensionRequest(oid)),
  };
}

/** Attribute (RFC 2986 §4.1). */
function readAttribute(attribute: DerElement): Attribute {
  const fields = new Fields(attribute, tags.SEQUENCE);
  const oid = readObjectIdentifier(fields.required(tags.OBJECT_IDENTIFIER));
  return { oid, values: childrenOf(fields.required(tags.SET)).map(({ whole }) => whole.slice()) };
}

function isExtensionRequest(oid: string): boolean {
  return oid === id_extensionRequest || oid === id_msExtensionRequest;
}

function requestedExtensions(attributes: readonly Attribute[]): Extension[] {
  const [extensions, ...more] = attributes.filter(({ oid }) => isExtensionRequest(oid)).flatMap(({ values }) => values);
  // RFC 2985 §5.4.2: one value. Which of two is meant would be up to the CA.
  if (more.length > 0) throw damaged('it asks for extensions twice');
  return extensions === undefined ? [] : readExtensions(readElement(extensions));
}

/**
 * Whether a request's signature verifies under the key in it, which shows that whoever wrote it had the private key.
 *
 * @throws PkiError as {@link parseRequest}
 */
export async function verifyRequest(der: Bytes): Promise<boolean> {
  return verifySigned(der, parseRequest(der).spki);
}
