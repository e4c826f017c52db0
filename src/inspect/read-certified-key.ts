import type { Pause } from '../keystores/types';
import { assertPathAllows } from '../issuance/authority';
import { purposeOids } from '../issuance/profiles';
import { equalBytes } from '../pki/bytes';
import { formatName } from '../pki/distinguished-name';
import { PkiError, refusedAt } from '../pki/errors';
import type { PkiErrorCode } from '../pki/errors';
import { encodeName } from '../pki/name-der';
import { readKnownExtensions } from '../pki/read-extensions';
import type { CertificationRequest } from '../pki/request';
import type { Certificate, DistinguishedName, KeyPair } from '../pki/types';
import { climb, distinctCertificates, isAuthority } from './climb';
import type { Climb } from './climb';
import { choosePair } from './choose-pair';
import { readFiles } from './read-files';
import type { OpenedStore } from './read-store';
import type { ReadOptions } from './reading';
import type { FoundObject, InputFile } from './found-object';
import { whyNoPair } from './why-no-pair';

/** What a certificate and key are brought for. */
export interface CertifiedKeyWish {
  /** Id of the material slot, for the errors. */
  readonly field: string;
  readonly purposes: readonly ('server' | 'client')[];
  /** Whether the root must be among the files. */
  readonly rootNeeded: boolean;
  /** The certificate must come from a CA's reply: what lies in the keystore or zip with the key is a placeholder. */
  readonly reply: boolean;
  /** What to do when there is no private key, or none that can be opened. */
  readonly withoutKey: string | undefined;
  /** Begins of file names that tell this certificate from others in the same export: `client`. */
  readonly hint: string;
  readonly now: Date;
  /** Set where files of several certificates lie together: only what fits the request that was made for this one counts. */
  readonly requested?: { readonly title: string; readonly subject: DistinguishedName };
}

/** A certificate with its key and the way up. */
export interface CertifiedKey {
  readonly key: KeyPair;
  readonly certificate: Certificate;
  /** The certificate, then its issuers up to but without a root. */
  readonly chain: readonly Certificate[];
  readonly root: Certificate | undefined;
  /** Where the key lay, when that was a keystore: its password, and the friendlyName of the entry. */
  readonly keystore: (OpenedStore & { readonly alias: string }) | undefined;
  /** The request that was made for the key, when it is among the files. */
  readonly request: CertificationRequest | undefined;
  /** Everything that was found, for facts about the rest. */
  readonly found: readonly FoundObject[];
}

/**
 * Finds the certificates with their private keys that fit what they are wanted for among files of any form, and puts their
 * chains in order.
 *
 * @param password opens protected keys and keystores
 * @param wishes one for each certificate, all of the same field
 * @param pause awaited while keystores are opened
 * @param quoted by the name of a file, what other files of its bundle quote as passwords
 * @throws PkiError with the wish's field: `material-missing`, `material-ambiguous`, `key-mismatch`, `certificate-purpose`,
 *   `certificate-expired`, `chain-incomplete`, `password-required`, `password-wrong`, `file-damaged`, `file-too-large`,
 *   `work-factor-too-high`
 */
export async function readCertifiedKeys(
  files: readonly InputFile[],
  password: string | undefined,
  wishes: readonly CertifiedKeyWish[],
  pause?: Pause,
  quoted?: ReadOptions['quoted'],
): Promise<CertifiedKey[]> {
  const field = wishes[0]?.field ?? '';
  if (files.length === 0)
    throw new PkiError(
      'material-missing',
      'No file was given. Choose the certificate and its key, or a keystore with both.',
      { field },
    );
  const found = await readInField(files, password, field, pause, quoted);
  const keys: CertifiedKey[] = [];
  for (const wish of wishes) {
    try {
      keys.push(await findCertifiedKey(foundFor(wish, found), wish));
    } catch (error) {
      throw refusedAt(error, field, wish.requested?.title);
    }
  }
  return keys;
}

async function findCertifiedKey(found: readonly FoundObject[], wish: CertifiedKeyWish): Promise<CertifiedKey> {
  const { field } = wish;
  const refuse = (code: PkiErrorCode, message: string): PkiError => new PkiError(code, message, { field });
  const pair = choosePair(found, wish);
  if (pair === undefined) throw refuse(...whyNoPair(found, wish));
  const { key, certificate } = pair;
  refuseDates(certificate, wish, refuse);
  const all = found.flatMap((object) => (object.type === 'certificate' ? [object.certificate] : []));
  const way = await climb(certificate, distinctCertificates(all), wish.now);
  refuseIncomplete(way, wish, refuse);
  refuseForbidden(way, wish);
  const { alias, source } = key;
  const store = found.find((object) => object.type === 'keystore' && object.source === source);
  const request = found.find((object) => object.type === 'request' && equalBytes(object.request.spki, key.key.spki));
  return {
    key: key.key,
    certificate,
    chain: way.chain,
    root: way.root === certificate ? undefined : way.root,
    keystore:
      store?.type === 'keystore'
        ? { name: source, keystore: store.keystore, password: store.password, alias: alias ?? '' }
        : undefined,
    request: request?.type === 'request' ? request.request : undefined,
    found,
  };
}

/** What lies among the files for one of several certificates: the keys and certificates of the others are left out. */
function foundFor(
  { requested, purposes, field }: CertifiedKeyWish,
  found: readonly FoundObject[],
): readonly FoundObject[] {
  if (requested === undefined) return found;
  const subject = encodeName(requested.subject);
  const mine = found.find(
    (object) =>
      object.type === 'request' &&
      equalBytes(object.request.subject.der, subject) &&
      purposes.every((purpose) => purposesOf(object.request).includes(purposeOids[purpose])),
  );
  if (mine?.type !== 'request')
    throw new PkiError(
      'material-missing',
      'Its request is not among the files. Add the zip that was made with the requests, and give the same names as then.',
      { field },
    );
  const { spki } = mine.request;
  return found.filter((object) => {
    if (object.type === 'private-key') return equalBytes(object.key.spki, spki);
    if (object.type === 'request') return equalBytes(object.request.spki, spki);
    return (
      object.type !== 'certificate' || isAuthority(object.certificate) || equalBytes(object.certificate.spki, spki)
    );
  });
}

function purposesOf({ extensions }: CertificationRequest): readonly string[] {
  return readKnownExtensions(extensions).extendedKeyUsage ?? [];
}

type Refuse = (code: PkiErrorCode, message: string) => PkiError;

function refuseDates({ subject, validity }: Certificate, { now }: CertifiedKeyWish, refuse: Refuse): void {
  const name = formatName(subject);
  if (validity.notAfter < now)
    throw refuse(
      'certificate-expired',
      `The certificate ${name} expired on ${day(validity.notAfter)}. Get a new one from where it came from.`,
    );
  if (validity.notBefore > now)
    throw refuse(
      'certificate-expired',
      `The certificate ${name} begins on ${day(validity.notBefore)}, but this computer's clock says ${day(now)}. Set the clock, or wait.`,
    );
}

/**
 * A root is wanted only where others must be given it. Without one, a leaf alone still cannot be judged: between it and a
 * root there is nearly always another CA, without which most clients refuse the server.
 */
function refuseIncomplete({ chain, root }: Climb, { rootNeeded, reply }: CertifiedKeyWish, refuse: Refuse): void {
  const last = chain.at(-1);
  if (root !== undefined || last === undefined || (!rootNeeded && chain.length > 1)) return;
  const where = reply
    ? "The CA's download page often calls it chain, bundle or p7b."
    : 'It was exported together with it, often as root.cer or root.pem.';
  throw refuse(
    'chain-incomplete',
    `${formatName(last.subject)} was issued by ${formatName(last.issuer)}, whose certificate is not among the files. Add it. ${where}`,
  );
}

/** What breaks every verifier on the way up: a CA that has ended, too many CAs, or names outside its limits. */
function refuseForbidden({ chain: [leaf, ...issuers], root }: Climb, { now, field }: CertifiedKeyWish): void {
  if (leaf === undefined) return;
  const path = root === undefined || root === leaf ? issuers : [...issuers, root];
  try {
    assertPathAllows(path, { now, sans: leaf.subjectAltNames ?? [], asAuthority: false });
  } catch (error) {
    throw refusedAt(error, field);
  }
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** Reads files; what is wrong with them stands at the field. */
export async function readInField(
  files: readonly InputFile[],
  password: string | undefined,
  field: string,
  pause?: Pause,
  quoted?: ReadOptions['quoted'],
): Promise<FoundObject[]> {
  try {
    return await readFiles(files, password === undefined || password === '' ? [] : [password], pause, quoted);
  } catch (error) {
    throw refusedAt(error, field);
  }
}
