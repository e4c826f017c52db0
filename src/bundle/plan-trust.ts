import { compareRoot, giveRoot, trustPlatforms } from '../recipes/trust-steps';
import type { Artifact, Endpoint, Recipe } from '../recipes/types';
import { archiveNameOf } from './archive-name';
import { holds, itemsOf } from './conditions';
import { bracketed, dialledHost } from './dialled-host';
import { machineOf } from './loops';
import type { Scope } from './placeholders';
import { planPart, planStep } from './plan-steps';
import type { FieldValue, PlannedStep } from './types';

/**
 * The steps by which people and programs come to trust a root: one for each `Recipe.trust` of the machine whose root is in
 * the plan, with the platforms as its parts. Where these are all platforms, one on giving out the root comes first.
 *
 * @param audience audience id in the recipe
 * @param instance id of the machine in the plan
 */
export function planTrust(
  recipe: Recipe,
  audience: string,
  instance: string,
  endpoints: readonly Endpoint[],
  scope: Scope,
): readonly PlannedStep[] {
  const steps = (recipe.trust ?? []).filter(
    (step) => machineOf(recipe, step.audience, scope) === audience && holds(step.when, scope),
  );
  return steps.flatMap(({ artifact: id, platforms }) => {
    const artifact = recipe.artifacts.find((each) => each.id === id);
    const path = scope.find('file', id, scope);
    if (artifact === undefined || path === undefined) return [];
    const inner = rootScope(recipe, artifact, path, endpoints, scope);
    const parts = trustPlatforms.filter((platform) => platforms?.includes(platform.id) ?? true);
    return [
      ...(platforms ? [] : [planStep({ ...giveRoot, kind: 'prepare', audience: instance }, inner)]),
      {
        ...planStep({ ...compareRoot, kind: 'trust', audience: instance }, inner),
        parts: parts.map((part) => planPart(part, inner)),
      },
    ];
  });
}

/** What the templates of `trust-steps.ts` draw on, besides what the recipe's own do. */
function rootScope(
  recipe: Recipe,
  { id, encoding }: Artifact,
  path: string,
  endpoints: readonly Endpoint[],
  scope: Scope,
): Scope {
  const der = encoding.as === 'certificate-der';
  const name = path.slice(path.lastIndexOf('/') + 1);
  const known: Readonly<Record<string, string>> = {
    'trusted-root-form': der ? 'DER' : 'PEM',
    'trusted-root-pem': der ? name.replace(/\.[^.]*$/u, '.pem') : name,
    'trusted-root-id': archiveNameOf(recipe, scope)
      .replace(/\.zip$/u, '')
      .toLowerCase(),
    'trusted-root-url': urlOf(recipe, endpoints, scope),
  };
  const values = Object.entries(known).map(([key, text]): [string, FieldValue] => [key, { kind: 'text', text }]);
  return {
    ...scope,
    values: new Map([...scope.values, ...values]),
    find: (kind, wanted, at) => scope.find(kind, wanted === 'trusted-root' ? id : wanted, at),
  };
}

/** Where a client sees that it works: the first host that is asked for, at the first port. */
function urlOf({ fields }: Recipe, [endpoint]: readonly Endpoint[], { values }: Scope): string {
  const hosts = fields.find(({ id, kind }) => kind === 'hosts' && values.has(id));
  const host = hosts === undefined ? 'server.example.com' : dialledHost(itemsOf(values.get(hosts.id)));
  const port = endpoint === undefined || endpoint.port === 443 ? '' : `:${endpoint.port}`;
  return `https://${bracketed(host)}${port}/`;
}
