import { equalBytes } from '../pki/bytes';
import { PkiError } from '../pki/errors';
import { showText, spellOut } from '../pki/show-text';
import type { Bytes } from '../pki/types';
import { crc32 } from './crc32';

/** What a zip may ask for before anything in it is unpacked. */
export interface ZipLimits {
  readonly entries: number;
  /** Unpacked bytes of all entries together. */
  readonly totalBytes: number;
}

/**
 * A file in a zip. `mode` holds the permission bits, undefined when the archive was not made on Unix; `regular` tells that
 * the archive says "regular file" in so many bits, without which some extractors drop the permissions.
 */
export interface ZipEntry {
  readonly path: string;
  readonly mode: number | undefined;
  readonly regular: boolean;
  readonly bytes: Bytes;
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const END_LENGTH = 22;
const MAX_COMMENT = 0xffff;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
const MADE_ON_UNIX = 3;
/** S_IFREG, in the uppermost four of the sixteen mode bits. */
const REGULAR_FILE = 0o10;

/** What to do about a zip that is too large. */
const FEWER = 'Drop only the files that are needed.';

interface DirectoryEntry {
  readonly path: string;
  readonly mode: number | undefined;
  readonly regular: boolean;
  readonly name: Bytes;
  readonly crc: number;
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/** Whether nothing follows the zip's end record, such as a comment. */
export function endsAsZip(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return bytes.length >= END_LENGTH && view.getUint32(bytes.length - END_LENGTH, true) === END_OF_DIRECTORY;
}

/** Whether the bytes begin as a zip with at least one entry does. */
export function looksLikeZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
}

/**
 * Reads all files of a zip. The directory is checked against the limits before anything is unpacked, and no entry may
 * unpack to more than its declared size, so that a zip bomb costs nothing. Folders are skipped.
 *
 * @throws PkiError `file-damaged` (not a whole zip, encrypted, or of a kind that is not read), `file-too-large`
 * @see APPNOTE.TXT 6.3.10 §4.3
 */
export async function readZip(bytes: Bytes, name: string, limits: ZipLimits): Promise<ZipEntry[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const entries: ZipEntry[] = [];
    for (const entry of readDirectory(view, name, limits))
      if (!entry.path.endsWith('/')) entries.push(await unpack(view, bytes, entry, name));
    return entries;
  } catch (error) {
    if (error instanceof PkiError) throw error;
    throw damaged(name, 'it is cut off or altered', error);
  }
}

function readDirectory(view: DataView, name: string, limits: ZipLimits): DirectoryEntry[] {
  const end = findEnd(view, name);
  const count = view.getUint16(end + 10, true);
  if (count > limits.entries)
    throw new PkiError(
      'file-too-large',
      `${spellOut(name)} holds ${String(count)} files; at most ${String(limits.entries)} are read. ${FEWER}`,
    );
  const entries: DirectoryEntry[] = [];
  let at = view.getUint32(end + 16, true);
  let total = 0;
  for (let index = 0; index < count; index++) {
    if (view.getUint32(at, true) !== DIRECTORY_ENTRY) throw damaged(name, 'its table of contents is broken');
    if ((view.getUint16(at + 8, true) & ENCRYPTED) !== 0) throw damaged(name, 'it is protected by a zip password');
    const attributes = view.getUint32(at + 38, true) >>> 16;
    const onUnix = view.getUint8(at + 5) === MADE_ON_UNIX;
    const nameLength = view.getUint16(at + 28, true);
    const size = view.getUint32(at + 24, true);
    total += size;
    if (total > limits.totalBytes)
      throw new PkiError(
        'file-too-large',
        `${spellOut(name)} would unpack to more than ${String(limits.totalBytes)} bytes. ${FEWER}`,
      );
    const rawName = new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset + at + 46, nameLength);
    entries.push({
      path: new TextDecoder().decode(rawName),
      name: rawName,
      mode: onUnix ? attributes & 0o7777 : undefined,
      regular: onUnix && attributes >>> 12 === REGULAR_FILE,
      crc: view.getUint32(at + 16, true),
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      size,
      offset: view.getUint32(at + 42, true),
    });
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

function findEnd(view: DataView, name: string): number {
  const lowest = Math.max(0, view.byteLength - END_LENGTH - MAX_COMMENT);
  for (let at = view.byteLength - END_LENGTH; at >= lowest; at--)
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at;
  throw damaged(name, 'its end is missing; the download was probably cut off');
}

async function unpack(view: DataView, bytes: Bytes, entry: DirectoryEntry, name: string): Promise<ZipEntry> {
  if (view.getUint32(entry.offset, true) !== LOCAL_ENTRY)
    throw damaged(name, `the entry ${showText(entry.path)} is broken`);
  const nameEnd = entry.offset + 30 + view.getUint16(entry.offset + 26, true);
  const encrypted = (view.getUint16(entry.offset + 6, true) & ENCRYPTED) !== 0;
  // Some extractors believe this header, others the table of contents.
  if (encrypted || !equalBytes(bytes.subarray(entry.offset + 30, nameEnd), entry.name))
    throw damaged(name, `the entry ${showText(entry.path)} does not agree with the table of contents`);
  const start = nameEnd + view.getUint16(entry.offset + 28, true);
  if (start + entry.packed > bytes.length) throw damaged(name, `the entry ${showText(entry.path)} is cut off`);
  const packed = bytes.subarray(start, start + entry.packed);
  let content: Bytes;
  if (entry.method === STORED) content = packed.slice();
  else if (entry.method === DEFLATED) content = await inflate(packed, entry, name);
  else throw damaged(name, `the entry ${showText(entry.path)} is packed in a way that is not read here`);
  if (content.length !== entry.size)
    throw damaged(name, `the entry ${showText(entry.path)} does not have its declared size`);
  if (crc32(content) !== entry.crc) throw damaged(name, `the entry ${showText(entry.path)} is altered`);
  return { path: entry.path, mode: entry.mode, regular: entry.regular, bytes: content };
}

/** Inflates in pieces and stops as soon as more comes out than was declared, which bounds time as well as memory. */
async function inflate(packed: Bytes, entry: DirectoryEntry, name: string): Promise<Bytes> {
  const content = new Uint8Array(entry.size);
  let filled = 0;
  const pieces = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  for (;;) {
    const { done, value } = await pieces.read();
    if (done) return content.subarray(0, filled);
    if (filled + value.length > content.length) {
      await pieces.cancel();
      throw damaged(name, `the entry ${showText(entry.path)} unpacks to more than its declared size`);
    }
    content.set(value, filled);
    filled += value.length;
  }
}

function damaged(name: string, why: string, cause?: unknown): PkiError {
  return new PkiError(
    'file-damaged',
    `${spellOut(name)} cannot be read as a zip: ${why}. Unpack it and drop the files, or get it again.`,
    { cause },
  );
}
