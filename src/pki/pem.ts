import { fromBase64, toBase64 } from './bytes';
import { PkiError } from './errors';
import { showText } from './show-text';
import type { Bytes } from './types';

/** A block of a PEM text. */
export interface PemBlock {
  /** What stands after BEGIN: `CERTIFICATE`, `PRIVATE KEY`, … */
  readonly label: string;
  readonly der: Bytes;
  /** Header lines of the older form (RFC 1421 §4.6), such as `Proc-Type: 4,ENCRYPTED`; RFC 7468 has none. */
  readonly headers: readonly string[];
}

const BEGIN = '-----BEGIN ';
const DASHES = '-----';

/** Characters of scripts and prose that no block holds: what has them only speaks of PEM, as our own verify.sh does. */
const notPem = /["'$`(){}<>;|\\]/u;

/** PEM in the strict form of RFC 7468 §3: 64 columns, LF, final newline. */
export function encodePem(label: string, der: Bytes): string {
  const lines = toBase64(der).match(/.{1,64}/gu) ?? [];
  return [`${BEGIN}${label}${DASHES}`, ...lines, `-----END ${label}${DASHES}`, ''].join('\n');
}

/**
 * All blocks of a text, in order. Text around them, any line ends and widths, and literal `\n` in place of line ends (as
 * in environment variables and JSON) are taken; a text without a block, or one that only speaks of PEM, yields none.
 *
 * @throws PkiError `file-damaged` for a block that does not end, or whose base64 is damaged
 */
export function parsePem(text: string): PemBlock[] {
  const unescaped = text.includes('\\n') ? text.replaceAll('\\r', '').replaceAll('\\n', '\n') : text;
  const blocks: PemBlock[] = [];
  for (let at = unescaped.indexOf(BEGIN); at >= 0;) {
    // A block ends before the next one begins: to look further would take forever in a text of many beginnings.
    const next = unescaped.indexOf(BEGIN, at + BEGIN.length);
    const block = unescaped.slice(at, next < 0 ? undefined : next);
    at = next;
    const labelEnd = block.indexOf(DASHES, BEGIN.length);
    const label = block.slice(BEGIN.length, Math.max(labelEnd, 0));
    const end = labelEnd < 0 ? -1 : block.indexOf(`-----END ${label}${DASHES}`, labelEnd);
    if (notPem.test(block.slice(0, end < 0 ? undefined : end))) continue;
    if (end < 0 || label.length > 64)
      throw new PkiError(
        'file-damaged',
        `The PEM block ${showText(label)} has no END line. Copy the whole text, dashes included.`,
      );
    blocks.push({ label, ...readBody(block.slice(labelEnd + DASHES.length, end)) });
  }
  return blocks;
}

function readBody(body: string): Pick<PemBlock, 'der' | 'headers'> {
  const lines = body.split(/\r\n?|\n/u).map((line) => line.trim());
  const headers = lines.filter((line) => line.includes(':'));
  return { headers, der: fromBase64(lines.filter((line) => !line.includes(':')).join('')) };
}
