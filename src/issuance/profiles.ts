import * as extensions from '../pki/extensions';
import { nameConstraints } from '../pki/name-constraints';
import { id_kp_clientAuth, id_kp_serverAuth } from '../pki/oids';
import { publicKeyAlgorithm } from '../pki/public-key';
import type { Bytes, Extension, GeneralName } from '../pki/types';
import { leafKeyUsages } from './leaf-usages';

/** What a leaf certificate is for. */
export type Purpose = 'server' | 'client';

/** RFC 5280 §4.2.1.12. */
export const purposeOids: Readonly<Record<Purpose, string>> = { server: id_kp_serverAuth, client: id_kp_clientAuth };

/** Key identifiers: of the certificate's own key, and of its issuer's; a root has none of an issuer. */
export interface KeyIdentifiers {
  readonly own: Bytes;
  readonly issuer?: Bytes | undefined;
}

/** What bounds a CA. */
export interface AuthorityLimits {
  readonly pathLength?: number | undefined;
  readonly permitted?: readonly GeneralName[] | undefined;
}

/**
 * Extensions of a CA: critical basicConstraints, critical keyUsage for signing certificates and CRLs, no purposes, which
 * some verifiers apply to everything below.
 */
export function authorityExtensions(ids: KeyIdentifiers, { pathLength, permitted }: AuthorityLimits): Extension[] {
  return [
    extensions.basicConstraints(true, pathLength),
    extensions.keyUsage(['keyCertSign', 'cRLSign']),
    ...(permitted === undefined ? [] : [nameConstraints(permitted)]),
    ...keyIdentifiers(ids),
  ];
}

/** What a certification request and the leaf made of it say about the holder. */
export interface HolderContents {
  readonly spki: Bytes;
  readonly purposes: readonly Purpose[];
  readonly sans: readonly GeneralName[];
  readonly emptySubject: boolean;
}

/** What a leaf says about its holder. */
export interface LeafContents extends HolderContents {
  readonly extensions: readonly { readonly oid: string; readonly value: string }[];
}

/** Extensions that a certification request asks for. A SAN is critical only under an empty subject (RFC 5280 §4.2.1.6). */
export function requestExtensions({ spki, purposes, sans, emptySubject }: HolderContents): Extension[] {
  return [
    extensions.keyUsage(leafKeyUsages(publicKeyAlgorithm(spki)?.family)),
    extensions.extendedKeyUsage(purposes.map((purpose) => purposeOids[purpose])),
    ...(sans.length === 0 ? [] : [extensions.subjectAltName(sans, emptySubject)]),
  ];
}

/** Extensions of a leaf: what a request would ask for, and what is the CA's to say. */
export function leafExtensions(ids: KeyIdentifiers, leaf: LeafContents): Extension[] {
  return [
    extensions.basicConstraints(false),
    ...requestExtensions(leaf),
    ...keyIdentifiers(ids),
    ...leaf.extensions.map(({ oid, value }) => extensions.textExtension(oid, value)),
  ];
}

function keyIdentifiers({ own, issuer }: KeyIdentifiers): Extension[] {
  const ownIdentifier = extensions.subjectKeyIdentifier(own);
  return issuer === undefined ? [ownIdentifier] : [ownIdentifier, extensions.authorityKeyIdentifier(issuer)];
}
