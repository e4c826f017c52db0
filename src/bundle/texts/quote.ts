/** Control characters end a line or drive a terminal; in a value that is printed or quoted they are never wanted. */
const controls = /\p{Cc}/gu;

/** A text on one line, without control characters. */
export function oneLine(text: string): string {
  return text.replaceAll(controls, ' ').trim();
}

/** A POSIX shell word that stands for exactly this text, control characters left out. */
export function quoteSh(text: string): string {
  return `'${text.replaceAll(controls, '').replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * A PowerShell expression for exactly this text, control characters left out. ASCII only: Windows PowerShell 5.1 reads a
 * script without byte order mark in the local code page, and takes typographic quotes for quotes.
 */
export function quotePowerShell(text: string): string {
  const units = text.replaceAll(controls, '').split(/([^\x20-\x7e])/u);
  const parts = units
    .filter((unit, index) => index === 0 || unit !== '')
    .map((unit) => (/^[\x20-\x7e]*$/u.test(unit) ? `'${unit.replaceAll("'", "''")}'` : characters(unit)));
  return parts.length === 1 ? parts.join('') : `(${parts.join(' + ')})`;
}

/** Characters as UTF-16 code units. */
function characters(text: string): string {
  return Array.from({ length: text.length }, (_, at) => `[char]0x${text.charCodeAt(at).toString(16)}`).join(' + ');
}
