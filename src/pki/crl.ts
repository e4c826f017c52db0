import type { Bytes, Extension, ParsedName } from './types';

/** A revoked certificate (RFC 5280 §5.1.2.6). */
export interface RevokedCertificate {
  /** Content octets of the INTEGER as lower-case hex, without a leading 00. */
  readonly serialNumber: string;
  readonly revoked: Date;
  /** CRLReason (RFC 5280 §5.3.1); undefined when the entry has none. */
  readonly reason: number | undefined;
  /** The whole entry as it was read, with every extension of it. */
  readonly der?: Bytes;
}

/** A certificate revocation list as read from DER (RFC 5280 §5.1). */
export interface RevocationList {
  readonly der: Bytes;
  readonly issuer: ParsedName;
  readonly signatureAlgorithmOid: string;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  /** Decimal cRLNumber (RFC 5280 §5.2.3); undefined when the list has none. */
  readonly number: bigint | undefined;
  /** Lower-case hex of the authority key identifier. */
  readonly authorityKeyId: string | undefined;
  readonly revoked: readonly RevokedCertificate[];
  readonly extensions: readonly Extension[];
}
