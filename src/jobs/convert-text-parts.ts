import { fillContents } from '../bundle/fill-contents';
import { utf8 } from '../pki/bytes';
import type { Bytes } from '../pki/types';
import { chainOf, heldCertificate, heldKey, pem } from './convert-files';
import type { ConversionOptions, Pieces } from './convert-types';
import type { HeldObject, WrittenFile } from './convert-written';

/** What a configuration quotes. */
export interface Part {
  readonly id: 'certificate' | 'key' | 'ca';
  readonly pem: Bytes;
  /** Of a chain its first certificate. */
  readonly der: Bytes;
  readonly objects: readonly HeldObject[];
}

/** The certificate with its intermediate CAs, the key, and the root, as far as they are there. */
export function partsOf(pieces: Pieces, { root }: ConversionOptions): Part[] {
  const chain = chainOf(pieces, root === true);
  const { key } = pieces;
  const ca = pieces.root;
  return [
    ...(pieces.certificate === undefined
      ? []
      : [
          {
            id: 'certificate' as const,
            pem: pem('CERTIFICATE', ...chain.map(({ der }) => der)),
            der: pieces.certificate.der,
            objects: chain.map(heldCertificate),
          },
        ]),
    ...(key === undefined
      ? []
      : [{ id: 'key' as const, pem: pem('PRIVATE KEY', key.pkcs8), der: key.pkcs8, objects: [heldKey(key)] }]),
    ...(ca === undefined
      ? []
      : [{ id: 'ca' as const, pem: pem('CERTIFICATE', ca.der), der: ca.der, objects: [heldCertificate(ca)] }]),
  ];
}

/** How PEM gets into a text and out again. */
export interface Wrapping {
  /** In the language of `fillContents`: what stands for the part of this id. */
  readonly quote: (id: Part['id']) => string;
  readonly unwrap: (bytes: Bytes) => readonly Bytes[];
}

/** Octets in UTF-8 as text. */
export const text = (bytes: Bytes): string => new TextDecoder().decode(bytes);

/** A template of `fillContents` with the parts in it. */
export function fill(template: string, parts: readonly Part[], of: 'pem' | 'der' = 'pem'): Bytes {
  const contents = new Map(parts.map((part) => [part.id as string, part[of]]));
  return utf8(fillContents(template, (id) => contents.get(id) ?? new Uint8Array()));
}

/** A file of text, and how what is in it is found again. */
export function textFile(name: string, bytes: Bytes, parts: readonly Part[], unwrap: Wrapping['unwrap']): WrittenFile {
  const objects = parts.flatMap((part) => part.objects);
  return { name, bytes, secret: parts.some(({ id }) => id === 'key'), holds: { as: 'objects', objects, unwrap } };
}
