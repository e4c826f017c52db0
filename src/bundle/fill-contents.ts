import { toBase64 } from '../pki/bytes';
import type { Bytes } from '../pki/types';
import type { Language } from '../recipes/types';
import { createEscaper } from './escape';

/** What planning left for later. Answers hold no braces, so only a recipe can have written these. */
const latePlaceholder = /(?<!\$)\{(?<kind>content|escaped|base64|secret):(?<id>[^{}]+)\}/gu;

/** Where secret values come from, and the language that they are escaped for. */
export interface SecretFill {
  readonly language: Language;
  readonly secret: (id: string) => string;
}

/** How a file's content is written into a text; `indent` is the white space that the placeholder's line begins with. */
const forms: Readonly<Record<string, (content: Bytes, indent: string) => string>> = {
  content: (content, indent) => utf8Text(content).replaceAll('\n', `\n${indent}`),
  escaped: (content) => utf8Text(content).replaceAll('\n', String.raw`\n`),
  base64: toBase64,
};

/**
 * Fills in what was not known at planning: `{content:id}` (every line indented like the first, final newline dropped),
 * `{escaped:id}` (line ends as literal `\n`), `{base64:id}` and `{secret:id}`.
 *
 * @param text a planned text
 * @param lookup bytes of a finished file by its instance id
 * @param secrets needed only where a text holds secrets
 */
export function fillContents(text: string, lookup: (id: string) => Bytes, secrets?: SecretFill): string {
  const escaper = createEscaper(secrets?.language ?? 'text');
  let filled = '';
  let end = 0;
  for (const match of text.matchAll(latePlaceholder)) {
    const { kind = '', id = '' } = match.groups ?? {};
    const literal = text.slice(end, match.index);
    escaper.literal(literal);
    filled += literal;
    if (kind === 'secret') filled += secrets === undefined ? match[0] : escaper.value(secrets.secret(id));
    else filled += forms[kind]?.(lookup(id), indentOf(text.slice(0, match.index))) ?? match[0];
    end = match.index + match[0].length;
  }
  return filled + text.slice(end);
}

function utf8Text(content: Bytes): string {
  return new TextDecoder().decode(content).replace(/\n$/u, '');
}

/** White space between the last line end and the placeholder; nothing when other text stands there. */
function indentOf(before: string): string {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return /^[ \t]*$/u.test(line) ? line : '';
}
