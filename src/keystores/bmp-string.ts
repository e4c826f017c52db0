import type { Bytes } from '../pki/types';

/** UTF-16, big-endian: the contents of a BMPString (X.690 §8.23.8), and what Java hashes of a password. */
export function bmpString(text: string): Bytes {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let index = 0; index < text.length; index++) view.setUint16(index * 2, text.charCodeAt(index));
  return new Uint8Array(view.buffer);
}
