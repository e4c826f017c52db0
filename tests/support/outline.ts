import type { Locator } from 'playwright-core';

/** Lines that say nothing of structure or control: running text, targets of links, live regions and entries that are empty. */
const silent =
  /^\s*- (?:(?:paragraph|text|code|term|definition|emphasis|time|figure|superscript)\b|\/url:|(?:status|listitem):?$)/u;

/** What is another in every run, and the word that stands for it. */
const changing: readonly (readonly [RegExp, string])[] = [
  [/(?:[0-9A-F]{2}:){15,}[0-9A-F]{2}/gu, 'FINGERPRINT'],
  [/\b\d{4}-\d\d-\d\d(?: \d\d:\d\d UTC\S*)?/gu, 'DATE'],
  [/\b\d+(?= (?:bytes|kB)\b)/gu, 'SIZE'],
  [/\b[1-9A-HJ-NP-Za-km-z]{24}\b/gu, 'PASSWORD'],
];

const depthOf = (line: string): number => line.search(/\S/u);

/**
 * What assistive technology is told of a part of the page: landmarks, headings, controls with name and state, what is
 * announced; one a line, by depth. Nothing in it differs from run to run.
 *
 * @param folded names of regions of which only the name is told
 */
export async function outlineOf(part: Locator, folded: readonly string[] = []): Promise<string> {
  const told: string[] = [];
  let inside = Infinity;
  for (const line of (await part.ariaSnapshot()).split('\n')) {
    if (depthOf(line) > inside) continue;
    inside = folded.some((name) => line.trim() === `- region "${name}":`) ? depthOf(line) : Infinity;
    if (!silent.test(line)) told.push(line);
  }
  return changing.reduce((text, [pattern, word]) => text.replaceAll(pattern, word), `${told.join('\n')}\n`);
}
