import { tags } from '../pki/der-tags';
import { contextConstructed, element, inSetOrder, objectIdentifier, octetString, sequence } from '../pki/der-writer';
import type { Bytes } from '../pki/types';
import { bmpString } from './bmp-string';
import * as oids from './pkcs12-oids';
import type { Encrypted } from './keystore-profiles';

/** Attributes of a bag (RFC 7292 §4.2) as far as we write them. */
export interface BagAttributes {
  /** Java's alias. */
  readonly friendlyName?: string | undefined;
  /** The same octets on a key and on its certificate. */
  readonly localKeyId?: Bytes;
  /** Whether Java is to trust the certificate, for any purpose. */
  readonly trusted?: boolean;
}

/** A certBag (RFC 7292 §4.2.3) with a certificate in DER. */
export function encodeCertificateBag(certificate: Bytes, attributes: BagAttributes): Bytes {
  const content = contextConstructed(0, octetString(certificate));
  return encodeBag(oids.certBag, sequence(objectIdentifier(oids.x509Certificate), content), attributes);
}

/** A pkcs8ShroudedKeyBag (RFC 7292 §4.2.2) around an encrypted PrivateKeyInfo. */
export function encodeShroudedKeyBag({ algorithm, encrypted }: Encrypted, attributes: BagAttributes): Bytes {
  return encodeBag(oids.pkcs8ShroudedKeyBag, sequence(algorithm, octetString(encrypted)), attributes);
}

function encodeBag(type: string, value: Bytes, { friendlyName, localKeyId, trusted }: BagAttributes): Bytes {
  const attributes: Bytes[] = [];
  if (friendlyName !== undefined) attributes.push(encodeFriendlyName(friendlyName));
  if (localKeyId !== undefined) attributes.push(attribute(oids.localKeyId, octetString(localKeyId)));
  if (trusted === true) attributes.push(attribute(oids.trustedKeyUsage, objectIdentifier(oids.anyExtendedKeyUsage)));
  const set = attributes.length === 0 ? [] : [element(tags.SET, ...inSetOrder(attributes))];
  return sequence(objectIdentifier(type), contextConstructed(0, value), ...set);
}

/** The attribute friendlyName (RFC 2985 §5.5.1). */
export function encodeFriendlyName(alias: string): Bytes {
  return attribute(oids.friendlyName, element(tags.BMP_STRING, bmpString(alias)));
}

function attribute(type: string, value: Bytes): Bytes {
  return sequence(objectIdentifier(type), element(tags.SET, value));
}
