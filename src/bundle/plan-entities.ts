import { formatName } from '../pki/distinguished-name';
import { describeKey, keyAlgorithm } from '../pki/key-algorithms';
import type { AuthorityEntity, Entity, KeyAlgorithmId, LeafEntity, MaterialSlot, Mode, Recipe } from '../recipes/types';
import { holds, textOf } from './conditions';
import { instanceId, scopesOf } from './loops';
import type { Scope } from './placeholders';
import { limited } from './plan-limits';
import { distinct, namesOf, subjectOf } from './plan-names';
import { renderText } from './template';
import type { Notice, PlannedAuthority, PlannedEntity, PlannedLeaf, Problem } from './types';

/** Entities of a plan, and what is wrong with the answers that they are made from. */
export interface PlannedEntities {
  readonly entities: readonly PlannedEntity[];
  /** What the user brings, as far as it applies. */
  readonly slots: readonly MaterialSlot[];
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
  const slots = (mode.brings ?? []).filter(({ when }) => holds(when, scope));
  const entities = recipe.entities
    .filter(({ when }) => holds(when, scope))
    .flatMap((entity) =>
      scopesOf(entity.kind === 'leaf' ? entity.forEach : undefined, scope).map((inner) =>
        planEntity(entity, { recipe, mode, slots, scope: inner, findings }),
      ),
    );
  return { entities: limited(entities, recipe, scope), slots, ...findings };
}

interface PlanContext {
  readonly recipe: Recipe;
  readonly mode: Mode;
  readonly slots: readonly MaterialSlot[];
  readonly scope: Scope;
  readonly findings: Findings;
}

function planEntity(entity: Entity, context: PlanContext): PlannedEntity {
  const { recipe, slots, scope, findings } = context;
  const slot = slots.find(({ entity: id, others = [], root }) => [id, root, ...others].includes(entity.id));
  const common = {
    id: instanceId(entity.id, entity.kind === 'leaf' ? entity.forEach : undefined, scope) ?? entity.id,
    entity: entity.id,
    title: renderText(entity.title, scope),
    key: slot === undefined ? keyOf(entity, scope, findings) : recipe.defaultKey,
    ...(slot === undefined ? {} : { broughtBy: slot.id }),
  };
  if (entity.kind === 'key-pair') return { ...common, kind: entity.kind };
  // The names of a brought certificate are its own.
  const subject = slot === undefined ? subjectOf(entity.subject, scope, findings.problems) : [];
  return entity.kind === 'authority'
    ? planAuthority(entity, { ...common, kind: entity.kind, subject }, scope)
    : planLeaf(entity, { ...common, kind: entity.kind, subject }, context);
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
  { id, issuer, purposes, subject, sans, days, keyOf, extensions = [] }: LeafEntity,
  common: Omit<PlannedLeaf, 'days' | 'issuer' | 'purposes' | 'sans' | 'extensions'>,
  { mode, slots, scope, findings }: PlanContext,
): PlannedLeaf {
  const amongOthers = slots.some(({ id: slot, others }) => slot === common.broughtBy && others !== undefined);
  const asked = scope.values.has('days') ? numberOf('days', scope) : Infinity;
  return {
    ...common,
    issuer,
    purposes,
    sans: distinct(sans.flatMap((san) => namesOf(san, scope, findings.problems))),
    days: Math.min(days ?? Infinity, asked),
    ...(mode.requests?.includes(id) === true ? { requested: true } : {}),
    ...(amongOthers ? { asked: subjectOf(subject, scope, findings.problems) } : {}),
    ...(keyOf === undefined ? {} : { keyOf }),
    extensions: extensions.map(({ oid, value }) => ({ oid, value: renderText(value, scope) })),
  };
}

function keyOf({ keys, title }: Entity, scope: Scope, { notices }: Findings): KeyAlgorithmId {
  const chosen = textOf(scope.values.get('key')) as KeyAlgorithmId;
  if (keys === undefined || keys.includes(chosen)) return chosen;
  const [given, instead] = [chosen, keys[0]].map((id) => describeKey(keyAlgorithm(id)));
  const message = `${renderText(title, scope)}: its consumer does not take ${given} keys, so it gets ${instead}.`;
  notices.push({ field: 'key', message });
  return keys[0];
}

function numberOf(field: string, scope: Scope): number {
  return Number(textOf(scope.values.get(field)));
}

/** Subject of a planned entity, RFC 4514; undefined where it is not known before the user's files are read. */
export function subjectText(entity: PlannedEntity | undefined): string | undefined {
  if (entity === undefined || entity.kind === 'key-pair' || entity.broughtBy !== undefined) return undefined;
  return formatName(entity.subject);
}
