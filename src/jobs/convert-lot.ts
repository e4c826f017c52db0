import { isAuthority } from '../inspect/climb';
import type { FoundCertificate, FoundKey } from '../inspect/choose-pair';
import { placeOf } from '../inspect/why-no-pair';
import type { Pause } from '../keystores/types';
import { toHex } from '../pki/bytes';
import { formatName } from '../pki/distinguished-name';
import { isSelfSigned } from '../pki/issuer';
import { describeKey } from '../pki/key-algorithms';
import { spellOut } from '../pki/show-text';
import type { Certificate, KeyPair } from '../pki/types';
import { certificateCandidate, commonNames, placesOf } from './convert-choose';
import type { Candidate, Objects } from './convert-types';

/** A certificate, its key, or both, and where they lay. */
export interface Piece {
  readonly certificate: Certificate | undefined;
  readonly key: KeyPair | undefined;
  readonly source: string;
  readonly alias: string | undefined;
}

export type PieceWithCertificate = Piece & { readonly certificate: Certificate };
export type PieceWithKey = Piece & { readonly key: KeyPair };

/** What was dropped, sorted: each certificate and each key once. */
export interface Lot {
  readonly objects: Objects;
  /** Those that signed themselves. */
  readonly roots: ReadonlySet<Certificate>;
  readonly now: Date;
  /** With their keys, where these are there. */
  readonly certificates: readonly Candidate<PieceWithCertificate>[];
  /** With the certificate that lasts longest, where there is one. */
  readonly keys: readonly Candidate<PieceWithKey>[];
}

/**
 * Sorts what was dropped.
 *
 * @param now decides between several ways up to a root
 * @param pause awaited between certificates
 */
export async function sortLot(objects: Objects, now: Date, pause?: Pause): Promise<Lot> {
  const keysBySpki = grouped(objects.filter(isKey), ({ key }) => toHex(key.spki));
  const certificates = [
    ...grouped(objects.filter(isCertificate), ({ certificate }) => toHex(certificate.der)).values(),
  ];
  const roots = new Set<Certificate>();
  const sorted: Candidate<PieceWithCertificate>[] = [];
  for (const found of certificates) {
    const [{ certificate, source }] = found;
    if (await isSelfSigned(certificate)) roots.add(certificate);
    const keys = keysBySpki.get(toHex(certificate.spki));
    const alias = aliasAmong([...found, ...(keys ?? [])]);
    const value = { certificate, key: keys?.[0].key, source, alias };
    const candidate = certificateCandidate(certificate, { source, alias }, value);
    sorted.push({ ...candidate, names: [...candidate.names, ...found.flatMap((each) => placesOf(each.source))] });
    await pause?.();
  }
  const bySpki = grouped(certificates, ([{ certificate }]) => toHex(certificate.spki));
  return {
    objects,
    roots,
    now,
    certificates: sorted,
    keys: [...keysBySpki].map(([spki, found]) => {
      const [{ key, source }] = found;
      const own = (bySpki.get(spki) ?? []).map(([{ certificate }]) => certificate);
      const [certificate] = own.sort((a, b) => endOf(b) - endOf(a));
      const alias = aliasAmong(found);
      return {
        label: `${describeKey(key.algorithm)} key in ${spellOut(placeOf(source))}${alias === undefined ? '' : ` “${spellOut(alias)}”`}`,
        names: [
          ...found.flatMap((each) => [...placesOf(each.source), ...(each.alias ? [each.alias] : [])]),
          ...own.flatMap(({ subject }) => [formatName(subject), ...commonNames(subject)]),
        ],
        value: { key, certificate, source, alias },
      };
    }),
  };
}

/** Certificates that nobody needs to choose among CAs for: those of servers and clients; among CAs alone, the lowest. */
export function ends({ certificates, roots }: Lot): Lot['certificates'] {
  const leaves = certificates.filter(({ value }) => !isAuthority(value.certificate));
  if (leaves.length > 0) return leaves;
  const others = certificates.filter(({ value }) => !roots.has(value.certificate));
  const issuers = new Set(others.map(({ value }) => toHex(value.certificate.issuer.der)));
  const lowest = certificates.filter(({ value }) => !issuers.has(toHex(value.certificate.subject.der)));
  return lowest.length > 0 ? lowest : certificates;
}

/** The certificates among those of servers and clients, or of CAs where there are no others, that come with their key. */
export function pairs(lot: Lot): readonly Candidate<PieceWithCertificate & PieceWithKey>[] {
  const all = allPairs(lot);
  const leaves = all.filter(({ value }) => !isAuthority(value.certificate));
  return leaves.length > 0 ? leaves : all;
}

/** A certificate of a server or client with its key, when it is the only one: what is complete is meant before the rest. */
export function onlyPair(lot: Lot): ReturnType<typeof pairs> {
  const both = pairs(lot);
  return both.length === 1 && both.every(({ value }) => !isAuthority(value.certificate)) ? both : [];
}

/** Every certificate that comes with its key. */
export function allPairs({ certificates }: Lot): readonly Candidate<PieceWithCertificate & PieceWithKey>[] {
  return certificates.filter(
    (candidate): candidate is Candidate<PieceWithCertificate & PieceWithKey> => candidate.value.key !== undefined,
  );
}

function grouped<Item>(items: readonly Item[], by: (item: Item) => string): Map<string, [Item, ...Item[]]> {
  const groups = new Map<string, [Item, ...Item[]]>();
  for (const item of items) {
    const id = by(item);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [item]);
    else group.push(item);
  }
  return groups;
}

function isKey(object: Objects[number]): object is FoundKey {
  return object.type === 'private-key';
}

function isCertificate(object: Objects[number]): object is FoundCertificate {
  return object.type === 'certificate';
}

/** An empty friendlyName is none. */
function aliasAmong(found: readonly { readonly alias?: string }[]): string | undefined {
  return found.map(({ alias }) => alias).find((alias) => alias !== undefined && alias !== '');
}

function endOf({ validity }: Certificate): number {
  return validity.notAfter.getTime();
}
