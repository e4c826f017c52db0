import type { Authority } from '../issuance/authority';
import { concatBytes, equalBytes, utf8 } from '../pki/bytes';
import { encodePem } from '../pki/pem';
import type { Bytes } from '../pki/types';
import { sanitizeForPath } from '../bundle/paths';
import type { OutputFile } from './output-file';

/** Certificates in PEM, one after the other. */
export function certificatesPem(...ders: readonly Bytes[]): Bytes {
  return concatBytes(...ders.map((der) => utf8(encodePem('CERTIFICATE', der))));
}

/** What a server sends under an authority's certificates: the authority and its issuers up to but without the root. */
export function issuersToSend({ chain, anchor }: Authority): readonly Bytes[] {
  return chain.filter((der) => !equalBytes(der, anchor));
}

/** A file without a secret in it. */
export function publicFile(name: string, bytes: Bytes): OutputFile {
  return { name, bytes, secret: false };
}

/** What files are called after what they are about: nothing that a system forbids, no spaces, at most 100 characters. */
export function fileNameFor(text: string): string {
  return sanitizeForPath(text.slice(0, 100)).replaceAll(' ', '_');
}
