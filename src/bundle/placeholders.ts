import type { Text } from '../recipes/types';
import { itemsOf, textOf } from './conditions';
import type { Situation } from './conditions';
import { bracketed, dialledHost } from './dialled-host';

/** What placeholders draw on. */
export interface Scope extends Situation {
  /** The items that the loops around a text stand at. */
  readonly loops: readonly { readonly field: string; readonly as: string; readonly item: string }[];
  /** Ids of secret fields, whose values no plan knows. */
  readonly secrets: ReadonlySet<string>;
  /** What a placeholder for an artifact, entity or audience stands for; undefined when there is none in this plan. */
  readonly find: (
    kind: 'file' | 'target' | 'dn' | 'instance' | 'download',
    id: string,
    scope: Scope,
  ) => string | undefined;
}

/** A placeholder of a template: `{id}` or `{kind:id}`. */
export interface Placeholder {
  readonly kind: string | undefined;
  readonly id: string;
}

/** A piece of a template: the recipe's own text, a value, a path in the archive, or what is known only later. */
export interface Token {
  readonly as: 'literal' | 'value' | 'path' | 'late';
  readonly text: string;
}

/** Not preceded by `$`: those belong to the consuming system. */
const pattern = /(?<!\$)\{(?:(?<kind>[a-z][a-z0-9]*):)?(?<id>[a-z][a-z0-9-]*)\}/gu;

type Resolve = (id: string, scope: Scope) => Token | undefined;

/** What each kind of placeholder stands for; undefined: no placeholder here, so that it passes untouched. */
const kinds: Readonly<Record<string, Resolve>> = {
  file: (id, scope) => token('path', scope.find('file', id, scope)),
  dir: (id, scope) => token('path', folderOf(scope.find('file', id, scope))),
  folder: (id, scope) => token('value', lastSegment(folderOf(scope.find('file', id, scope)))),
  name: (id, scope) => token('value', lastSegment(scope.find('file', id, scope))),
  target: (id, scope) => token('value', scope.find('target', id, scope)),
  download: (id, scope) => token('value', scope.find('download', id, scope)),
  dn: (id, scope) => token('value', scope.find('dn', id, scope)),
  first: (id, { values }) => token('value', values.has(id) ? (itemsOf(values.get(id))[0] ?? '') : undefined),
  list: (id, { values }) => token('value', values.has(id) ? itemsOf(values.get(id)).join(',') : undefined),
  host: (id, scope) => token('value', hostOf(id, scope)),
  address: (id, scope) => token('value', addressOf(hostOf(id, scope), scope)),
  bracketed: (id, scope) => token('value', bracketed(hostOf(id, scope))),
  short: (id, scope) => token('value', shortName(itemOf(id, scope))),
  content: (id, scope) => late('content', scope.find('instance', id, scope)),
  escaped: (id, scope) => late('escaped', scope.find('instance', id, scope)),
  base64: (id, scope) => late('base64', scope.find('instance', id, scope)),
};

/** The placeholders of one template with what they stand for, in order; what is none is left out. */
export function resolvedIn(
  template: string,
  scope: Scope,
): readonly { readonly at: number; readonly length: number; readonly token: Token }[] {
  return [...template.matchAll(pattern)].flatMap((match) => {
    const token = resolve(placeholderOf(match), scope);
    return token === undefined ? [] : [{ at: match.index, length: match[0].length, token }];
  });
}

/** Every placeholder in a text, known or not, in order. */
export function placeholdersIn(text: Text): readonly Placeholder[] {
  const templates =
    typeof text === 'string' ? [text] : text.map((line) => (typeof line === 'string' ? line : line.line));
  return templates.flatMap((template) => Array.from(template.matchAll(pattern), placeholderOf));
}

function placeholderOf({ groups }: RegExpExecArray): Placeholder {
  return { kind: groups?.['kind'], id: groups?.['id'] ?? '' };
}

function resolve({ kind, id }: Placeholder, scope: Scope): Token | undefined {
  if (kind === undefined) return valueOf(id, scope);
  return Object.hasOwn(kinds, kind) ? kinds[kind]?.(id, scope) : undefined;
}

function valueOf(id: string, { loops, secrets, values }: Scope): Token | undefined {
  const loop = loops.findLast(({ as }) => as === id);
  if (loop !== undefined) return { as: 'value', text: loop.item };
  if (secrets.has(id)) return late('secret', id);
  return values.has(id) ? { as: 'value', text: textOf(values.get(id)) } : undefined;
}

function token(as: 'value' | 'path', text: string | undefined): Token | undefined {
  return text === undefined ? undefined : { as, text };
}

function late(kind: string, id: string | undefined): Token | undefined {
  return id === undefined ? undefined : { as: 'late', text: `{${kind}:${id}}` };
}

function hostOf(id: string, { values }: Scope): string | undefined {
  return values.has(id) ? dialledHost(itemsOf(values.get(id))) : undefined;
}

function addressOf(host: string | undefined, { values }: Scope): string | undefined {
  return host === undefined || !values.has('port') ? undefined : `${bracketed(host)}:${textOf(values.get('port'))}`;
}

/** Path of the folder that a file lies in. */
function folderOf(path: string | undefined): string | undefined {
  return path?.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

function lastSegment(path: string | undefined): string | undefined {
  return path?.slice(path.lastIndexOf('/') + 1);
}

/** A loop's item, or the first of a list. */
function itemOf(id: string, { loops, values }: Scope): string | undefined {
  return loops.findLast(({ as }) => as === id)?.item ?? itemsOf(values.get(id))[0];
}

/** The first label of a host name, of a wildcard the one after the star; addresses have none and stay whole. */
function shortName(host: string | undefined): string | undefined {
  return host === undefined || /^[\d.]+$|:/u.test(host) ? host : host.replace(/^\*\./u, '').split('.', 1)[0];
}
