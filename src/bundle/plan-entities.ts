import { formatName, validateName } from '../pki/distinguished-name';
import { PkiError } from '../pki/errors';
import { parseGeneralName } from '../pki/general-names';
import { describeKey, keyAlgorithm } from '../pki/key-algorithms';
import type { DistinguishedName, GeneralName } from '../pki/types';
import type { AuthorityEntity, Entity, KeyAlgorithmId, LeafEntity, Mode, NameTemplate, Recipe } from '../recipes/types';
import { holds, itemsOf, textOf } from './conditions';
import { placeholdersIn, renderText } from './template';
import type { Scope } from './template';
import type { Notice, PlannedAuthority, PlannedEntity, PlannedLeaf, Problem } from './types';

/** Entities of a plan, and what is wrong with the answers that they are made from. */
export interface PlannedEntities {
  readonly entities: readonly PlannedEntity[];
  readonly problems: readonly Problem[];
  readonly notices: readonly Notice[];
}

interface Findings {
  readonly problems: Problem[];
  readonly notices: Notice[];
}

/** Plans every entity that applies, one instance for each item of its loop. */
export function planEntities(recipe: Recipe, mode: Mode, scope: Scope): PlannedEntities {
  const findings: Findings = { problems: [], notices: [] };
  const entities = recipe.entities
    .filter(({ when }) => holds(when, scope))
    .flatMap((entity) =>
      scopesOf(entity.kind === 'leaf' ? entity.forEach : undefined, scope).map((inner) =>
        planEntity(entity, recipe, mode, inner, findings),
      ),
    );
  return { entities: limited(entities, recipe, scope), ...findings };
}

/** A scope for each item of a loop, or the given one where there is no loop. */
export function scopesOf(
  loop: { readonly field: string; readonly as: string } | undefined,
  scope: Scope,
): readonly Scope[] {
  if (loop === undefined) return [scope];
  const items = itemsOf(scope.values.get(loop.field));
  return items.map((item) => ({ ...scope, loops: [...scope.loops, { ...loop, item }] }));
}

/** Id of the instance that a scope's loops stand at: `client[alice]`; undefined when its loop is not around. */
export function instanceId(id: string, loop: { readonly field: string } | undefined, scope: Scope): string | undefined {
  if (loop === undefined) return id;
  const found = scope.loops.findLast(({ field }) => field === loop.field);
  return found === undefined ? undefined : `${id}[${found.item}]`;
}

/** The field in which a template's value is mended: that of its last placeholder. */
export function fieldBehind(template: string, scope: Scope): string | undefined {
  const ids = placeholdersIn(template).map(
    ({ id }) => scope.loops.findLast(({ as }) => as === id)?.field ?? (scope.values.has(id) ? id : undefined),
  );
  return ids.findLast((id) => id !== undefined);
}

function planEntity(entity: Entity, recipe: Recipe, mode: Mode, scope: Scope, findings: Findings): PlannedEntity {
  const slot = mode.brings?.find((candidate) => candidate.entity === entity.id);
  const common = {
    id: instanceId(entity.id, entity.kind === 'leaf' ? entity.forEach : undefined, scope) ?? entity.id,
    entity: entity.id,
    title: renderText(entity.title, scope),
    key: slot === undefined ? keyOf(entity, scope, findings) : recipe.defaultKey,
    ...(slot === undefined ? {} : { broughtBy: slot.id }),
  };
  if (entity.kind === 'key-pair') return { ...common, kind: entity.kind };
  // The names of a brought certificate are its own.
  const subject = slot === undefined ? subjectOf(entity.subject, scope, findings) : [];
  return entity.kind === 'authority'
    ? planAuthority(entity, { ...common, kind: entity.kind, subject }, scope)
    : planLeaf(entity, { ...common, kind: entity.kind, subject }, scope, findings);
}

function planAuthority(
  { issuer, pathLength, days }: AuthorityEntity,
  common: Omit<PlannedAuthority, 'days'>,
  scope: Scope,
): PlannedAuthority {
  return {
    ...common,
    days: days ?? numberOf('ca-days', scope),
    ...(issuer === undefined ? {} : { issuer }),
    ...(pathLength === undefined ? {} : { pathLength }),
  };
}

function planLeaf(
  { issuer, purposes, sans, days, extensions = [] }: LeafEntity,
  common: Omit<PlannedLeaf, 'days' | 'issuer' | 'purposes' | 'sans' | 'extensions'>,
  scope: Scope,
  findings: Findings,
): PlannedLeaf {
  const asked = numberOf('days', scope);
  return {
    ...common,
    issuer,
    purposes,
    sans: distinct(sans.flatMap((san) => namesOf(san, scope, findings))),
    days: days === undefined ? asked : Math.min(days, asked),
    extensions: extensions.map(({ oid, value }) => ({ oid, value: renderText(value, scope) })),
  };
}

function subjectOf(template: NameTemplate, scope: Scope, { problems }: Findings): DistinguishedName {
  const subject = template.map(({ type, value }) => ({ type, value: renderText(value, scope) }));
  for (const [index, attribute] of subject.entries()) {
    const field = fieldBehind(template[index]?.value ?? '', scope) ?? '';
    attempt(problems, field, () => {
      validateName([attribute], field);
    });
  }
  return subject;
}

function namesOf(san: LeafEntity['sans'][number], scope: Scope, { problems }: Findings): readonly GeneralName[] {
  if ('from' in san) {
    const names = hostsOf(san.from, scope, problems);
    const alsoDns = san.ipsAsDnsWhen !== undefined && textOf(scope.values.get(san.ipsAsDnsWhen)) === 'true';
    return alsoDns ? names.flatMap((name) => (name.kind === 'ip' ? [name, { ...name, kind: 'dns' }] : [name])) : names;
  }
  const field = fieldBehind(san.value, scope) ?? '';
  return attempt(problems, field, () => [parseGeneralName(renderText(san.value, scope), san.kind)]) ?? [];
}

/** Names of a hosts field; inside a loop over that field, only the item. */
function hostsOf(id: string, scope: Scope, problems: Problem[]): readonly GeneralName[] {
  const value = scope.values.get(id);
  const item = scope.loops.findLast(({ field }) => field === id)?.item;
  if (value?.kind === 'hosts') return value.names.filter((name) => item === undefined || name.value === item);
  const texts = item === undefined ? itemsOf(value) : [item];
  return texts.flatMap((text) => attempt(problems, id, () => [parseGeneralName(text)]) ?? []);
}

function keyOf({ keys, title }: Entity, scope: Scope, { notices }: Findings): KeyAlgorithmId {
  const chosen = textOf(scope.values.get('key')) as KeyAlgorithmId;
  if (keys === undefined || keys.includes(chosen)) return chosen;
  const [given, instead] = [chosen, keys[0]].map((id) => describeKey(keyAlgorithm(id)));
  const message = `${renderText(title, scope)}: its consumer does not take ${given} keys, so it gets ${instead}.`;
  notices.push({ field: 'key', message });
  return keys[0];
}

/** Bounds the CAs that are to be limited to the listed names and to whatever else was planned under them. */
function limited(entities: readonly PlannedEntity[], recipe: Recipe, scope: Scope): readonly PlannedEntity[] {
  if (textOf(scope.values.get('limit-ca')) !== 'true') return entities;
  return entities.map((entity) => {
    const source = recipe.entities.find(({ id }) => id === entity.entity);
    if (entity.kind !== 'authority' || source?.kind !== 'authority' || source.limitTo === undefined) return entity;
    const listed = source.limitTo.flatMap((field) => hostsOf(field, scope, []));
    const below = entities.flatMap((leaf) =>
      leaf.kind === 'leaf' && isUnder(leaf, entity.id, entities) ? names(leaf) : [],
    );
    return { ...entity, limitTo: distinct([...listed, ...below]) };
  });
}

/** What name constraints are applied to: names of hosts, and common names that look like one (OpenSSL does so). */
function names({ sans, subject }: PlannedLeaf): readonly GeneralName[] {
  const dotted = subject.filter(({ type, value }) => type === 'CN' && /^[\w-]+(?:\.[\w-]+)+$/u.test(value));
  return [
    ...sans.filter(({ kind }) => kind === 'dns' || kind === 'ip'),
    ...(sans.length > 0 ? [] : dotted.map(({ value }) => ({ kind: 'dns' as const, value: value.toLowerCase() }))),
  ];
}

function isUnder(
  entity: PlannedLeaf | PlannedAuthority,
  authority: string,
  entities: readonly PlannedEntity[],
): boolean {
  if (entity.issuer === authority) return true;
  const issuer = entities.find(({ id }) => id === entity.issuer);
  return issuer?.kind === 'authority' && isUnder(issuer, authority, entities);
}

function distinct(names: readonly GeneralName[]): readonly GeneralName[] {
  return [...new Map(names.map((name) => [formatKey(name), name])).values()];
}

function formatKey({ kind, value }: GeneralName): string {
  return `${kind}:${value}`;
}

function numberOf(field: string, scope: Scope): number {
  return Number(textOf(scope.values.get(field)));
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

/** Subject of a planned entity, RFC 4514; undefined where it is not known before the user's files are read. */
export function subjectText(entity: PlannedEntity | undefined): string | undefined {
  if (entity === undefined || entity.kind === 'key-pair' || entity.broughtBy !== undefined) return undefined;
  return formatName(entity.subject);
}
