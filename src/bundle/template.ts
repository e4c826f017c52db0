import type { Language, Template, Text, TextLine } from '../recipes/types';
import { holds, itemsOf } from './conditions';
import { createEscaper } from './escape';
import { sanitizeForPath } from './paths';
import { resolvedIn } from './placeholders';
import type { Scope, Token } from './placeholders';

export { fillContents } from './fill-contents';

/** Fills in a text, each value escaped for the language it lands in. Contents of files and secrets stay placeholders. */
export function renderText(text: Text, scope: Scope, language: Language = 'text'): string {
  const tokens = tokensOf(text, scope);
  if (!tokens.some(({ as }) => as === 'value' || as === 'path')) return tokens.map((token) => token.text).join('');
  const escaper = createEscaper(language);
  const backslashes = language === 'powershell' || language === 'cmd';
  return tokens
    .map(({ as, text: part }) => {
      if (as === 'value') return escaper.value(part);
      if (as === 'path') return escaper.value(backslashes ? part.replaceAll('/', '\\') : part);
      escaper.literal(part);
      return part;
    })
    .join('');
}

/** Fills in a path; values lose the characters that no path can have on Windows. */
export function renderPath(path: Template, scope: Scope): string {
  return tokensOf(path, scope)
    .map(({ as, text }) => (as === 'literal' ? text : sanitizeForPath(text)))
    .join('');
}

function tokensOf(text: Text, scope: Scope): readonly Token[] {
  if (typeof text === 'string') return templateTokens(text, scope);
  const lines = text.flatMap((line) => lineTokens(line, scope));
  return lines.flatMap((tokens, index) => (index === 0 ? tokens : [{ as: 'literal' as const, text: '\n' }, ...tokens]));
}

/** The lines that one line of a recipe becomes: none, itself, or one for each item. */
function lineTokens(line: TextLine, scope: Scope): readonly (readonly Token[])[] {
  if (typeof line === 'string') return [templateTokens(line, scope)];
  if ('when' in line) return holds(line.when, scope) ? [templateTokens(line.line, scope)] : [];
  return itemsOf(scope.values.get(line.each)).map((item) =>
    templateTokens(line.line, { ...scope, loops: [...scope.loops, { field: line.each, as: line.as, item }] }),
  );
}

function templateTokens(template: Template, scope: Scope): readonly Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const { at, length, token } of resolvedIn(template, scope)) {
    if (at > end) tokens.push({ as: 'literal', text: template.slice(end, at) });
    tokens.push(token);
    end = at + length;
  }
  if (end < template.length) tokens.push({ as: 'literal', text: template.slice(end) });
  return tokens;
}
