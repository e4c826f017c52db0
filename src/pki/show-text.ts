/** What must never reach a message as it is: control and bidi characters, line separators, lone surrogates. */
export const unprintable = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u;

const eachUnprintable = new RegExp(unprintable.source, 'gu');

/** Longest quotation in a message. */
const LONGEST = 60;

/** Foreign text as it may be shown: invisible or reordering characters stand as `\u{…}`. */
export function spellOut(text: string): string {
  return text.replace(eachUnprintable, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Quotes hostile text in a message: shortened, and with invisible or reordering characters spelled out. */
export function showText(text: string): string {
  return spellOut(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
}
