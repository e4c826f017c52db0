import type { Random } from '../pki/platform';
import type { Bytes } from '../pki/types';

/** Container formats (RFC 7292; Java's own two). */
export type KeystoreFormat = 'PKCS#12' | 'JKS' | 'JCEKS';

/** A private key with its certificates. `friendlyName` (RFC 2985 §5.5.1) is Java's alias. */
export interface PrivateKeyEntry {
  readonly kind: 'private-key';
  readonly friendlyName: string | undefined;
  /** PrivateKeyInfo, DER. */
  readonly pkcs8: Bytes;
  /** Leaf first, DER; empty when the container has no certificate for the key. */
  readonly chain: readonly Bytes[];
  /** There when not the keystore's password opened it but another one. */
  readonly ownPassword?: true;
}

/** A certificate that stands for itself: in Java, one that is trusted. */
export interface TrustedCertificateEntry {
  readonly kind: 'trusted-certificate';
  readonly friendlyName: string | undefined;
  readonly certificate: Bytes;
}

/** An entry that is carried along but not opened: a secret key, a CRL, a key under a password of its own. */
export interface SealedEntry {
  readonly kind: 'sealed';
  readonly holds: 'secret-key' | 'private-key' | 'certificate' | 'other';
  readonly friendlyName: string | undefined;
  /** What it is, for people: "secret key". */
  readonly what: string;
  /** There when another password may open it. */
  readonly locked?: true;
}

export type KeystoreEntry = PrivateKeyEntry | TrustedCertificateEntry | SealedEntry;

/**
 * How a PKCS#12 file is protected. `modern`: PBES2 with AES-256-CBC and HMAC-SHA-256, MAC with SHA-256, 10,000 iterations
 * each. `older`: three-key triple DES and a SHA-1 MAC, 2,048 iterations.
 */
export type KeystoreProfile = 'modern' | 'older';

/** Gives way to the event loop; called by every loop of our own that takes longer than some milliseconds. */
export type Pause = () => Promise<void>;

export interface WriteOptions {
  /** Printable ASCII; opens the store and every key in it. */
  readonly password: string;
  readonly random: Random;
  readonly pause?: Pause | undefined;
}
