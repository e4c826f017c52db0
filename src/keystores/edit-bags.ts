import { Fields, childrenOf, readElement } from '../pki/der-reader';
import { tags } from '../pki/der-tags';
import { readObjectIdentifier } from '../pki/der-values';
import { contextConstructed, element, inSetOrder, objectIdentifier, sequence } from '../pki/der-writer';
import type { Bytes } from '../pki/types';
import { friendlyName } from './pkcs12-oids';
import type { SafeBag } from './safe-bags';
import { encodeFriendlyName } from './write-bags';

/** A bag (RFC 7292 §4.2) with another alias; what it holds and its other attributes stay octet for octet. */
export function withFriendlyName({ type, value, der }: SafeBag, alias: string): Bytes {
  const others = attributesOf(der).filter((attribute) => typeOf(attribute) !== friendlyName);
  return encode(type, value.whole, [...others, encodeFriendlyName(alias)]);
}

/** A bag that holds something else; its attributes stay octet for octet. */
export function withValue({ der }: SafeBag, type: string, value: Bytes): Bytes {
  return encode(type, value, attributesOf(der));
}

function encode(type: string, value: Bytes, attributes: readonly Bytes[]): Bytes {
  const set = attributes.length === 0 ? [] : [element(tags.SET, ...inSetOrder(attributes))];
  return sequence(objectIdentifier(type), contextConstructed(0, value), ...set);
}

function attributesOf(der: Bytes): Bytes[] {
  const fields = new Fields(readElement(der), tags.SEQUENCE);
  fields.required(tags.OBJECT_IDENTIFIER);
  fields.required(0xa0);
  const set = fields.optional(tags.SET);
  return set === undefined ? [] : childrenOf(set).map(({ whole }) => whole.slice());
}

function typeOf(attribute: Bytes): string {
  return readObjectIdentifier(new Fields(readElement(attribute), tags.SEQUENCE).required(tags.OBJECT_IDENTIFIER));
}
