import { digest, toHex } from '../pki/bytes';
import type { Bytes } from '../pki/types';
import { assertWritable } from './assert-writable';
import { keystoreProfiles } from './keystore-profiles';
import type { PrivateKeyEntry, TrustedCertificateEntry } from './types';
import { encodeCertificateBag, encodeShroudedKeyBag } from './write-bags';
import { writePfx } from './write-pfx';
import type { Bags, Pkcs12Options } from './write-pfx';

/**
 * Writes a PKCS#12 file (RFC 7292) in DER: each key encrypted for itself, all certificates together, a MAC over everything.
 * A key's certificates are tied to it by localKeyId and friendlyName; issuers stand once however many chains they end, and
 * not again when they are trusted entries. Trusted certificates carry Oracle's attribute, without which Java sees none.
 *
 * @throws PkiError `field-invalid` for a password that not every reader takes, or for an alias given twice: Java does not
 *   tell capitals apart
 */
export async function writePkcs12(
  entries: readonly (PrivateKeyEntry | TrustedCertificateEntry)[],
  options: Pkcs12Options,
): Promise<Bytes> {
  assertWritable(entries, options.password);
  return writePfx(await encodeBags(entries, options), options);
}

/**
 * The bags of entries, as {@link writePkcs12} writes them. Neither password nor aliases are checked.
 */
export async function encodeBags(
  entries: readonly (PrivateKeyEntry | TrustedCertificateEntry)[],
  options: Pkcs12Options,
): Promise<Bags> {
  const keys = entries.filter((entry) => entry.kind === 'private-key');
  const trusted = entries.filter((entry) => entry.kind === 'trusted-certificate');
  const keyBags: Bytes[] = [];
  const leafBags = new Map<string, Bytes>();
  for (const { friendlyName, pkcs8, chain } of keys) {
    const [leaf] = chain;
    const localKeyId = await digest('SHA-1', leaf ?? pkcs8);
    keyBags.push(await encodeKey(pkcs8, { friendlyName, localKeyId }, options));
    if (leaf !== undefined && !leafBags.has(toHex(leaf)))
      leafBags.set(toHex(leaf), encodeCertificateBag(leaf, { friendlyName, localKeyId }));
  }
  const trustedBags = trusted.map(({ friendlyName, certificate }) =>
    encodeCertificateBag(certificate, { friendlyName, trusted: true }),
  );
  const standing = new Set([...leafBags.keys(), ...trusted.map(({ certificate }) => toHex(certificate))]);
  const issuers = new Map(keys.flatMap(({ chain }) => chain.slice(1).map((der) => [toHex(der), der])));
  const issuerBags = [...issuers].filter(([hex]) => !standing.has(hex)).map(([, der]) => encodeCertificateBag(der, {}));
  return { certificateBags: [...leafBags.values(), ...issuerBags, ...trustedBags], keyBags };
}

async function encodeKey(
  pkcs8: Bytes,
  attributes: Parameters<typeof encodeShroudedKeyBag>[1],
  options: Pkcs12Options,
): Promise<Bytes> {
  const { encrypt, iterations } = keystoreProfiles[options.profile];
  return encodeShroudedKeyBag(await encrypt(pkcs8, options, options.iterations ?? iterations), attributes);
}
