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

/** Outside quotes, JSON and YAML read these as number or truth value, which is then what the recipe wants. */
const naturalValue = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?|true|false)$/u;

/** A YAML scalar that means itself without quotes (YAML 1.2.2 §10.3, and the words of 1.1 that old readers take). */
const yamlPlain = /^(?!(?:yes|no|on|off|null|y|n)$)[a-z/][\w./-]*$/iu;

type Escape = (value: string, place: Place) => string;

/** How a value is written in each language. Control characters never occur in answers; in passwords they are refused. */
const escapes: Readonly<Record<Language, Escape>> = {
  text: (value) => value,
  // An ini file has no escapes that all readers share.
  ini: oneLine,
  sh: byState({
    plain: unless(/^[\w.,:@%+/-]+$/u, (value) => `'${shSingle(value)}'`),
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
    plain: unless(naturalValue, unless(yamlPlain, jsonString)),
    "'": (value) => value.replaceAll("'", "''"),
    '"': inJsonString,
    block: oneLine,
  }),
  json: byState({
    plain: unless(naturalValue, jsonString),
    '"': inJsonString,
  }),
  xml: byState({
    plain: (value) => value.replace(/[&<>"']/gu, (character) => `&#${String(character.charCodeAt(0))};`),
    comment: (value) => oneLine(value).replaceAll('--', '- -'),
  }),
  javascript: byState({
    plain: (value) => inScript(jsonString(value)),
    '"': (value) => inScript(inJsonString(value)),
    "'": (value) => inScript(inJsonString(value).replaceAll("'", String.raw`\'`)),
    '`': (value) => inScript(inJsonString(value).replace(/[`$]/gu, String.raw`\$&`)),
  }),
  python: byState({
    plain: jsonString,
    '"': inJsonString,
    "'": (value) => inJsonString(value).replaceAll("'", String.raw`\'`),
    '"""': inJsonString,
    "'''": (value) => inJsonString(value).replaceAll("'", String.raw`\'`),
  }),
};

/** Languages in which a value is written the same everywhere. */
const stateless: Partial<Record<Language, true>> = { text: true, ini: true };

/** An escaper at the beginning of a text in this language. */
export function createEscaper(language: Language): Escaper {
  if (stateless[language] === true)
    return { literal: () => undefined, value: (text) => escapes[language](text, { state: 'plain', line: '' }) };
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
    .replace(/[^\x20-\x7e]/gu, unicodeEscapes);
}

/** JSON lets line separators stand in strings, YAML and older JavaScript do not. */
function jsonString(value: string): string {
  return JSON.stringify(value).replace(/[\u2028\u2029]/gu, unicodeEscapes);
}

function inJsonString(value: string): string {
  return jsonString(value).slice(1, -1);
}

/** A script may stand in a page, which `</` would end. */
function inScript(text: string): string {
  return text.replaceAll('</', String.raw`<\/`);
}

function unicodeEscapes(text: string): string {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');
}
