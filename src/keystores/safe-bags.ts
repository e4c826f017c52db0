import { toHex } from '../pki/bytes';
import { Fields, childrenOf, damaged, readElement } from '../pki/der-reader';
import type { DerElement } from '../pki/der-reader';
import { tags } from '../pki/der-tags';
import { readObjectIdentifier, readText } from '../pki/der-values';
import type { Bytes } from '../pki/types';
import * as oids from './pkcs12-oids';

/** A SafeBag (RFC 7292 §4.2) as it stands in the file. */
export interface SafeBag {
  readonly type: string;
  /** All of it, attributes included; octet for octet as in the file, but for BER, which comes in definite lengths. */
  readonly der: Bytes;
  /** What the type says: an EncryptedPrivateKeyInfo, a CertBag, … */
  readonly value: DerElement;
  readonly friendlyName: string | undefined;
  /** Lower-case hex; joins a key and its certificate. */
  readonly localKeyId: string | undefined;
  /** Whether it has Java's attribute of trusted certificates. */
  readonly trusted: boolean;
  /** Whether it lay in a safe that is encrypted as a whole. */
  readonly encrypted: boolean;
}

/**
 * The bags of a SafeContents, those of nested ones (RFC 7292 §4.2.6) among them.
 *
 * @param contents DER
 * @param encrypted whether the safe was
 * @throws PkiError `file-damaged`
 */
export function readSafeContents(contents: Bytes, encrypted: boolean): SafeBag[] {
  return readBags(readElement(contents), encrypted);
}

function readBags(contents: DerElement, encrypted: boolean): SafeBag[] {
  if (contents.tag !== tags.SEQUENCE) throw damaged('it has another structure');
  return childrenOf(contents).flatMap((element) => {
    const bag = readBag(element, encrypted);
    return bag.type === oids.safeContentsBag ? readBags(bag.value, encrypted) : [bag];
  });
}

function readBag(element: DerElement, encrypted: boolean): SafeBag {
  const fields = new Fields(element, tags.SEQUENCE);
  const type = readObjectIdentifier(fields.required(tags.OBJECT_IDENTIFIER));
  const value = readElement(fields.required(0xa0).content);
  const attributes = readAttributes(fields.optional(tags.SET));
  const name = attributes.get(oids.friendlyName);
  const keyId = attributes.get(oids.localKeyId);
  return {
    type,
    der: element.whole,
    value,
    friendlyName: name === undefined ? undefined : readText(name),
    localKeyId: keyId === undefined ? undefined : toHex(keyId.content),
    trusted: attributes.has(oids.trustedKeyUsage),
    encrypted,
  };
}

/** First value of each attribute by its type; an attribute without values has none. */
function readAttributes(set: DerElement | undefined): ReadonlyMap<string, DerElement | undefined> {
  const pairs = (set === undefined ? [] : childrenOf(set)).map((attribute) => {
    const fields = new Fields(attribute, tags.SEQUENCE);
    const type = readObjectIdentifier(fields.required(tags.OBJECT_IDENTIFIER));
    return [type, childrenOf(fields.required(tags.SET))[0]] as const;
  });
  return new Map(pairs);
}

/** The certificate of a certBag (RFC 7292 §4.2.3); undefined for other kinds than X.509. */
export function certificateIn({ value }: SafeBag): Bytes | undefined {
  const fields = new Fields(value, tags.SEQUENCE);
  if (readObjectIdentifier(fields.required(tags.OBJECT_IDENTIFIER)) !== oids.x509Certificate) return undefined;
  return new Fields(fields.required(0xa0), 0xa0).required(tags.OCTET_STRING).content.slice();
}
