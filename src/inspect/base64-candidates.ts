import { fromBase64Url, toHex } from '../pki/bytes';
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
const between = /[^\w+/=\s-]+/u;

/** First octets of DER of some length, and of Java's keystores. */
const signatures = /^(?:308[0-4]|feedfeed|cececece)/u;

/** Octets that tell a text. */
const START = 64;

/**
 * What base64 in a text may hold, as in Kubernetes secrets, XML and exports without the lines of PEM: DER, a keystore, or a
 * whole PEM text. Lines that follow each other without any other character are taken for one value, else each by itself.
 *
 * @param onlyPem whether DER and keystores are of no interest, because the text's own PEM and keys consist of it
 */
export function* base64Candidates(text: string, onlyPem: boolean): Generator<Bytes> {
  if (onlyPem && !text.includes(PEM_START)) return;
  for (const chunk of text.split(between)) {
    if (chunk.length < SHORTEST) continue;
    const whole = decode(chunk.replace(/\s+/gu, ''));
    if (whole !== undefined) yield whole;
    else
      for (const [single] of chunk.matchAll(token)) {
        const bytes = decode(single);
        if (bytes !== undefined) yield bytes;
      }
  }
}

/** Undefined for what is no base64, or holds something else. */
function decode(base64: string): Bytes | undefined {
  if (base64.length < SHORTEST || base64.length % 4 === 1 || !/^[\w+/-]+={0,2}$/u.test(base64)) return undefined;
  const bytes = fromBase64Url(base64);
  const start = bytes.subarray(0, START);
  const holds = isBinary(start)
    ? signatures.test(toHex(start)) || derKind(bytes) !== undefined
    : decodeText(bytes).includes('-----BEGIN ');
  return holds ? bytes : undefined;
}
