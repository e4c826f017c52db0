import { equalBytes, toHex } from '../pki/bytes';
import { PkiError } from '../pki/errors';
import { importPrivateKey } from '../pki/keys';
import { parseCertificate } from '../pki/parse-certificate';
import type { Bytes, Certificate } from '../pki/types';
import { IssuerChains } from './issuer-chain';
import type { OpenedPfx } from './open-bags';
import * as oids from './pkcs12-oids';
import { certificateIn } from './safe-bags';
import type { SafeBag } from './safe-bags';
import type { KeystoreEntry, Pause, SealedEntry } from './types';

/** A bag with what it means. */
export interface HeldBag {
  readonly bag: SafeBag;
  /** Undefined: a certificate that is there for the chains only. */
  readonly entry: KeystoreEntry | undefined;
  /** Of a key, opened or not, the chain; of a certificate itself; DER. */
  readonly certificates: readonly Bytes[];
}

/** The contents of a PKCS#12 file. */
export interface Assembled {
  readonly bags: readonly HeldBag[];
  /** Each once, DER. */
  readonly certificates: readonly Bytes[];
}

/** Certificates as read, by their bags; those that cannot be read are left out. */
type CertificatesByBag = ReadonlyMap<SafeBag, Certificate>;

/** Turns bags into entries. */
export async function assembleEntries(opened: OpenedPfx, pause?: Pause): Promise<Assembled> {
  const { bags } = opened;
  const byBag = await readCertificates(bags, pause);
  const certificates = unique([...byBag.values()]);
  const chains = new IssuerChains(certificates);
  const held: HeldBag[] = [];
  for (const bag of bags) {
    held.push(isKey(bag) ? await holdKey(bag, opened, byBag, chains) : hold(bag, byBag.get(bag)));
    await pause?.();
  }
  return { bags: held, certificates: certificates.map(({ der }) => der) };
}

async function readCertificates(bags: readonly SafeBag[], pause?: Pause): Promise<CertificatesByBag> {
  const found = new Map<SafeBag, Certificate>();
  for (const bag of bags) {
    const der = bag.type === oids.certBag ? certificateIn(bag) : undefined;
    const certificate = der === undefined ? undefined : readable(der);
    if (certificate !== undefined) found.set(bag, certificate);
    await pause?.();
  }
  return found;
}

function readable(der: Bytes): Certificate | undefined {
  try {
    return parseCertificate(der);
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}

function unique(certificates: readonly Certificate[]): Certificate[] {
  return [...new Map(certificates.map((certificate) => [toHex(certificate.der), certificate])).values()];
}

function isKey({ type }: SafeBag): boolean {
  return type === oids.keyBag || type === oids.pkcs8ShroudedKeyBag;
}

function keyIn(bag: SafeBag, { keys }: OpenedPfx): Bytes | undefined {
  return bag.type === oids.keyBag ? bag.value.whole.slice() : keys.get(bag);
}

async function holdKey(
  bag: SafeBag,
  opened: OpenedPfx,
  certificates: CertificatesByBag,
  chains: IssuerChains,
): Promise<HeldBag> {
  const pkcs8 = keyIn(bag, opened);
  const leaf = await findLeaf(bag, pkcs8, certificates);
  const chain = leaf === undefined ? [] : (await chains.from(leaf)).map(({ der }) => der);
  const entry: KeystoreEntry =
    pkcs8 === undefined
      ? { ...sealed(bag, sealedKey), ...(opened.keyProtections.has(bag) ? { locked: true as const } : {}) }
      : {
          kind: 'private-key',
          friendlyName: bag.friendlyName,
          pkcs8,
          chain,
          ...(opened.keysOfTheirOwn.has(bag) ? { ownPassword: true as const } : {}),
        };
  return { bag, entry, certificates: chain };
}

/** The certificate with the key's localKeyId; where several or none have it, the one with its public key. */
async function findLeaf(
  { localKeyId }: SafeBag,
  pkcs8: Bytes | undefined,
  byBag: CertificatesByBag,
): Promise<Certificate | undefined> {
  const joined = [...byBag].filter(([bag]) => localKeyId !== undefined && bag.localKeyId === localKeyId);
  if (joined.length === 1 || pkcs8 === undefined) return joined[0]?.[1];
  const spki = await publicKeyOf(pkcs8);
  const candidates = joined.length === 0 ? byBag.values() : joined.map(([, certificate]) => certificate);
  const own = [...candidates].find((candidate) => spki !== undefined && equalBytes(candidate.spki, spki));
  return own ?? joined[0]?.[1];
}

/** Undefined for keys of types that are not known here, which can be carried along all the same. */
async function publicKeyOf(pkcs8: Bytes): Promise<Bytes | undefined> {
  try {
    return (await importPrivateKey(pkcs8)).spki;
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}

function hold(bag: SafeBag, certificate: Certificate | undefined): HeldBag {
  if (certificate === undefined) return { bag, entry: sealed(bag, sealedKinds.get(bag.type)), certificates: [] };
  const { der } = certificate;
  const entry: KeystoreEntry | undefined = bag.trusted
    ? { kind: 'trusted-certificate', friendlyName: bag.friendlyName, certificate: der }
    : undefined;
  return { bag, entry, certificates: [der] };
}

/** What is carried along without being opened, for people. */
const sealedKinds: ReadonlyMap<string, SealedKind> = new Map<string, SealedKind>([
  [oids.certBag, { holds: 'certificate', what: 'certificate that cannot be read' }],
  [oids.crlBag, { holds: 'other', what: 'revocation list' }],
  [oids.secretBag, { holds: 'secret-key', what: 'secret key' }],
]);

const sealedKey: SealedKind = {
  holds: 'private-key',
  what: 'private key under a password or in a protection of its own',
};

type SealedKind = Pick<SealedEntry, 'holds' | 'what'>;

function sealed(
  { friendlyName, type }: SafeBag,
  kind: SealedKind = { holds: 'other', what: `object of the type ${type}` },
): SealedEntry {
  return { kind: 'sealed', friendlyName, ...kind };
}
