import { fromBase64Url, toHex } from '../pki/bytes';
import { tags } from '../pki/der-tags';
import type { Bytes } from '../pki/types';
import { decodeText, isBinary } from './decode-text';
import { derKind } from './der-kind';

/** The shortest key there is, Ed25519 in PKCS#8, has 64 characters of base64. */
const SHORTEST = 60;

/** Characters of base64 in a row. */
const token = /[\w+/-]{60,}={0,2}/gu;

/** How PEM begins in base64. */
const PEM_START = 'LS0tLS1CRUdJTi';

/** What stands between values: quotation marks, colons, brackets of XML. */
const between = /[^\w+/=\s-]+/gu;

/** First octets of DER of some length, and of Java's keystores. */
const signatures = /^(?:308[0-4]|feedfeed|cececece)/u;

/** Characters whose octets tell what the rest is: whole groups of four, with room for spaces and line ends. */
const START = { characters: 88, spaced: 400 } as const;

/** Characters that are looked through between two turns. */
const STRETCH = 20_000;

/**
 * What base64 in a text may hold, as in Kubernetes secrets, XML and exports without the lines of PEM: DER, a keystore, or a
 * whole PEM text. Lines that follow each other without any other character are taken for one value, else each by itself.
 *
 * @param onlyPem whether DER and keystores are of no interest, because the text's own PEM and keys consist of it
 * @returns octets, and undefined wherever others may have a turn
 */
export function* base64Candidates(text: string, onlyPem: boolean): Generator<Bytes | undefined> {
  if (onlyPem && !text.includes(PEM_START)) return;
  let paused = 0;
  for (const [from, to] of chunksOf(text)) {
    if (to - from >= SHORTEST) {
      const found = yield* candidatesIn(text.slice(from, to));
      if (found) paused = to;
    }
    if (to - paused < STRETCH) continue;
    paused = to;
    yield undefined;
  }
}

/** Begin and end of everything between separators. */
function* chunksOf(text: string): Generator<readonly [from: number, to: number]> {
  let from = 0;
  for (const { 0: separator, index } of text.matchAll(between)) {
    yield [from, index];
    from = index + separator.length;
  }
  yield [from, text.length];
}

/** One value, or those of each line. Says whether others had a turn. */
function* candidatesIn(chunk: string): Generator<Bytes | undefined, boolean> {
  // Most values are told from their start, without taking megabytes of them to pieces.
  if (isPromising(chunk.slice(0, START.spaced).replace(/\s+/gu, ''))) {
    yield undefined;
    const whole = chunk.replace(/\s+/gu, '');
    yield undefined;
    const bytes = decode(whole);
    yield bytes;
    if (bytes !== undefined) return true;
  }
  let paused = 0;
  for (const { 0: single, index } of chunk.matchAll(token)) {
    const bytes = isPromising(single) ? decode(single) : undefined;
    if (bytes === undefined && index - paused < STRETCH) continue;
    paused = index;
    yield bytes;
  }
  return paused > 0;
}

/** Whether base64 may begin something that is looked for. */
function isPromising(base64: string): boolean {
  const start = octetsOf(base64.slice(0, START.characters));
  return start !== undefined && (!isBinary(start) || start[0] === tags.SEQUENCE || signatures.test(toHex(start)));
}

/** Undefined for what is no base64, or holds something else. */
function decode(base64: string): Bytes | undefined {
  const bytes = base64.length < SHORTEST ? undefined : octetsOf(base64);
  if (bytes === undefined) return undefined;
  const start = bytes.subarray(0, START.characters);
  const holds = isBinary(start)
    ? signatures.test(toHex(start)) || derKind(bytes) !== undefined
    : decodeText(bytes).includes('-----BEGIN ');
  return holds ? bytes : undefined;
}

function octetsOf(base64: string): Bytes | undefined {
  return base64.length % 4 === 1 || !/^[\w+/-]+={0,2}$/u.test(base64) ? undefined : fromBase64Url(base64);
}
