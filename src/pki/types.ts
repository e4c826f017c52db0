import type { AttributeType, KeyAlgorithmId } from '../recipes/types';

/** Bytes over an ordinary ArrayBuffer, which is what WebCrypto takes and gives. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** RFC 5280 §4.1.2.4 AttributeTypeAndValue, restricted to the attribute types of {@link AttributeType}. */
export interface AttributeTypeAndValue {
  readonly type: AttributeType;
  readonly value: string;
}

/** A name to be written: one attribute per RelativeDistinguishedName, in encoding order. */
export type DistinguishedName = readonly AttributeTypeAndValue[];

/** RFC 5280 §4.2.1.6. `dns`: A-label, lower case, no trailing dot; `ip`: canonical text (RFC 5952) without brackets. */
export interface GeneralName {
  readonly kind: 'dns' | 'ip' | 'email' | 'uri';
  readonly value: string;
}

/** RFC 5280 §4.1.2.5, both ends included, whole seconds UTC. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** A row of the key algorithm table. */
export interface KeyAlgorithm {
  /** A {@link KeyAlgorithmId} when Certwright generates it, else for example `rsa-8192`. */
  readonly id: KeyAlgorithmId | (string & {});
  readonly label: string;
  readonly family: 'rsa' | 'ec' | 'ed25519';
  /** RSA: modulus length; EC: field size; Ed25519: 256. */
  readonly bits: number;
  /** EC: OID of the named curve (RFC 5480 §2.1.1.1). */
  readonly curveOid?: string;
  /** For generateKey and importKey. */
  readonly webCrypto: RsaHashedKeyGenParams | EcKeyGenParams | { readonly name: 'Ed25519' };
  /** For sign and verify. */
  readonly signature: EcdsaParams | { readonly name: 'RSASSA-PKCS1-v1_5' | 'Ed25519' };
  /** Why a user might not want it; shown beside the choice. */
  readonly warning?: string;
}

/** A key pair in page memory. `pkcs8` is PrivateKeyInfo (RFC 5958), `spki` SubjectPublicKeyInfo (RFC 5280 §4.1), both DER. */
export interface KeyPair {
  readonly algorithm: KeyAlgorithm;
  readonly privateKey: CryptoKey;
  readonly pkcs8: Bytes;
  readonly spki: Bytes;
}

export type KeyUsage =
  | 'digitalSignature'
  | 'nonRepudiation'
  | 'keyEncipherment'
  | 'dataEncipherment'
  | 'keyAgreement'
  | 'keyCertSign'
  | 'cRLSign'
  | 'encipherOnly'
  | 'decipherOnly';

/** A name as read: RelativeDistinguishedNames may hold several attributes, and unknown types stand as dotted OIDs. */
export interface ParsedName {
  readonly der: Bytes;
  readonly rdns: readonly (readonly { readonly type: string; readonly value: string }[])[];
}

export interface NameConstraints {
  readonly permitted: readonly NameConstraint[];
  readonly excluded: readonly NameConstraint[];
}

/** RFC 5280 §4.2.1.10. `ip`: address and mask in canonical text, `10.0.0.0/255.255.255.255`. */
export interface NameConstraint {
  readonly kind: 'dns' | 'ip' | 'email' | 'uri' | 'directory' | 'other';
  readonly value: string;
  /** `directory`: the name itself, whose RFC 4514 form is the value. */
  readonly name?: ParsedName;
}

export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  /** Content of extnValue: the DER inside the OCTET STRING. */
  readonly value: Bytes;
}

/** What the extensions say that Certwright understands; undefined members are extensions that are not there. */
export interface KnownExtensions {
  readonly basicConstraints?: { readonly critical: boolean; readonly ca: boolean; readonly pathLength?: number };
  readonly keyUsage?: { readonly critical: boolean; readonly usages: readonly KeyUsage[] };
  /** Dotted OIDs. */
  readonly extendedKeyUsage?: readonly string[];
  readonly subjectAltNames?: readonly GeneralName[];
  /** Lower-case hex. */
  readonly subjectKeyIdentifier?: string;
  /** keyIdentifier as lower-case hex, and whether authorityCertIssuer or its serial are present too. */
  readonly authorityKeyIdentifier?: { readonly keyId?: string; readonly issuerAndSerial: boolean };
  readonly nameConstraints?: NameConstraints;
}

/** A certificate as read from DER. */
export interface Certificate extends KnownExtensions {
  readonly der: Bytes;
  /** 1, 2 or 3. */
  readonly version: number;
  /** Content octets of the INTEGER as lower-case hex, without a leading 00. */
  readonly serialNumber: string;
  readonly issuer: ParsedName;
  readonly subject: ParsedName;
  readonly validity: Validity;
  readonly spki: Bytes;
  /** Undefined when the key type is not one that Certwright knows. */
  readonly keyAlgorithm: KeyAlgorithm | undefined;
  readonly signatureAlgorithmOid: string;
  readonly extensions: readonly Extension[];
}
