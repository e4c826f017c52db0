import type { CodeBlock, Endpoint, KnownError, NonEmpty, Note, Recipe } from '../recipes/types';
import { holds, textOf } from './conditions';
import { scopesOf } from './loops';
import { renderText } from './template';
import type { Scope } from './placeholders';
import type { PlannedAudience, PlannedCheck, PlannedCode, PlannedEntry, PlannedStep, PlannedValue } from './types';

/** Machines with their files, steps and values, in the recipe's order; those with nothing to do are left out. */
export function planAudiences(
  recipe: Recipe,
  entries: readonly PlannedEntry[],
  scope: Scope,
): readonly PlannedAudience[] {
  return recipe.audiences
    .map((audience) => ({
      ...audience,
      label: renderText(audience.label, scope),
      entries: entries.filter((entry) => entry.audience === audience.id),
      steps: planSteps(recipe, audience.id, scope),
      values: planValues(recipe, audience.id, scope),
    }))
    .filter((audience) => audience.entries.length + audience.steps.length + audience.values.length > 0);
}

/** Commands that prove the files, one for each item of their loop. */
export function planChecks({ checks }: Recipe, scope: Scope): readonly PlannedCheck[] {
  return checks
    .filter(({ when }) => holds(when, scope))
    .flatMap(({ title, audience, command, expect, forEach }) =>
      scopesOf(forEach, scope).map((inner) => ({
        title: renderText(title, inner),
        audience,
        command: renderText(command, inner, 'sh'),
        ...(expect === undefined ? {} : { expect: renderText(expect, inner) }),
      })),
    );
}

/** The consumer's error messages with their causes filled in. */
export function planKnownErrors({ knownErrors = [] }: Recipe, scope: Scope): readonly KnownError[] {
  return knownErrors.map(({ message, causes: [first, ...rest] }) => {
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

function planSteps({ steps }: Recipe, audience: string, scope: Scope): readonly PlannedStep[] {
  return steps
    .filter((step) => step.audience === audience && holds(step.when, scope))
    .map(({ kind, title, text, code = [] }) => ({
      audience,
      kind,
      title: renderText(title, scope),
      text: text === undefined ? '' : renderText(text, scope),
      code: code.filter(({ when }) => holds(when, scope)).map((block) => planCode(block, scope)),
    }));
}

function planCode({ label, os, language, text }: CodeBlock, scope: Scope): PlannedCode {
  return {
    label: renderText(label, scope),
    ...(os === undefined ? {} : { os }),
    language,
    text: renderText(text, scope, language),
  };
}

function planValues({ values = [] }: Recipe, audience: string, scope: Scope): readonly PlannedValue[] {
  return values
    .filter((value) => value.audience === audience && holds(value.when, scope))
    .map(({ label, text, help, secret = false }) => ({
      audience,
      label,
      text: renderText(text, scope),
      ...(help === undefined ? {} : { help: renderText(help, scope) }),
      secret,
    }));
}
