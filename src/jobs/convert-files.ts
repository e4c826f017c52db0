import { utf8 } from '../pki/bytes';
import { encodePem } from '../pki/pem';
import type { Bytes, Certificate, KeyPair } from '../pki/types';
import type { Pieces } from './convert-types';
import type { HeldObject, Holds, WrittenFile } from './convert-written';

/** A certificate as it must be found again. */
export function heldCertificate({ der }: Certificate): HeldObject {
  return { type: 'certificate', der };
}

/** A key as it must be found again. */
export function heldKey({ pkcs8 }: KeyPair): HeldObject {
  return { type: 'private-key', der: pkcs8 };
}

/** PEM blocks of one label, one after the other. */
export function pem(label: string, ...ders: readonly Bytes[]): Bytes {
  return utf8(ders.map((der) => encodePem(label, der)).join(''));
}

/** The certificate, its issuers, and the root where it is asked for and at hand. */
export function chainOf({ certificate, issuers, root }: Pieces, withRoot: boolean): Certificate[] {
  return [
    ...(certificate === undefined ? [] : [certificate]),
    ...issuers,
    ...(withRoot && root !== undefined ? [root] : []),
  ];
}

/** A file in which nothing is secret. */
export function publicFile(name: string, bytes: Bytes, holds: Holds): WrittenFile {
  return { name, bytes, secret: false, holds };
}

/** A file with a private key in it. */
export function secretFile(name: string, bytes: Bytes, holds: Holds): WrittenFile {
  return { name, bytes, secret: true, holds };
}

/** Certificates in PEM, in this order. */
export function certificatesFile(name: string, certificates: readonly Certificate[]): WrittenFile {
  const bytes = pem('CERTIFICATE', ...certificates.map(({ der }) => der));
  return publicFile(name, bytes, { as: 'objects', objects: certificates.map(heldCertificate) });
}
