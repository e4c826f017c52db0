import type { Inspection } from '../inspect/inspect-files';
import type { ReportedChain, ReportedObject } from '../inspect/report';
import { shortNames } from '../inspect/short-names';
import { spellOut } from '../pki/show-text';
import { forestOf } from './certified';
import type { Certified } from './certified';
import { lookUp } from './desk-cards';
import { endOf, titleOf, typeNames } from './object-facts';

/** A private key and what carries its public half. */
export interface KeyFit {
  readonly id: string;
  /** Files that the key is in. */
  readonly keyFiles: readonly string[];
  /** What it belongs to: `certificate sse.example.com`; nothing when nothing here does. */
  readonly belongsTo: readonly string[];
}

/** A certificate of a chain, or the issuer that one lacks. */
export interface ChainLink {
  readonly id: string;
  readonly title: string;
  /** The file that it is in; undefined when it is not among the files. */
  readonly file: string | undefined;
  /** Until when it is valid, in words. */
  readonly until: ReturnType<typeof endOf> | undefined;
}

/** How the objects belong together. */
export interface Fit {
  readonly keys: readonly KeyFit[];
  /** Chains of more than one certificate, and certificates whose issuer is missing, from the roots down. */
  readonly chains: readonly Certified<ChainLink>[];
  /** Number of chains that are not shown, because nobody looks at so many. */
  readonly moreChains: number;
  /** Number of certificates that are their own issuer and issued nothing here. */
  readonly alone: number;
  /** Certificates that are no CA's and whose private key is not among the files. */
  readonly keyless: readonly string[];
}

/** As many chains as somebody looks at. */
const mostChains = 12;

/** Says how the objects of an inspection belong together at a moment; the same object in several files counts once. */
export function fitOf(inspection: Inspection, now: Date): Fit {
  const { chains } = inspection.report;
  const shown = chains.filter(({ certificates, missing }) => certificates.length > 1 || missing !== undefined);
  return {
    keys: keysOf(inspection),
    chains: treeOf(inspection, shown.slice(0, mostChains), now),
    moreChains: Math.max(0, shown.length - mostChains),
    alone: chains.length - shown.length,
    keyless: keylessIn(inspection),
  };
}

/** Chains that share an issuer become branches of one tree. */
function treeOf(inspection: Inspection, chains: readonly ReportedChain[], now: Date): Fit['chains'] {
  const at = lookUp(inspection);
  const place = placeIn(inspection);
  const links = new Map<string, ChainLink & { readonly issuer: string | undefined }>();
  for (const { certificates, missing } of chains) {
    let issuer: string | undefined;
    if (missing !== undefined) {
      issuer = `missing ${missing}`;
      links.set(issuer, { id: issuer, title: missing, file: undefined, until: undefined, issuer: undefined });
    }
    for (const { file, object } of [...certificates].reverse()) {
      const found = at({ file, object });
      const id = found?.sha256 ?? `${file} ${String(object)}`;
      const until = found?.notAfter === undefined ? undefined : endOf(found.notAfter, now);
      if (!links.has(id)) links.set(id, { id, title: titleAt(found), file: place(file), until, issuer });
      issuer = id;
    }
  }
  return forestOf([...links.values()], (link) => link.issuer);
}

function keysOf(inspection: Inspection): KeyFit[] {
  const place = placeIn(inspection);
  const keys = new Map<string, { files: Set<string>; belongsTo: Set<string> }>();
  for (const { name, object } of objectsIn(inspection)) {
    const id = object.spkiSha256;
    if (object.type !== 'private-key' || id === undefined) continue;
    const known = keys.get(id) ?? { files: new Set(), belongsTo: new Set() };
    known.files.add(place(name));
    keys.set(id, known);
  }
  const at = lookUp(inspection);
  for (const match of inspection.report.matches) {
    const other = at(match.with);
    const words = other && `${typeNames[other.type]} ${other.subject === undefined ? '' : titleOf(other)}`.trim();
    if (words !== undefined) keys.get(other?.spkiSha256 ?? '')?.belongsTo.add(words);
  }
  return [...keys].map(([id, { files, belongsTo }]) => ({ id, keyFiles: [...files], belongsTo: [...belongsTo] }));
}

function keylessIn(inspection: Inspection): string[] {
  const all = objectsIn(inspection).map(({ object }) => object);
  const keys = new Set(all.flatMap(({ type, spkiSha256 }) => (type === 'private-key' ? [spkiSha256] : [])));
  const lonely = all.filter(
    ({ type, purposes, spkiSha256, error }) =>
      type === 'certificate' && error === undefined && purposes?.includes('CA') !== true && !keys.has(spkiSha256),
  );
  return [...new Set(lonely.map(titleOf))];
}

function objectsIn({ report }: Inspection): { readonly name: string; readonly object: ReportedObject }[] {
  return report.files.flatMap(({ name, objects }) => objects.map((object) => ({ name, object })));
}

function placeIn({ report }: Inspection): (file: string) => string {
  const place = shortNames(report.files.map(({ name }) => name));
  return (file) => spellOut(place(file));
}

function titleAt(object: ReportedObject | undefined): string {
  return object === undefined ? '' : titleOf(object);
}
