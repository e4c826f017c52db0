import type { Language } from '../recipes/types';
import { QuoteTracker } from './quote-state';
import type { QuoteState } from './quote-state';

/** Writes the recipe's own text and the user's values so that each value keeps its meaning in the language it lands in. */
export interface Escaper {
  /** The recipe's own text, which passes as it is. */
  literal(text: string): void;
  /** A value, escaped for the place it lands in: inside quotes for those quotes, outside with quotes of its own. */
  value(text: string): string;
}

interface Place {
  readonly state: QuoteState;
  /** What stands before the value on its line. */
  readonly line: string;
}

type Escape = (value: string, place: Place) => string;

/** How a value is written in each language. Control characters never occur in answers; in passwords they are refused. */
const escapes: Readonly<Record<Language, Escape>> = {
  text: (value) => value,
  // An ini file has no escapes that all readers share.
  ini: oneLine,
  sh: byState({
    plain: unless(/^[\w.,:@%+=/-]+$/u, (value) => `'${shSingle(value)}'`),
    "'": shSingle,
    // Interactive shells expand "!" even inside double quotes, and a backslash before it stays.
    '"': (value) => value.replace(/["$\\`]/gu, String.raw`\$&`).replaceAll('!', `"'!'"`),
  }),
  powershell: byState({
    plain: unless(/^[\w/\\][\w.:/\\-]*$/u, (value) => `'${powershellSingle(value)}'`),
    "'": powershellSingle,
    '"': (value) => value.replace(/["“”„$`]/gu, '`$&'),
  }),
  cmd: byState({ plain: unless(/^[\w.:/\\-]+$/u, (value) => `"${cmdDouble(value)}"`), '"': cmdDouble }),
  properties: (value, { line }) => propertiesValue(value, /^\s*[^\s=:]*$/u.test(line)),
  yaml: byState({
    plain: (value, { line }) =>
      /^\s*(?:[^'"]*:\s+|-\s+)?$/u.test(line) && !yamlPlain.test(value) ? JSON.stringify(value) : value,
    "'": (value) => value.replaceAll("'", "''"),
    '"': inJsonString,
  }),
  json: byState({
    plain: unless(/^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?|true|false|null)$/u, (value) => JSON.stringify(value)),
    '"': inJsonString,
  }),
  xml: byState({
    plain: (value) => value.replace(/[&<>"']/gu, (character) => `&#${String(character.charCodeAt(0))};`),
    comment: (value) => value.replaceAll('-', '‐'),
  }),
  javascript: byState({
    plain: (value) => inScript(JSON.stringify(value)),
    '"': (value) => inScript(inJsonString(value)),
    "'": (value) =>
      inScript(
        inJsonString(value)
          .replaceAll(String.raw`\"`, '"')
          .replaceAll("'", String.raw`\'`),
      ),
    '`': (value) =>
      inScript(
        inJsonString(value)
          .replaceAll(String.raw`\"`, '"')
          .replace(/[`$]/gu, String.raw`\$&`),
      ),
  }),
  python: byState({
    plain: (value) => JSON.stringify(value),
    '"': inJsonString,
    "'": (value) => inJsonString(value).replaceAll("'", String.raw`\'`),
    '"""': inJsonString,
    "'''": (value) => inJsonString(value).replaceAll("'", String.raw`\'`),
  }),
};

/** An escaper at the beginning of a text in this language. */
export function createEscaper(language: Language): Escaper {
  const tracker = new QuoteTracker(language);
  return {
    literal: (text) => {
      tracker.read(text);
    },
    value: (text) => {
      const escaped = escapes[language](text, { state: tracker.state, line: tracker.line });
      tracker.skip();
      return escaped;
    },
  };
}

function byState(table: Readonly<Record<string, Escape>>): Escape {
  return (value, place) => (table[place.state] ?? oneLine)(value, place);
}

function unless(plain: RegExp, escape: Escape): Escape {
  return (value, place) => (plain.test(value) ? value : escape(value, place));
}

/** In comments and formats without escapes a value only must not end its line. */
function oneLine(value: string): string {
  return value
    .replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
    .replaceAll('*/', '* /')
    .replaceAll('#>', '# >');
}

function shSingle(value: string): string {
  return value.replaceAll("'", String.raw`'\''`);
}

/** PowerShell takes typographic single quotes for straight ones. */
function powershellSingle(value: string): string {
  return value.replace(/['‘’‚‛]/gu, '$&$&');
}

/** cmd.exe itself only counts quotes, and knows no escape for `%` inside them. */
function cmdDouble(value: string): string {
  return value.replaceAll('"', '""').replaceAll('%', '"^%"');
}

/** java.util.Properties: leading white space, separators in keys, and everything beyond ASCII are escaped. */
function propertiesValue(value: string, isKey: boolean): string {
  return value
    .replaceAll('\\', '\\\\')
    .replace(isKey ? /[ =:#!]/gu : /^ +/u, (found) => Array.from(found, (character) => `\\${character}`).join(''))
    .replace(/[^ -~]/gu, unicodeEscapes);
}

const yamlPlain = /^(?!(?:true|false|yes|no|on|off|null|y|n)$)[a-z/][\w./-]*$/iu;

function inJsonString(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

/** JSON allows line separators in strings and a script may stand in a page. */
function inScript(text: string): string {
  return text.replace(/[\u2028\u2029]/gu, unicodeEscapes).replaceAll('</', String.raw`<\/`);
}

function unicodeEscapes(text: string): string {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');
}
