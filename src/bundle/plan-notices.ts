import { isLoopback } from '../pki/general-names';
import { keyAlgorithm } from '../pki/key-algorithms';
import type { KeyAlgorithmId, Recipe } from '../recipes/types';
import { isOnlyHere, itemsOf, textOf } from './conditions';
import { dialledHost, isWildcard } from './dialled-host';
import type { Scope } from './placeholders';
import type { Notice, PlannedEntity, PlannedLeaf } from './types';

/** Apple's limit for server certificates: https://support.apple.com/en-us/103769 */
const APPLE_DAYS = 825;

/** What is possible but might surprise, each at its field. */
export function planNotices(recipe: Recipe, scope: Scope, entities: readonly PlannedEntity[]): readonly Notice[] {
  return [
    ...reach(recipe, scope, entities),
    ...examples(recipe, scope),
    ...standIns(recipe, scope),
    ...changedInPaths(recipe, scope),
    ...longOrCut(entities),
    ...onlyInternal(recipe, entities),
    ...keyWarning(scope),
    ...limitedCa(scope),
  ];
}

/** Hosts of servers that fewer clients can reach than the user may think. */
function reach(recipe: Recipe, { values }: Scope, entities: readonly PlannedEntity[]): readonly Notice[] {
  return recipe.fields.flatMap((field): readonly Notice[] => {
    const { id, label } = field;
    const value = values.get(id);
    if (field.kind !== 'hosts' || value?.kind !== 'hosts' || value.names.length === 0) return [];
    const servers = recipe.entities.filter(
      (entity) =>
        entity.kind === 'leaf' &&
        entity.purposes.includes('server') &&
        entity.sans.some((san) => 'from' in san && san.from === id),
    );
    const sans = entities.flatMap((planned) =>
      planned.kind === 'leaf' && servers.some((server) => server.id === planned.entity) ? [planned.sans] : [],
    );
    // The one host that is called was typed on purpose: nothing can be added to it.
    if (field.single !== true && isOnlyHere(value) && sans.some((names) => names.every(isLoopback))) {
      const message = `${label}: Only names of this computer itself are listed, so no other computer can connect. If clients run elsewhere, add the name or address that they connect to.`;
      return [{ field: id, message, topic: 'only-this-computer' }];
    }
    const addresses = value.names.flatMap((name) => (name.kind === 'ip' ? [name.value] : []));
    const nothingElse = sans.some((names) => names.every((name) => addresses.includes(name.value)));
    if (addresses.length < value.names.length || !nothingElse) return [];
    const exactly = value.names.length === 1 ? 'exactly this address' : 'exactly one of these addresses';
    return [{ field: id, message: `Clients must connect to ${exactly}; a name would not match.` }];
  });
}

/** Hosts that are still the recipe's example (RFC 2606 §3). */
function examples(recipe: Recipe, { values }: Scope): readonly Notice[] {
  return recipe.fields.flatMap((field): readonly Notice[] => {
    if (field.kind !== 'hosts' || !/\bexample\.com$/u.test(field.default)) return [];
    if (textOf(values.get(field.id)) !== field.default) return [];
    const message = `${field.label}: ${field.default} is only the example. Type the name or address that is really used.`;
    return [{ field: field.id, message, topic: 'example-host' }];
  });
}

/** Hosts that nobody can connect to as they are, where settings and commands quote one. */
function standIns(recipe: Recipe, { values }: Scope): readonly Notice[] {
  return recipe.fields.flatMap(({ id, kind, label }) => {
    const hosts = kind === 'hosts' ? itemsOf(values.get(id)) : [];
    if (hosts.length === 0 || !hosts.every(isWildcard) || !isDialled(recipe, id)) return [];
    const message = `${label}: Nobody can connect to a wildcard, so ${dialledHost(hosts)} is used in settings and commands. Write the real name there.`;
    return [{ field: id, message }];
  });
}

function isDialled(recipe: Recipe, field: string): boolean {
  const text = JSON.stringify(recipe);
  return ['host', 'bracketed', 'address'].some((kind) => text.includes(`{${kind}:${field}}`));
}

/** Values that stand differently in a path, so that nobody looks for the wrong folder. */
function changedInPaths({ fields, artifacts }: Recipe, { values }: Scope): readonly Notice[] {
  const inPaths = fields.filter(
    ({ id, kind }) =>
      kind === 'hosts' && artifacts.some(({ path, forEach }) => path.includes(`{${id}}`) || forEach?.field === id),
  );
  return inPaths.flatMap(({ id }) => {
    const changed = textOf(values.get(id))
      .split(', ')
      .find((text) => /[:*]/u.test(text));
    return changed === undefined
      ? []
      : [
          {
            field: id,
            message: `${changed} has characters that Windows forbids in file names; others replace them there.`,
          },
        ];
  });
}

/**
 * Names in a request that no public CA signs: addresses of a network of one's own, single labels and reserved domains
 * (CA/Browser Forum Baseline Requirements §7.1.4.2.1).
 */
function onlyInternal({ fields }: Recipe, entities: readonly PlannedEntity[]): readonly Notice[] {
  const asked = entities.flatMap((entity) => (entity.kind === 'leaf' && entity.requested === true ? entity.sans : []));
  const internal = asked.filter(
    ({ kind, value }) => kind === 'ip' || (kind === 'dns' && !/\.(?!local$|internal$)[^.]+$/u.test(value)),
  );
  const field = fields.findLast(({ kind }) => kind === 'hosts')?.id;
  if (internal.length === 0 || internal.length === asked.length) return [];
  const names = [...new Set(internal.map(({ value }) => value))].join(', ');
  return [
    {
      field,
      message: `A public CA refuses a request with ${names}. Leave that out for a public CA; your own CA may take it.`,
    },
  ];
}

function longOrCut(entities: readonly PlannedEntity[]): readonly Notice[] {
  const leaves = entities.filter(
    (entity): entity is PlannedLeaf =>
      entity.kind === 'leaf' && entity.broughtBy === undefined && entity.requested !== true,
  );
  const long = leaves.some(({ days, purposes }) => days > APPLE_DAYS && purposes.includes('server'));
  const cut = leaves.find(({ days, issuer }) =>
    entities.some(
      (entity) =>
        entity.kind === 'authority' && entity.id === issuer && entity.broughtBy === undefined && entity.days < days,
    ),
  );
  return [
    ...(long
      ? [
          {
            field: 'days',
            message: `Apple devices refuse server certificates that are valid for more than ${APPLE_DAYS} days. Enter fewer if one connects.`,
          },
        ]
      : []),
    ...(cut === undefined
      ? []
      : [
          {
            field: 'days',
            message:
              'This is longer than the CA is valid, so the certificates end with the CA. Enter fewer days, or more for the CA.',
          },
        ]),
  ];
}

function keyWarning({ values }: Scope): readonly Notice[] {
  const chosen = textOf(values.get('key'));
  const warning = chosen === '' ? undefined : keyAlgorithm(chosen as KeyAlgorithmId).warning;
  return warning === undefined ? [] : [{ field: 'key', message: warning }];
}

function limitedCa({ values }: Scope): readonly Notice[] {
  if (textOf(values.get('limit-ca')) !== 'true') return [];
  const message =
    'Names added later need a new CA, which every machine must then trust. Java ignores the limit on a CA that it trusts directly.';
  return [{ field: 'limit-ca', message }];
}
