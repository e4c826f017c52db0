import type { GeneralName } from '../pki/types';
import type { Recipe } from '../recipes/types';
import { textOf } from './conditions';
import type { Scope } from './placeholders';
import { distinct, hostsOf } from './plan-names';
import type { PlannedAuthority, PlannedEntity, PlannedLeaf } from './types';

/** Bounds the CAs that are to be limited to the listed names and to whatever else was planned under them. */
export function limited(entities: readonly PlannedEntity[], recipe: Recipe, scope: Scope): readonly PlannedEntity[] {
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
