import { Fields, childrenOf, damaged, readElement } from '../pki/der-reader';
import type { DerElement } from '../pki/der-reader';
import { tags } from '../pki/der-tags';
import { readObjectIdentifier, readSmallInteger } from '../pki/der-values';
import type { Bytes } from '../pki/types';
import { joinOctets, normaliseBer } from './ber';
import { readMacData } from './mac-data';
import type { MacData } from './mac-data';
import { unknownAlgorithm } from './pbes2-schemes';
import { id_data, id_encryptedData } from './pkcs12-oids';
import { readProtection } from './read-protection';
import type { Protection } from './read-protection';

/** A PFX taken apart (RFC 7292 §4), nothing decrypted yet. */
export interface Pfx {
  /** What the MAC covers. */
  readonly contents: Bytes;
  readonly mac: MacData | undefined;
  readonly safes: readonly Safe[];
}

/** A ContentInfo of the AuthenticatedSafe. */
export interface Safe {
  /** Undefined: `octets` are a SafeContents as they stand. */
  readonly protection: Protection | undefined;
  readonly octets: Bytes;
}

/**
 * Takes a PFX apart; BER is taken too.
 *
 * @throws PkiError `file-damaged`, `file-too-large`, `work-factor-too-high`, or `algorithm-unavailable` naming it
 */
export function readPfx(bytes: Bytes): Pfx {
  const fields = new Fields(readElement(normaliseBer(bytes)), tags.SEQUENCE);
  if (readSmallInteger(fields.required(tags.INTEGER)) !== 3) throw damaged('it is a keystore of an unknown version');
  const { type, content } = readContentInfo(fields.required(tags.SEQUENCE));
  if (type !== id_data) throw unknownAlgorithm('is protected by', type);
  const contents = octetsOf(content);
  const mac = fields.optional(tags.SEQUENCE);
  const safes = new Fields(readElement(normaliseBer(contents)), tags.SEQUENCE);
  return { contents, mac: mac === undefined ? undefined : readMacData(mac), safes: readSafes(safes) };
}

function readSafes(infos: Fields): Safe[] {
  const safes: Safe[] = [];
  for (let info = infos.any(); info !== undefined; info = infos.any()) {
    const { type, content } = readContentInfo(info);
    if (type === id_data) safes.push({ protection: undefined, octets: octetsOf(content) });
    else if (type === id_encryptedData) safes.push(readEncryptedData(content));
    else throw unknownAlgorithm('has contents of the type', type);
  }
  return safes;
}

/** EncryptedData (RFC 5652 §8). */
function readEncryptedData(content: DerElement): Safe {
  const fields = new Fields(content, tags.SEQUENCE);
  fields.required(tags.INTEGER);
  const info = new Fields(fields.required(tags.SEQUENCE), tags.SEQUENCE);
  info.required(tags.OBJECT_IDENTIFIER);
  const protection = readProtection(info.required(tags.SEQUENCE));
  const encrypted = info.any();
  if (encrypted === undefined || (encrypted.tag & ~0x20) !== 0x80) throw damaged('it has another structure');
  return { protection, octets: joinOctets(encrypted) };
}

function readContentInfo(element: DerElement): { type: string; content: DerElement } {
  const fields = new Fields(element, tags.SEQUENCE);
  const type = readObjectIdentifier(fields.required(tags.OBJECT_IDENTIFIER));
  const content = childrenOf(fields.required(0xa0))[0];
  if (content === undefined) throw damaged('a part is missing');
  return { type, content };
}

function octetsOf({ tag, content }: DerElement): Bytes {
  if (tag !== tags.OCTET_STRING) throw damaged('it has another structure');
  return content;
}
