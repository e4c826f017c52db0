import { validateName } from '../pki/distinguished-name';
import { PkiError } from '../pki/errors';
import { parseGeneralName } from '../pki/general-names';
import type { DistinguishedName, GeneralName } from '../pki/types';
import type { NameTemplate, SanTemplate } from '../recipes/types';
import { itemsOf, textOf } from './conditions';
import { fieldBehind } from './loops';
import type { Scope } from './placeholders';
import { renderText } from './template';
import type { Problem } from './types';

/** The subject of an instance; what cannot stand in a certificate becomes a problem at the field that it comes from. */
export function subjectOf(template: NameTemplate, scope: Scope, problems: Problem[]): DistinguishedName {
  const subject = template.map(({ type, value }) => ({ type, value: renderText(value, scope) }));
  for (const [index, attribute] of subject.entries()) {
    const field = fieldBehind(template[index]?.value ?? '', scope) ?? '';
    attempt(problems, field, () => {
      validateName([attribute], field);
    });
  }
  return subject;
}

/** Subject alternative names from one line of a recipe. */
export function namesOf(san: SanTemplate, scope: Scope, problems: Problem[]): readonly GeneralName[] {
  if ('from' in san) {
    const names = hostsOf(san.from, scope, problems);
    const alsoDns = san.ipsAsDnsWhen !== undefined && textOf(scope.values.get(san.ipsAsDnsWhen)) === 'true';
    return alsoDns ? names.flatMap((name) => (name.kind === 'ip' ? [name, { ...name, kind: 'dns' }] : [name])) : names;
  }
  const field = fieldBehind(san.value, scope) ?? '';
  return attempt(problems, field, () => [parseGeneralName(renderText(san.value, scope), san.kind)]) ?? [];
}

/** Names of a hosts or list field; inside a loop over that field, only the item. */
export function hostsOf(id: string, scope: Scope, problems: Problem[]): readonly GeneralName[] {
  const value = scope.values.get(id);
  const item = scope.loops.findLast(({ field }) => field === id)?.item;
  if (value?.kind === 'hosts') return value.names.filter((name) => item === undefined || name.value === item);
  const texts = item === undefined ? itemsOf(value) : [item];
  return texts.flatMap((text) => attempt(problems, id, () => [parseGeneralName(text)]) ?? []);
}

/** Names without those that stand there already. */
export function distinct(names: readonly GeneralName[]): readonly GeneralName[] {
  return [...new Map(names.map((name) => [`${name.kind}:${name.value}`, name])).values()];
}

function attempt<T>(problems: Problem[], field: string, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
    problems.push({ field: error.field ?? field, code: error.code, message: error.message });
    return undefined;
  }
}
