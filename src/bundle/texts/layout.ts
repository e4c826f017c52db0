import { oneLine } from './quote';

/** Columns of prose; code is never wrapped. */
const columns = 100;

/** How far a paragraph stands in, and what its first line begins with instead. */
export interface Indent {
  readonly indent?: number;
  /** Stands before the first line, in place of the indent: `  1. `, `  - `. */
  readonly first?: string;
}

/** A paragraph on lines of about 100 columns; words are never broken. */
export function paragraph(text: string, { indent = 0, first = ' '.repeat(indent) }: Indent = {}): string {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of oneLine(text).split(/ +/u)) {
    if (!empty && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = ' '.repeat(indent);
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line].map((each) => each.trimEnd()).join('\n');
}

/** Paragraphs of a text in which every line is one. */
export function paragraphs(text: string, indent: Indent = {}): string {
  return text
    .split('\n')
    .map((line) => paragraph(line, indent))
    .join('\n');
}

/** A title with a line of signs under it. */
export function heading(title: string, sign: '=' | '-' = '-'): string {
  const line = oneLine(title);
  return `${line}\n${sign.repeat(line.length)}`;
}

/** Lines to be copied as they are. Tabs stay; other control characters would act on a terminal. */
export function code(text: string, indent = 4): string {
  return text
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : ' '.repeat(indent) + line))
    .join('\n');
}

/** Rows of cells, each column as wide as its widest cell. */
export function table(rows: readonly (readonly string[])[], indent = 0): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(
      (row) =>
        ' '.repeat(indent) +
        row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd(),
    )
    .join('\n');
}

/** Joins parts by an empty line, leaving out those that are empty. */
export function stack(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}
