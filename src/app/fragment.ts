import { fieldsOf } from '../bundle/fields';
import { linkOf } from '../bundle/link';
import { planBundle } from '../bundle/plan';
import type { Answers } from '../bundle/types';
import { showText } from '../pki/show-text';
import { findRecipe } from '../recipes/catalogue';
import type { Recipe } from '../recipes/types';
import { filesPlace } from './places';

/** Links are typed and mailed by people; anything longer is not one of ours. */
const longestLink = 8192;

/** What a link asks for. Values that cannot be used are left out, each with a sentence in `messages`. */
export interface Link {
  /** Undefined: the link names no known system. */
  readonly recipe: Recipe | undefined;
  /** Whether it leads to the page for files that are there already. Such a link carries nothing. */
  readonly toFiles?: boolean;
  /** Mode id; undefined: the recipe's first. */
  readonly mode: string | undefined;
  readonly answers: Answers;
  readonly messages: readonly string[];
}

/**
 * Reads a link fragment such as `#/qlik-sse?plugin=sales&hosts=a.example`. Hostile input: every value is checked against
 * the recipe before it is used, and secret fields are refused.
 *
 * @returns undefined when the fragment is not a link of ours (empty, or an anchor)
 */
export function readFragment(hash: string): Link | undefined {
  if (!hash.startsWith('#/') || hash === '#/') return undefined;
  const [path, query] = split(hash.slice(2, longestLink), '?');
  const id = decode(path);
  if (id === filesPlace)
    return {
      recipe: undefined,
      toFiles: true,
      mode: undefined,
      answers: {},
      messages: query === '' ? [] : ['A link brings no files, so its values were ignored.'],
    };
  const recipe = findRecipe(id);
  if (recipe === undefined)
    return {
      recipe,
      mode: undefined,
      answers: {},
      messages: [`The link asks for “${showText(id)}”, which is not in this catalogue. Choose a system below.`],
    };
  if (hash.length > longestLink)
    return {
      recipe,
      mode: undefined,
      answers: {},
      messages: ['The link is too long, so its values were ignored. Type them here.'],
    };
  return readQuery(recipe, query);
}

function readQuery(recipe: Recipe, query: string): Link {
  const messages: string[] = [];
  const given = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    if (given.has(name)) messages.push(`${showText(name)} is in the link twice; the first value is used.`);
    else given.set(name, value);
  }

  const wanted = given.get('mode');
  const mode = recipe.modes.find(({ id }) => id === wanted);
  if (wanted !== undefined && mode === undefined)
    messages.push(`mode=${showText(wanted)} in the link is not a mode of ${recipe.title}; it was ignored.`);
  given.delete('mode');

  const modeId = (mode ?? recipe.modes[0]).id;
  const known = knownAnswers(recipe, modeId, given, messages);
  const refused = new Map(
    planBundle(recipe, modeId, Object.fromEntries(known)).problems.map(({ field, message }) => [field, message]),
  );
  for (const [id, value] of known) {
    const message = refused.get(id);
    if (message !== undefined) messages.push(`${id}=${showText(value)} in the link was ignored. ${message}`);
  }
  const answers = Object.fromEntries([...known].filter(([id]) => !refused.has(id)));
  return { recipe, mode: mode?.id, answers, messages };
}

/** The given values of fields that exist and may stand in a link. Looked up in the recipe's own list, so `__proto__` is no field. */
function knownAnswers(
  recipe: Recipe,
  modeId: string,
  given: ReadonlyMap<string, string>,
  messages: string[],
): ReadonlyMap<string, string> {
  const fields = fieldsOf(recipe, modeId);
  const answers = new Map<string, string>();
  for (const [name, value] of given) {
    const field = fields.find(({ id }) => id === name);
    if (field === undefined) messages.push(`${showText(name)} in the link is not a field here; it was ignored.`);
    else if (field.kind === 'secret')
      messages.push(
        `${field.label} is secret and must not travel in a link; it was ignored. Treat it as known to others.`,
      );
    else answers.set(field.id, value);
  }
  return answers;
}

/**
 * Writes a link fragment with the answers that differ from the defaults. Secrets are never in it.
 *
 * @param answers what the user typed; values with a problem are left out
 */
export function writeFragment(recipe: Recipe, modeId: string, answers: Answers): string {
  return linkOf(planBundle(recipe, modeId, answers));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function split(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
