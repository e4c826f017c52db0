import { encodeName } from '../pki/name-der';
import { signRequest } from '../pki/request';
import type { Bytes, DistinguishedName, GeneralName, KeyPair } from '../pki/types';
import { requestExtensions } from './profiles';
import type { Purpose } from './profiles';

/** A leaf whose certificate a CA elsewhere is to make. */
export interface LeafWish {
  readonly subject: DistinguishedName;
  readonly key: KeyPair;
  readonly purposes: readonly Purpose[];
  readonly sans: readonly GeneralName[];
}

/**
 * Asks for a leaf certificate: a certification request (RFC 2986) with the names and usages that one made here would have.
 *
 * @returns DER
 * @throws PkiError `name-invalid`
 */
export async function requestLeaf({ subject, key, purposes, sans }: LeafWish): Promise<Bytes> {
  const extensions = requestExtensions({ spki: key.spki, purposes, sans, emptySubject: subject.length === 0 });
  return signRequest({ subject: encodeName(subject), key, extensions });
}
