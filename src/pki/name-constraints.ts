import { utf8 } from './bytes';
import { Fields, childrenOf, damaged, readElement } from './der-reader';
import type { DerElement } from './der-reader';
import { tags } from './der-tags';
import { latin1Text } from './der-values';
import { contextConstructed, sequence } from './der-writer';
import { formatName } from './distinguished-name';
import { DIRECTORY_NAME, generalNameElement, kindOf } from './general-name-der';
import { constraintFor } from './general-names';
import { bytesToIp, ipToBytes } from './ip-address';
import { readName } from './name-der';
import { id_ce_nameConstraints } from './oids';
import type { Bytes, Extension, GeneralName, NameConstraint, NameConstraints } from './types';

/** Subtrees that hold every name of a kind: what is excluded of kinds that are not permitted at all. */
const everything: Readonly<Partial<Record<GeneralName['kind'], readonly Bytes[]>>> = {
  dns: [utf8('')],
  ip: [new Uint8Array(8), new Uint8Array(32)],
};

/**
 * Subtrees that hold no name of a kind (RFC 6761 §6.4: there is no host `invalid`), permitted where the subtree of every
 * name cannot stand: Java takes no empty one for these kinds, and then reads neither the CA nor a keystore that holds it.
 */
const nothing: typeof everything = { email: [utf8('invalid')], uri: [utf8('invalid')] };

const kinds: readonly GeneralName['kind'][] = ['dns', 'ip', 'email', 'uri'];

/**
 * Critical name constraints (RFC 5280 §4.2.1.10) that permit the names listed, and exclude as a whole every kind of which
 * none is listed: a kind that is not mentioned would be free.
 *
 * @param permitted addresses become single hosts; wildcards stand as `constraintFor` says
 */
export function nameConstraints(permitted: readonly GeneralName[]): Extension {
  const unlisted = kinds.filter((kind) => !permitted.some((name) => name.kind === kind));
  const subtrees = (of: typeof everything): Bytes[] =>
    unlisted.flatMap((kind) => (of[kind] ?? []).map((base) => sequence(generalNameElement(kind, base))));
  const allowed = [
    ...permitted.map(constraintFor).map((name) => sequence(generalNameElement(name.kind, subtree(name)))),
    ...subtrees(nothing),
  ];
  const excluded = subtrees(everything);
  const value = sequence(
    ...(allowed.length > 0 ? [contextConstructed(0, ...allowed)] : []),
    ...(excluded.length > 0 ? [contextConstructed(1, ...excluded)] : []),
  );
  return { oid: id_ce_nameConstraints, critical: true, value };
}

function subtree({ kind, value }: GeneralName): Bytes {
  if (kind !== 'ip') return utf8(value);
  const address = ipToBytes(value) ?? new Uint8Array();
  return Uint8Array.from([...address, ...new Uint8Array(address.length).fill(0xff)]);
}

/**
 * Reads the extension's value.
 *
 * @throws PkiError `file-damaged`
 */
export function readNameConstraints(value: Bytes): NameConstraints {
  const fields = new Fields(readElement(value), tags.SEQUENCE);
  const permitted = fields.optional(0xa0);
  const excluded = fields.optional(0xa1);
  return {
    permitted: permitted === undefined ? [] : childrenOf(permitted).map(readSubtree),
    excluded: excluded === undefined ? [] : childrenOf(excluded).map(readSubtree),
  };
}

function readSubtree(element: DerElement): NameConstraint {
  const base = new Fields(element, tags.SEQUENCE).any();
  if (base === undefined) throw damaged('name constraints are wrong');
  const kind = kindOf(base);
  const { tag, content } = base;
  if (kind === 'ip') return readNetwork(content);
  if (kind !== undefined) return { kind, value: latin1Text(content) };
  const [inner] = tag === (0xa0 | DIRECTORY_NAME) ? childrenOf(base) : [];
  if (inner === undefined) return { kind: 'other', value: `[${String(tag & 0x1f)}]` };
  const name = readName(inner);
  return { kind: 'directory', value: formatName(name), name };
}

function readNetwork(content: Bytes): NameConstraint {
  if (content.length !== 8 && content.length !== 32) throw damaged('name constraints are wrong');
  const half = content.length / 2;
  return { kind: 'ip', value: `${bytesToIp(content.subarray(0, half))}/${bytesToIp(content.subarray(half))}` };
}
