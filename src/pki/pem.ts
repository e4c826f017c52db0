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
 * All blocks of a text, in order. See {@link scanPem} for what is taken.
 *
 * @throws PkiError `file-damaged` for a block that does not end, or whose base64 is damaged
 */
export function parsePem(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  for (const block of scanPem(text)) {
    if (block instanceof PkiError) throw block;
    blocks.push(block);
  }
  return blocks;
}

/**
 * Every block of a text, in order, or what is wrong with it. Text around them, any line ends and widths, everything on one
 * line, literal `\n` in place of line ends (as in environment variables and JSON), the other escapes of JSON and of URLs, and
 * lines in quotation marks or behind the marks of quoted mail are taken; a text without a block, or one that only speaks of
 * PEM, yields none.
 */
export function* scanPem(text: string): Generator<PemBlock | PkiError> {
  const plain = unescaped(text);
  for (let at = plain.indexOf(BEGIN); at >= 0;) {
    // A block ends before the next one begins: to look further would take forever in a text of many beginnings.
    const next = plain.indexOf(BEGIN, at + BEGIN.length);
    const block = plain.slice(at, next < 0 ? undefined : next);
    at = next;
    const found = readBlock(block);
    if (found !== undefined) yield found;
  }
}

/** Escapes by what they begin with, and what they stand for. */
const escapes: readonly (readonly [sign: string, pattern: RegExp, meaning: string | undefined])[] = [
  ['BEGIN%20', /%([\da-f]{2})/giu, undefined],
  // .NET writes + so in JSON, PHP the slash.
  ['\\u00', /\\u00([\da-f]{2})/giu, undefined],
  ['\\/', /\\\//gu, '/'],
  ['\\r', /\\{1,3}r/gu, ''],
  ['\\n', /\\{1,3}n/gu, '\n'],
];

function unescaped(text: string): string {
  return escapes.reduce(
    (plain, [sign, pattern, meaning]) =>
      plain.includes(sign)
        ? plain.replace(pattern, (_, hex: string) => meaning ?? String.fromCharCode(parseInt(hex, 16)))
        : plain,
    text,
  );
}

/** Undefined for what only speaks of PEM. */
function readBlock(block: string): PemBlock | PkiError | undefined {
  const labelEnd = block.indexOf(DASHES, BEGIN.length);
  const label = block.slice(BEGIN.length, Math.max(labelEnd, 0));
  const end = labelEnd < 0 ? -1 : block.indexOf(`-----END ${label}${DASHES}`, labelEnd);
  const body = bare(block.slice(labelEnd < 0 ? BEGIN.length : labelEnd + DASHES.length, end < 0 ? undefined : end));
  if (notPem.test(label) || notPem.test(body) || /^[^\s,]*,[^\s,]*$/u.test(body)) return undefined;
  if (end < 0 || label.length > 64)
    return new PkiError(
      'file-damaged',
      `The PEM block ${showText(label)} has no END line. Copy the whole text, dashes included.`,
    );
  try {
    return { label, ...readBody(body) };
  } catch (error) {
    if (error instanceof PkiError) return error;
    throw error;
  }
}

/** What joins the strings of a program, where no string begins. */
const joiner = /^\s*["'`][\s+,;).]*$/u;

/** Lines without what surrounds them: marks of quoted mail and comments in front, and quotation marks with what follows. */
function bare(body: string): string {
  const lines = body.split(/\r\n?|\n/u).map((line) => {
    if (joiner.test(line)) return '';
    const inner = line.replace(/^[\s>"'`*#|]+/u, '');
    const quote = inner.search(/["'`\\]/u);
    // What follows a quotation mark joins strings in source code; anything else is a script that speaks of PEM.
    return quote >= 0 && /^["'`\\][\s+,;)."'`\\]*$/u.test(inner.slice(quote)) ? inner.slice(0, quote) : inner;
  });
  return lines.join('\n');
}

/** Headers that lost their line ends. */
const joinedHeaders = /(Proc-Type: *4, *ENCRYPTED) +(DEK-Info: *[\w-]+,[\da-f]+)/iu;

function readBody(body: string): Pick<PemBlock, 'der' | 'headers'> {
  const lines = body
    .replace(joinedHeaders, '\n$1\n$2\n')
    .split('\n')
    .map((line) => line.trim());
  const headers = lines.filter((line) => line.includes(':'));
  return { headers, der: fromBase64(lines.filter((line) => !line.includes(':')).join('')) };
}
