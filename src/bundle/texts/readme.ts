import type { TextContext } from '../types';
import { heading, stack } from './layout';
import { machineSections } from './readme-machines';
import { changesText } from './readme-changes';
import { checkSection, errorsSection } from './readme-check';
import { certificatesSection, leakSection, notesSection, renewalSection } from './readme-facts';
import { contentsSection, introduction } from './readme-start';

/** A chapter of the README: its title and its text; chapters without text are left out. */
export interface Chapter {
  readonly title: string;
  readonly text: string;
}

/**
 * Writes `README.txt`: one chapter per machine in the order in which the user visits them, with this bundle's names and
 * values, then how to check, what errors mean, when and how to renew, and what to do when a key leaks. UTF-8, LF, about
 * 100 columns except for code. Holds no key and no password.
 */
export function writeReadme(context: TextContext): string {
  const chapters: readonly Chapter[] = [
    contentsSection(context),
    ...machineSections(context),
    checkSection(context),
    certificatesSection(context),
    errorsSection(context),
    renewalSection(context),
    leakSection(context),
    notesSection(context),
  ].filter(({ text }) => text !== '');
  const numbered = chapters.map(({ title, text }, index) => stack(heading(`${index + 1}. ${title}`), text));
  return `${stack(introduction(context), changesText(context), ...numbered.map((chapter) => `\n${chapter}`))}\n`;
}
