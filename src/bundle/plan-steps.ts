import type { CodeBlock, Recipe, Step } from '../recipes/types';
import { holds } from './conditions';
import { machineOf } from './loops';
import { renderText } from './template';
import type { Scope } from './placeholders';
import type { PlannedCode, PlannedStep, StepPart } from './types';

/**
 * The recipe's own steps for one machine.
 *
 * @param audience audience id in the recipe
 * @param instance id of the machine in the plan
 */
export function planSteps(recipe: Recipe, audience: string, instance: string, scope: Scope): readonly PlannedStep[] {
  return recipe.steps
    .filter((step) => machineOf(recipe, step.audience, scope) === audience && holds(step.when, scope))
    .map((step) => planStep({ ...step, audience: instance }, scope));
}

/** A step with every value filled in. */
export function planStep(
  { audience, kind, aside, values, parts, ...step }: Omit<Step, 'when'>,
  scope: Scope,
): PlannedStep {
  const fitting = parts?.filter(({ when }) => holds(when, scope)).map((part) => planPart(part, scope));
  return {
    audience,
    kind,
    ...planPart(step, scope),
    ...(aside === undefined ? {} : { aside }),
    ...(values === undefined ? {} : { values }),
    ...(fitting === undefined ? {} : { parts: fitting }),
  };
}

/** What a step has to say, with every value filled in and blocks that do not apply left out. */
export function planPart({ title, text, code = [] }: Pick<Step, 'title' | 'text' | 'code'>, scope: Scope): StepPart {
  return {
    title: renderText(title, scope),
    text: text === undefined ? '' : renderText(text, scope),
    code: code.filter(({ when }) => holds(when, scope)).map((block) => planCode(block, scope)),
  };
}

function planCode({ label, os, language, text }: CodeBlock, scope: Scope): PlannedCode {
  return {
    label: renderText(label, scope),
    ...(os === undefined ? {} : { os }),
    language,
    text: renderText(text, scope, language),
  };
}
