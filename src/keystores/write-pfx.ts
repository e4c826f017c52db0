import {
  contextConstructed,
  contextPrimitive,
  derNull,
  objectIdentifier,
  octetString,
  sequence,
  smallInteger,
} from '../pki/der-writer';
import type { Bytes } from '../pki/types';
import { hashes } from './hashes';
import type { HashName } from './hashes';
import { id_data, id_encryptedData } from './pkcs12-oids';
import { computeMac } from './pkcs12-kdf';
import { keystoreProfiles } from './keystore-profiles';
import type { KeystoreProfile, WriteOptions } from './types';

/** RFC 7292 §4: version of PFX. */
const VERSION = 3;

/** As long as keytool's. GnuTLS complains of 64 octets. */
const MAC_SALT_OCTETS = 20;

export interface Pkcs12Options extends WriteOptions {
  readonly profile: KeystoreProfile;
  /** Of each encryption and of the MAC; the profile's own when absent. */
  readonly iterations?: number;
  /** Other than the profile's, when it follows that of an older file. */
  readonly mac?: MacChoice;
}

/** `none`: a file without MAC, such as the JDK's own truststore since release 18. */
export type MacChoice = { readonly hash: HashName; readonly iterations: number } | 'none';

/** SafeBags (RFC 7292 §4.2), each as finished DER, by the safe that they go into. A safe without bags is left out. */
export interface Bags {
  /** Encrypted as a whole. */
  readonly certificateBags: readonly Bytes[];
  /** Not encrypted again: each protects what it holds. */
  readonly keyBags: readonly Bytes[];
}

/**
 * Assembles a PFX (RFC 7292 §4) from finished bags, in DER, with a MAC in password integrity mode.
 *
 * @param options the password is not checked: it may be that of the file which the bags come from
 */
export async function writePfx({ certificateBags, keyBags }: Bags, options: Pkcs12Options): Promise<Bytes> {
  const algorithms = keystoreProfiles[options.profile];
  const iterations = options.iterations ?? algorithms.iterations;
  const safes: Bytes[] = [];
  if (certificateBags.length > 0) {
    const { algorithm, encrypted } = await algorithms.encrypt(sequence(...certificateBags), options, iterations);
    safes.push(encryptedData(algorithm, encrypted));
  }
  if (keyBags.length > 0) safes.push(data(sequence(...keyBags)));
  const contents = sequence(...safes);
  const mac = options.mac ?? { hash: algorithms.mac, iterations };
  const trailer = mac === 'none' ? [] : [await macData(contents, mac, options)];
  return sequence(smallInteger(VERSION), data(contents), ...trailer);
}

/** ContentInfo of type data (RFC 5652 §4). */
function data(content: Bytes): Bytes {
  return sequence(objectIdentifier(id_data), contextConstructed(0, octetString(content)));
}

/** ContentInfo of type encrypted-data (RFC 5652 §8); its `[0]` is IMPLICIT over an OCTET STRING. */
function encryptedData(algorithm: Bytes, encrypted: Bytes): Bytes {
  const info = sequence(objectIdentifier(id_data), algorithm, contextPrimitive(0, encrypted));
  return sequence(objectIdentifier(id_encryptedData), contextConstructed(0, sequence(smallInteger(0), info)));
}

/** MacData (RFC 7292 §4). */
async function macData(
  contents: Bytes,
  { hash, iterations }: Exclude<MacChoice, 'none'>,
  { password, random, pause }: WriteOptions,
): Promise<Bytes> {
  const salt = random(new Uint8Array(MAC_SALT_OCTETS));
  const value = await computeMac(hash, { password, salt, iterations, pause }, contents);
  const digestInfo = sequence(sequence(objectIdentifier(hashes[hash].oid), derNull), octetString(value));
  // One is the default, and DER leaves defaults out.
  const count = iterations === 1 ? [] : [smallInteger(iterations)];
  return sequence(digestInfo, octetString(salt), ...count);
}
