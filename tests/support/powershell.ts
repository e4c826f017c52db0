import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';
import type { Tree } from 'web-tree-sitter';

await Parser.init();
const parser = new Parser();
parser.setLanguage(
  await Language.load(createRequire(import.meta.url).resolve('tree-sitter-powershell/tree-sitter-powershell.wasm')),
);

/** What a grammar of PowerShell finds in a script; it runs nothing. */
export function parsePowerShell(script: string): Tree | null {
  return parser.parse(script);
}

/** The places where the grammar finds no PowerShell. */
export function syntaxErrors(script: string): string[] {
  const tree = parsePowerShell(script);
  const bad = tree?.rootNode.descendantsOfType('ERROR') ?? [];
  return tree?.rootNode.hasError === false ? [] : ['error', ...bad.map((node) => node.text)];
}
