import type { Bytes } from '../pki/types';

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ ((value & 1) * 0xedb88320);
  return value;
});

/** CRC-32 as zips use it (APPNOTE.TXT §4.4.7, ISO 3309). */
export function crc32(bytes: Bytes): number {
  let crc = ~0;
  for (const octet of bytes) crc = (crc >>> 8) ^ (crcTable[(crc ^ octet) & 0xff] ?? 0);
  return ~crc >>> 0;
}
