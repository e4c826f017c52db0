import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmFolder, pythonOf } from '../../../tools/consumers/places.mjs';
import { scratchFolder } from '../../support/bundle';
import { runProgram } from './child';
import type { Ended } from './child';

/** What a printed snippet is run by. */
const runners = {
  commonjs: { file: 'snippet.cjs', command: process.execPath },
  module: { file: 'snippet.mjs', command: process.execPath },
  python: { file: 'snippet.py', command: pythonOf('openmetadata') },
  sh: { file: 'snippet.sh', command: 'sh' },
} as const;

export type SnippetLanguage = keyof typeof runners;

/** The text with one port in place of another, and nothing else changed. */
export function withPort(text: string, printed: number, actual: number): string {
  const pattern = new RegExp(String.raw`(?<![\d.])${printed}(?!\d)`, 'gu');
  if (!pattern.test(text)) throw new Error(`The text does not name the port ${printed}:\n${text}`);
  return text.replaceAll(pattern, String(actual));
}

/**
 * Runs a printed text as its reader would: as a file beside the npm packages, in the folder that holds the certificates.
 *
 * @param folder where relative paths of the text begin
 */
export function runSnippet(language: SnippetLanguage, text: string, folder: string): Promise<Ended> {
  const beside = scratchFolder();
  const { file, command } = runners[language];
  symlinkSync(join(npmFolder, 'node_modules'), join(beside, 'node_modules'), 'junction');
  writeFileSync(join(beside, file), text);
  return runProgram(command, [join(beside, file)], { cwd: folder });
}
