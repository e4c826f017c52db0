import { spawnSync } from 'node:child_process';
import { Script } from 'node:vm';
import type { Language } from '../../src/recipes/types';
import { syntaxErrors } from './powershell';
import { toolCommand } from './tools';

/** A text in a language, and where it comes from. */
export interface LanguageBlock {
  readonly label: string;
  readonly language: Language;
  readonly text: string;
}

/** Takes JSON, a list of [language, text], and answers with one truth value for each: whether it could be read. */
const pythonParsers = `
import ast, configparser, json, sys, xml.etree.ElementTree, yaml
parsers = {
  'yaml': lambda text: list(yaml.safe_load_all(text)),
  'ini': lambda text: configparser.ConfigParser(interpolation=None).read_string(text),
  'xml': xml.etree.ElementTree.fromstring,
  'python': ast.parse,
}
def readable(language, text):
  try: parsers[language](text)
  except Exception: return False
  return True
print(json.dumps([readable(*block) for block in json.load(sys.stdin)]))
`;

const ownParsers: Partial<Record<Language, (text: string) => boolean>> = {
  json: (text) => succeeds(() => JSON.parse(text) as unknown),
  javascript: (text) => succeeds(() => new Script(text)),
  powershell: (text) => syntaxErrors(text).length === 0,
  sh: (text) => spawnSync('/bin/sh', ['-n'], { input: text }).status === 0,
};

const inPython: ReadonlySet<Language> = new Set<Language>(['yaml', 'ini', 'xml', 'python']);

/**
 * The blocks that a real parser of their language refuses. Texts, Java properties (which take anything), and cmd (no
 * parser outside Windows) are not among them. Needs the tool `python-yaml`.
 */
export function unreadable(blocks: readonly LanguageBlock[]): LanguageBlock[] {
  const forPython = blocks.filter(({ language }) => inPython.has(language));
  const { stdout } = spawnSync(toolCommand('python-yaml'), ['-c', pythonParsers], {
    input: JSON.stringify(forPython.map(({ language, text }) => [language, text])),
    encoding: 'utf8',
  });
  const answers = JSON.parse(stdout) as boolean[];
  return [
    ...blocks.filter(({ language, text }) => ownParsers[language]?.(text) === false),
    ...forPython.filter((_, index) => answers[index] !== true),
  ];
}

function succeeds(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
