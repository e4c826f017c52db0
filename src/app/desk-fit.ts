import type { Inspection } from '../inspect/inspect-files';
import type { ReportedObject } from '../inspect/report';
import { shortNames } from '../inspect/short-names';
import { spellOut } from '../pki/show-text';
import { lookUp } from './desk-cards';
import { titleOf, typeNames } from './object-facts';

/** A private key and what carries its public half. */
export interface KeyFit {
  readonly id: string;
  /** Files that the key is in. */
  readonly keyFiles: readonly string[];
  /** What it belongs to: `certificate sse.example.com`; nothing when nothing here does. */
  readonly belongsTo: readonly string[];
}

/** A certificate and its issuers. */
export interface ChainFit {
  readonly id: string;
  /** Leaf first. */
  readonly links: readonly { readonly title: string; readonly file: string }[];
  /** Issuer that is not among the files. */
  readonly missing: string | undefined;
}

/** How the objects belong together. */
export interface Fit {
  readonly keys: readonly KeyFit[];
  /** Chains of more than one certificate, and certificates whose issuer is missing. */
  readonly chains: readonly ChainFit[];
  /** Number of certificates that are their own issuer and issued nothing here. */
  readonly alone: number;
  /** Certificates that are no CA's and whose private key is not among the files. */
  readonly keyless: readonly string[];
}

/** Says how the objects of an inspection belong together; the same object in several files counts once. */
export function fitOf(inspection: Inspection): Fit {
  const at = lookUp(inspection);
  const place = placeIn(inspection);
  const chains = inspection.report.chains.map(({ certificates, missing }, index) => ({
    id: String(index),
    links: certificates.map((reference) => ({ title: titleAt(at(reference)), file: place(reference.file) })),
    missing,
  }));
  const shown = chains.filter(({ links, missing }) => links.length > 1 || missing !== undefined);
  return {
    keys: keysOf(inspection),
    chains: shown,
    alone: chains.length - shown.length,
    keyless: keylessIn(inspection),
  };
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
