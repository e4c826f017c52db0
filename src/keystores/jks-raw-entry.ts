import { concatBytes } from '../pki/bytes';
import type { Bytes } from '../pki/types';
import { modifiedUtf8, withLength } from './jks';

/** Tag in four octets, then the alias behind its length in two. */
const ALIAS_AT = 4;

/** Milliseconds of the creation date. */
const DATE_LENGTH = 8;

/**
 * An entry of a JKS or JCEKS file with another alias; the rest of its octets stays.
 *
 * @param raw as `readJks` gives it
 * @param alias in lower case
 */
export function renamed(raw: Bytes, alias: string): Bytes {
  return concatBytes(raw.subarray(0, ALIAS_AT), modifiedUtf8(alias), raw.subarray(aliasEnd(raw)));
}

/**
 * The entry of a private key with its key protected anew; alias, date and certificates stay octet for octet.
 *
 * @param raw as `readJks` gives it
 * @param protectedKey EncryptedPrivateKeyInfo, DER
 */
export function withProtectedKey(raw: Bytes, protectedKey: Bytes): Bytes {
  const keyAt = aliasEnd(raw) + DATE_LENGTH;
  const keyEnd = keyAt + 4 + viewOf(raw).getUint32(keyAt);
  return concatBytes(raw.subarray(0, keyAt), withLength(protectedKey), raw.subarray(keyEnd));
}

function aliasEnd(raw: Bytes): number {
  return ALIAS_AT + 2 + viewOf(raw).getUint16(ALIAS_AT);
}

function viewOf({ buffer, byteOffset, byteLength }: Bytes): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
