import { equalBytes, toHex } from '../pki/bytes';
import { formatName } from '../pki/distinguished-name';
import { PkiError } from '../pki/errors';
import { parseCertificate } from '../pki/parse-certificate';
import type { Bytes } from '../pki/types';
import type { HeldBag } from './assemble-entries';
import { keystoreProfiles } from './keystore-profiles';
import { certBag } from './pkcs12-oids';
import type { Pkcs12, Pkcs12Protection } from './read-pkcs12';
import type { SafeBag } from './safe-bags';
import type { KeystoreEntry, KeystoreProfile, PrivateKeyEntry, TrustedCertificateEntry, WriteOptions } from './types';
import { encodeCertificateBag } from './write-bags';
import { encodeBags } from './write-pkcs12';
import { writePfx } from './write-pfx';
import type { Bags, MacChoice, Pkcs12Options } from './write-pfx';

type NewEntry = PrivateKeyEntry | TrustedCertificateEntry;

/**
 * The PKCS#12 side of `putEntries`.
 *
 * @param goes whether an entry of the file is to be replaced
 */
export async function editPkcs12(
  keystore: Pkcs12,
  entries: readonly NewEntry[],
  goes: (entry: KeystoreEntry) => boolean,
  options: WriteOptions,
): Promise<Bytes> {
  const kept = keptBags(keystore.bags, goes);
  assertIssuersDistinct(kept, entries);
  const there = new Set(kept.filter(({ bag }) => bag.type === certBag).flatMap(hexOf));
  const lost = new Map(
    kept
      .flatMap(({ certificates }) => certificates)
      .flatMap((der) => (there.has(toHex(der)) ? [] : [[toHex(der), der]])),
  );
  const writing = protectionLike(keystore, options);
  // An issuer that the file holds already is not written a second time.
  const added = await encodeBags(
    entries.map((entry) => withoutIssuers(entry, (der) => there.has(toHex(der)) || lost.has(toHex(der)))),
    writing,
  );
  const certificates = [...added.certificateBags, ...[...lost.values()].map((der) => encodeCertificateBag(der, {}))];
  const stay = kept.map(({ bag }) => bag);
  return writePfx(inSafes(keystore, stay, certificates, added.keyBags), writing);
}

/** All but the entries that go and the certificates that only their chains needed. */
function keptBags(bags: readonly HeldBag[], goes: (entry: KeystoreEntry) => boolean): HeldBag[] {
  const stays = ({ entry }: HeldBag): boolean => entry === undefined || !goes(entry);
  const needed = new Set(bags.filter((held) => held.entry !== undefined && stays(held)).flatMap(hexOf));
  const left = new Set(bags.filter((held) => !stays(held)).flatMap(hexOf));
  return bags.filter(
    (held) =>
      stays(held) && (held.entry !== undefined || hexOf(held).every((hex) => needed.has(hex) || !left.has(hex))),
  );
}

function hexOf({ certificates }: HeldBag): string[] {
  return certificates.map(toHex);
}

function withoutIssuers(entry: NewEntry, isThere: (der: Bytes) => boolean): NewEntry {
  if (entry.kind === 'trusted-certificate') return entry;
  const [leaf, ...issuers] = entry.chain;
  return { ...entry, chain: leaf === undefined ? [] : [leaf, ...issuers.filter((der) => !isThere(der))] };
}

/**
 * Each bag in the kind of safe that it lay in; new certificates where the file has its own. They come first: of certificates
 * with the same name, Java takes the first for the issuer (JDK: sun.security.pkcs12.PKCS12KeyStore.loadSafeContents).
 */
export function inSafes(
  { protection }: Pkcs12,
  kept: readonly Pick<SafeBag, 'encrypted' | 'type' | 'der'>[],
  certificates: readonly Bytes[] = [],
  keys: readonly Bytes[] = [],
): Bags {
  const encrypted = kept.filter((bag) => bag.encrypted).map(({ der }) => der);
  const plain = kept.filter((bag) => !bag.encrypted).map(({ der }) => der);
  const open = kept.some((bag) => bag.type === certBag && !bag.encrypted);
  return protection.safes.length === 0 && (open || protection.mac === undefined)
    ? { certificateBags: [], keyBags: [...certificates, ...plain, ...keys] }
    : { certificateBags: [...certificates, ...encrypted], keyBags: [...plain, ...keys] };
}

/** The profile that opens wherever the file did, with its iteration counts where they are higher than ours. */
export function protectionLike({ protection }: Pkcs12, options: WriteOptions): Pkcs12Options {
  const profile = profileOf(protection);
  const least = keystoreProfiles[profile].iterations;
  const encryptions = [...protection.safes, ...protection.keys].map(({ iterations }) => iterations);
  const { password, random, pause } = options;
  return {
    ...{ password, random, pause, profile, mac: macLike(protection.mac, least) },
    iterations: Math.max(least, ...encryptions),
  };
}

function profileOf({ mac, safes, keys }: Pkcs12Protection): KeystoreProfile {
  const encryptions = [...safes, ...keys];
  if (encryptions.length > 0) return encryptions.some(({ older }) => older) ? 'older' : 'modern';
  return mac?.hash === 'SHA-1' || mac?.hash === 'MD5' ? 'older' : 'modern';
}

function macLike(mac: Pkcs12Protection['mac'], least: number): MacChoice {
  if (mac === undefined) return 'none';
  return { hash: mac.hash === 'MD5' ? 'SHA-1' : mac.hash, iterations: Math.max(least, mac.iterations) };
}

/**
 * Java finds issuers by their name alone, so that of two with one name and different keys, one entry gets the wrong chain.
 *
 * @throws PkiError `entry-not-keepable` naming the entry
 */
function assertIssuersDistinct(kept: readonly HeldBag[], entries: readonly NewEntry[]): void {
  const added = entries
    .flatMap((entry) => (entry.kind === 'private-key' ? entry.chain.slice(1) : []))
    .map(parseCertificate);
  if (added.length === 0) return;
  for (const { entry, certificates } of kept) {
    if (entry === undefined || entry.kind === 'trusted-certificate') continue;
    for (const issuer of certificates.slice(1).map(parseCertificate)) {
      const rival = added.find(
        ({ subject, spki }) => equalBytes(subject.der, issuer.subject.der) && !equalBytes(spki, issuer.spki),
      );
      if (rival !== undefined)
        throw new PkiError(
          'entry-not-keepable',
          `“${entry.friendlyName ?? 'an entry without alias'}” in the keystore has another issuer of the same name (${formatName(rival.subject)}), and Java tells issuers apart by name only. Put the new entry into a keystore of its own.`,
        );
    }
  }
}
