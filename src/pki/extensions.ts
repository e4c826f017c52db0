import { digest } from './bytes';
import { Fields, readElement } from './der-reader';
import { tags } from './der-tags';
import { readBitString } from './der-values';
import {
  contextPrimitive,
  derTrue,
  namedBits,
  objectIdentifier,
  octetString,
  sequence,
  smallInteger,
  textString,
} from './der-writer';
import { encodeGeneralName } from './general-name-der';
import {
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
} from './oids';
import type { Bytes, Extension, GeneralName, KeyUsage } from './types';

/** RFC 5280 §4.2.1.3, in the order of their bit numbers. */
export const keyUsageBits: readonly KeyUsage[] = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
];

/** RFC 5280 §4.2.1.9; critical on leaves too, which every verifier tried accepts. FALSE is the default and left out. */
export function basicConstraints(ca: boolean, pathLength?: number): Extension {
  const length = ca && pathLength !== undefined ? [smallInteger(pathLength)] : [];
  return { oid: id_ce_basicConstraints, critical: true, value: sequence(...(ca ? [derTrue] : []), ...length) };
}

/** RFC 5280 §4.2.1.3. */
export function keyUsage(usages: readonly KeyUsage[]): Extension {
  const bits = usages.map((usage) => keyUsageBits.indexOf(usage));
  return { oid: id_ce_keyUsage, critical: true, value: namedBits(bits) };
}

/** RFC 5280 §4.2.1.12, by dotted OIDs. */
export function extendedKeyUsage(purposes: readonly string[]): Extension {
  return { oid: id_ce_extKeyUsage, critical: false, value: sequence(...purposes.map(objectIdentifier)) };
}

/**
 * RFC 5280 §4.2.1.6.
 *
 * @param critical must be true when the subject is empty, and should be false otherwise
 */
export function subjectAltName(names: readonly GeneralName[], critical: boolean): Extension {
  return { oid: id_ce_subjectAltName, critical, value: sequence(...names.map(encodeGeneralName)) };
}

/** RFC 5280 §4.2.1.2. */
export function subjectKeyIdentifier(keyId: Bytes): Extension {
  return { oid: id_ce_subjectKeyIdentifier, critical: false, value: octetString(keyId) };
}

/** RFC 5280 §4.2.1.1, key identifier alone: OpenSSL and Java refuse a wrong issuer and serial, so there is none to go wrong. */
export function authorityKeyIdentifier(keyId: Bytes): Extension {
  return { oid: id_ce_authorityKeyIdentifier, critical: false, value: sequence(contextPrimitive(0, keyId)) };
}

/** A private extension that holds a UTF8String, for consumers that look for one. Not critical, so that others pass it. */
export function textExtension(oid: string, text: string): Extension {
  return { oid, critical: false, value: textString(tags.UTF8_STRING, text) };
}

/** Extensions (RFC 5280 §4.1): what a certificate tags with `[3]` and a request carries as an attribute's value. */
export function encodeExtensions(extensions: readonly Extension[]): Bytes {
  return sequence(
    ...extensions.map(({ oid, critical, value }) =>
      // X.690 §11.5: FALSE is the default and left out.
      sequence(objectIdentifier(oid), ...(critical ? [derTrue] : []), octetString(value)),
    ),
  );
}

/**
 * Key identifier of a public key by RFC 7093 §2 method 1: the leftmost 160 bits of the SHA-256 of the subjectPublicKey bits.
 * RFC 5280 asks for no particular method, and this one has no SHA-1 in it.
 */
export async function keyIdentifier(spki: Bytes): Promise<Bytes> {
  const fields = new Fields(readElement(spki), tags.SEQUENCE);
  fields.required(tags.SEQUENCE);
  const publicKey = readBitString(fields.required(tags.BIT_STRING));
  return (await digest('SHA-256', publicKey.slice())).slice(0, 20);
}
