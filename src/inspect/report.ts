import type { PkiErrorCode } from '../pki/errors';

/**
 * What is said of files that were brought: the same facts for the page, the command line and scripts. This is the JSON of
 * `certwright inspect --json`, described in `docs/inspect.md` and by `docs/inspect.schema.json`. Members may be added
 * without raising `version`; none is renamed or removed.
 */
export interface InspectionReport {
  readonly version: 1;
  readonly files: readonly ReportedFile[];
  readonly matches: readonly ReportedMatch[];
  readonly chains: readonly ReportedChain[];
  readonly findings: readonly ReportedFinding[];
}

export interface ReportedFile {
  /** As given; `x.zip!/path` for a file inside a zip. */
  readonly name: string;
  readonly objects: readonly ReportedObject[];
  /** Why the file, or a part of it, could not be read. */
  readonly error?: ReportedError;
}

export interface ReportedError {
  readonly code: PkiErrorCode;
  readonly message: string;
}

/** Points at an object: name of its file, and its place among that file's objects from 0. */
export interface ObjectReference {
  readonly file: string;
  readonly object: number;
}

/** Facts of one object; what does not apply to its type is absent. */
export interface ReportedObject {
  readonly type:
    'certificate' | 'private-key' | 'public-key' | 'secret-key' | 'request' | 'crl' | 'keystore' | 'manifest' | 'other';
  /** friendlyName of the keystore's entry. */
  readonly alias?: string;
  /** Private keys and keystores: whether a password protects it. */
  readonly encrypted?: boolean;
  /** RFC 4514. */
  readonly subject?: string;
  readonly issuer?: string;
  /** Lower-case hex. */
  readonly serial?: string;
  /** ISO 8601 UTC, whole seconds. */
  readonly notBefore?: string;
  readonly notAfter?: string;
  /** `DNS:name`, `IP:address`, `email:…`, `URI:…`, in order. */
  readonly san?: readonly string[];
  /** `server`, `client`, `CA`, or a dotted OID. */
  readonly purposes?: readonly string[];
  /** SHA-256 and SHA-1 of the DER, lower-case hex. */
  readonly sha256?: string;
  readonly sha1?: string;
  /** SHA-256 of the SubjectPublicKeyInfo, lower-case hex: equal for a key and its certificates. */
  readonly spkiSha256?: string;
  readonly keyType?: 'rsa' | 'ec' | 'ed25519' | 'unknown';
  readonly keyBits?: number;
  readonly curve?: string;
  readonly signatureAlgorithm?: string;
  readonly extensions?: readonly ReportedExtension[];
  /** What a keystore, secret key or other object is: `PKCS#12`, `secret key`, a PEM label. */
  readonly format?: string;
  /** Keystores: what lies under each alias, in the order of the file. */
  readonly entries?: readonly ReportedEntry[];
  /** PKCS#12: how it is protected, each way once: `RC2, 40 bits, 2048 rounds`, `HMAC with SHA-1, 1 round`. */
  readonly protection?: readonly string[];
  /** Revocation lists: dates as above, its number in decimal, and the revoked serial numbers. */
  readonly thisUpdate?: string;
  readonly nextUpdate?: string;
  readonly crlNumber?: string;
  readonly revoked?: readonly string[];
  readonly error?: ReportedError;
}

export interface ReportedEntry {
  /** friendlyName; empty when there is none. */
  readonly alias: string;
  readonly kind: 'private-key' | 'trusted-certificate' | 'sealed';
}

/** An extension in words. */
export interface ReportedExtension {
  readonly oid: string;
  /** RFC 5280's name where there is one. */
  readonly name?: string;
  readonly critical: boolean;
  /** What it says; of unknown ones the octets as hex. */
  readonly value: string;
}

/** A private key, and a certificate, request or public key with the same public key. */
export interface ReportedMatch {
  readonly key: ObjectReference;
  readonly with: ObjectReference;
}

/** The way up from a certificate that issued none of the others. */
export interface ReportedChain {
  /** Leaf first. */
  readonly certificates: readonly ObjectReference[];
  /** Whether it ends in a self-signed certificate whose signatures all verify. */
  readonly complete: boolean;
  /** RFC 4514 name of the issuer that is not among the files. */
  readonly missing?: string;
}

/** Something worth knowing, graded: error, warning, note. */
export interface ReportedFinding {
  /** `e_…`, `w_…` or `n_…`; never renamed. */
  readonly rule: string;
  /** A sentence: what is wrong, and what to do. */
  readonly message: string;
  /** Where the rule comes from: RFC and section, or a page. */
  readonly source: string;
  readonly objects: readonly ObjectReference[];
}
