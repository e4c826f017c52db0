/** What must never reach a message as it is: control and bidi characters, invisible ones, line separators, lone surrogates. */
export const unprintable = /[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]/u;

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
