import { toHex } from './bytes';
import { Fields, childrenOf, damaged, readElement } from './der-reader';
import type { DerElement } from './der-reader';
import { tags } from './der-tags';
import { readNamedBits, readObjectIdentifier, readSmallInteger } from './der-values';
import { keyUsageBits } from './extensions';
import { readGeneralName } from './general-name-der';
import { readNameConstraints } from './name-constraints';
import * as oids from './oids';
import type { Extension, KnownExtensions } from './types';

/**
 * Reads Extensions (RFC 5280 §4.1), the SEQUENCE itself.
 *
 * @throws PkiError `file-damaged`, also for one that is there twice
 */
export function readExtensions(extensions: DerElement): Extension[] {
  if (extensions.tag !== tags.SEQUENCE) throw damaged('its extensions have another structure');
  const list = childrenOf(extensions).map((element) => {
    const fields = new Fields(element, tags.SEQUENCE);
    const oid = readObjectIdentifier(fields.required(tags.OBJECT_IDENTIFIER));
    const critical = fields.optional(tags.BOOLEAN)?.content[0];
    const value = fields.required(tags.OCTET_STRING).content.slice();
    return { oid, critical: critical !== undefined && critical !== 0, value };
  });
  // RFC 5280 §4.2: at most one of each; which of two is meant would be up to the verifier.
  if (new Set(list.map(({ oid }) => oid)).size !== list.length) throw damaged('it has an extension twice');
  return list;
}

/** How each extension that Certwright understands becomes members of {@link KnownExtensions}. */
const extensionReaders: Readonly<Record<string, (value: DerElement, critical: boolean) => KnownExtensions>> = {
  [oids.id_ce_basicConstraints]: (value, critical) => {
    const fields = new Fields(value, tags.SEQUENCE);
    const ca = (fields.optional(tags.BOOLEAN)?.content[0] ?? 0) !== 0;
    const length = fields.optional(tags.INTEGER);
    const pathLength = length === undefined ? undefined : readSmallInteger(length);
    if (length !== undefined && pathLength === undefined) throw damaged('its path length is wrong');
    return { basicConstraints: { critical, ca, ...(pathLength === undefined ? {} : { pathLength }) } };
  },
  [oids.id_ce_keyUsage]: (value, critical) => ({
    keyUsage: { critical, usages: readNamedBits(value).flatMap((bit) => keyUsageBits[bit] ?? []) },
  }),
  [oids.id_ce_extKeyUsage]: (value) => ({ extendedKeyUsage: childrenOf(value).map(readObjectIdentifier) }),
  [oids.id_ce_subjectAltName]: (value) => ({
    subjectAltNames: childrenOf(value).flatMap((name) => readGeneralName(name) ?? []),
  }),
  [oids.id_ce_subjectKeyIdentifier]: ({ content }) => ({ subjectKeyIdentifier: toHex(content) }),
  [oids.id_ce_authorityKeyIdentifier]: (value) => {
    const fields = new Fields(value, tags.SEQUENCE);
    const keyId = fields.optional(0x80);
    const issuerAndSerial = fields.any() !== undefined;
    return {
      authorityKeyIdentifier: { ...(keyId === undefined ? {} : { keyId: toHex(keyId.content) }), issuerAndSerial },
    };
  },
  [oids.id_ce_nameConstraints]: ({ whole }) => ({ nameConstraints: readNameConstraints(whole) }),
};

/**
 * What those extensions say that Certwright understands; members of the others are not there.
 *
 * @throws PkiError `file-damaged`
 */
export function readKnownExtensions(extensions: readonly Extension[]): KnownExtensions {
  return Object.assign(
    {},
    ...extensions.map(({ oid, critical, value }) =>
      Object.hasOwn(extensionReaders, oid) ? extensionReaders[oid]?.(readElement(value), critical) : undefined,
    ),
  ) as KnownExtensions;
}
