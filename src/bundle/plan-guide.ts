import type { Endpoint, KnownError, NonEmpty, Note, Recipe } from '../recipes/types';
import { holds, textOf } from './conditions';
import { audienceOf, guestOf, instanceId, machineOf, scopesOf } from './loops';
import type { Scope } from './placeholders';
import { planSteps } from './plan-steps';
import { planTrust } from './plan-trust';
import { renderPath, renderText } from './template';
import { planTargetRequests } from './plan-target-requests';
import type { PlannedAudience, PlannedCheck, PlannedEntity, PlannedEntry, PlannedValue } from './types';

/**
 * Machines with their files, steps and values, in the recipe's order, one for each item of their loop; those with nothing
 * to do, and those that are the same machine as another, are left out.
 */
export function planAudiences(
  recipe: Recipe,
  entities: readonly PlannedEntity[],
  entries: readonly PlannedEntry[],
  scope: Scope,
): readonly PlannedAudience[] {
  const endpoints = planEndpoints(recipe, scope);
  return recipe.audiences
    .flatMap((audience) =>
      scopesOf(audience.forEach, scope).map((inner) => {
        const id = instanceId(audience.id, audience.forEach, inner) ?? audience.id;
        const guest = guestOf(recipe, audience.id, inner);
        return {
          ...audience,
          ...(guest === undefined
            ? {}
            : { takesAll: true as const, ...(guest.os === undefined ? {} : { os: guest.os }) }),
          id,
          label: renderText(guest?.sameAs?.label ?? audience.label, inner),
          slug: renderPath(audience.slug, inner),
          entries: entries.filter((entry) => entry.audience === id),
          steps: [
            ...planSteps(recipe, audience.id, id, inner),
            ...planTargetRequests(entities, entries, id),
            ...planTrust(recipe, audience.id, id, endpoints, inner),
          ],
          values: planValues(recipe, audience.id, id, inner),
        };
      }),
    )
    .filter((audience) => audience.entries.length + audience.steps.length + audience.values.length > 0);
}

/** Commands that prove the files, one for each item of their loop. */
export function planChecks(recipe: Recipe, scope: Scope): readonly PlannedCheck[] {
  return recipe.checks
    .filter(({ when }) => holds(when, scope))
    .flatMap(({ title, audience, command, expect, forEach }) =>
      scopesOf(forEach, scope).map((inner) => ({
        title: renderText(title, inner),
        audience: audienceOf(recipe, audience, inner),
        command: renderText(command, inner, 'sh'),
        ...(expect === undefined ? {} : { expect: renderText(expect, inner) }),
      })),
    );
}

/** The consumer's error messages that can occur, with their causes filled in. */
export function planKnownErrors({ knownErrors = [] }: Recipe, scope: Scope): readonly KnownError[] {
  return knownErrors
    .filter(({ when }) => holds(when, scope))
    .map(({ message, causes: [first, ...rest] }) => {
      const causes: NonEmpty<string> = [renderText(first, scope), ...rest.map((cause) => renderText(cause, scope))];
      return { message: renderText(message, scope), causes };
    });
}

/** Ports with what the user answered. */
export function planEndpoints({ endpoints = [] }: Recipe, { values }: Scope): readonly Endpoint[] {
  return endpoints.map((endpoint) => {
    const chosen = endpoint.portField === undefined ? undefined : values.get(endpoint.portField);
    return chosen === undefined ? endpoint : { ...endpoint, port: Number(textOf(chosen)) };
  });
}

/** Notes that apply. */
export function planNotes({ notes = [] }: Recipe, scope: Scope): readonly Note[] {
  return notes
    .filter(({ when }) => holds(when, scope))
    .map((note) => ({ ...note, text: renderText(note.text, scope) }));
}

function planValues(recipe: Recipe, audience: string, instance: string, scope: Scope): readonly PlannedValue[] {
  return (recipe.values ?? [])
    .filter((value) => machineOf(recipe, value.audience, scope) === audience && holds(value.when, scope))
    .map(({ label, group, text, help, secret = false }) => ({
      audience: instance,
      label,
      ...(group === undefined ? {} : { group }),
      text: renderText(text, scope),
      ...(help === undefined ? {} : { help: renderText(help, scope) }),
      secret,
    }));
}
