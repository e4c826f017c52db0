import { concatBytes, digest, utf8 } from '../pki/bytes';
import type { Bytes } from '../pki/types';
import { bmpString } from './bmp-string';
import type { KeystoreFormat } from './types';

/** The formats that share one layout: Java's first keystore, and the one with stronger protection of keys. */
export type JksFormat = Exclude<KeystoreFormat, 'PKCS#12'>;

/** First four octets of a file (JDK: sun.security.provider.JavaKeyStore, com.sun.crypto.provider.JceKeyStore). */
export const magicNumbers: Readonly<Record<JksFormat, number>> = { JKS: 0xfeedfeed, JCEKS: 0xcececece };

/** Version 1, of Java 1.1, does not name the type of a certificate. */
export const JKS_VERSION = 2;

export const entryTags = { privateKey: 1, trustedCertificate: 2, secretKey: 3 } as const;

/** Length of the digest at the end, in octets. */
export const DIGEST_LENGTH = 20;

/** The digest at the end of a file: it ties the contents to the password. */
export function integrityDigest(contents: Bytes, password: string): Promise<Bytes> {
  return digest('SHA-1', concatBytes(bmpString(password), utf8('Mighty Aphrodite'), contents));
}
