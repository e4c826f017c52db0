import { fillContents } from '../bundle/fill-contents';
import { secretFieldsOf } from '../bundle/secret-fields';
import type { BundlePlan } from '../bundle/types';
import { plainProperty } from '../inspect/quoted-password';
import type { Bytes } from '../pki/types';
import type { Language } from '../recipes/types';

/** What planning left for later: passwords and the contents of other files. */
const late = /(?<!\$)\{(?<kind>content|escaped|base64|secret):(?<id>[^{}]+)\}/gu;

/** How a value that was escaped for a language reads in plain; a language without a row is taken as it stands. */
const plainForms: { readonly [Of in Language]?: (written: string) => string } = {
  properties: plainProperty,
  json: (written) => written.replace(/\\(["\\/])/gu, '$1'),
  yaml: (written) => written.replace(/^"(.*)"$/u, '$1').replace(/\\(["\\])/gu, '$1'),
};

/**
 * Reads the passwords out of a bundle's own texts: `application.properties`, `passwords.txt`. A password counts only when
 * the text, written anew with it, is the text that is there.
 *
 * @param plan as the texts were planned
 * @param files by path
 * @returns passwords by secret field id
 */
export function passwordsIn(plan: BundlePlan, files: ReadonlyMap<string, Bytes>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { path, content } of plan.entries) {
    const bytes = files.get(path);
    if (bytes === undefined || content.as !== 'text' || typeof content.text !== 'string') continue;
    const text = new TextDecoder().decode(bytes).replaceAll('\r\n', '\n');
    Object.assign(found, passwordsOf(content.text, content.language, text));
  }
  return found;
}

/** {@link passwordsIn}, and the fixed ones of the recipe: what opens a bundle as far as it says so itself. */
export function quotedIn(plan: BundlePlan, files: ReadonlyMap<string, Bytes>): Record<string, string> {
  const fixed = secretFieldsOf(plan).flatMap(({ id, fixed: value }) => (value === undefined ? [] : [[id, value]]));
  return { ...(Object.fromEntries(fixed) as Record<string, string>), ...passwordsIn(plan, files) };
}

function passwordsOf(template: string, language: Language, text: string): Record<string, string> {
  const ids = [...template.matchAll(late)].flatMap(({ groups }) =>
    groups?.['kind'] === 'secret' ? [groups['id'] ?? ''] : [],
  );
  // With the content of other files in it, a text cannot be written anew from a password alone.
  if (ids.length === 0 || ids.length < [...template.matchAll(late)].length) return {};
  const literals = template.split(/(?<!\$)\{secret:[^{}]+\}/u);
  const written = valuesBetween(literals, text);
  if (written === undefined) return {};
  const readings = [(value: string): string => value, plainForms[language] ?? ((value: string): string => value)];
  for (const read of readings) {
    const secrets = Object.fromEntries(ids.map((id, index) => [id, read(written[index] ?? '')]));
    const again = fillContents(template, () => new Uint8Array(), { language, secret: (id) => secrets[id] ?? '' });
    if (again === text) return secrets;
  }
  return {};
}

/** What stands between literals that follow one another in a text; undefined when they do not. */
function valuesBetween([first = '', ...rest]: readonly string[], text: string): string[] | undefined {
  if (!text.startsWith(first)) return undefined;
  const values: string[] = [];
  let at = first.length;
  for (const [index, literal] of rest.entries()) {
    const next = index === rest.length - 1 ? text.length - literal.length : text.indexOf(literal, at);
    if (next < at || !text.startsWith(literal, next)) return undefined;
    values.push(text.slice(at, next));
    at = next + literal.length;
  }
  return values;
}
