import { holds } from '../bundle/conditions';
import type { BundlePlan } from '../bundle/types';
import type { KnownMessage } from './known-message';

/** Shorter words stand in every log. */
const SHORTEST = 8;

/** Longest stretch of a log that a placeholder or an ellipsis stands for. */
const LONGEST_GAP = 200;

/**
 * The errors that a recipe knows and that a text holds, with the causes filled in. A recipe writes several wordings of one
 * error in a row, parted by commas or "or"; placeholders and ellipses in them stand for anything.
 */
export function recipeErrors(text: string, plan: BundlePlan): KnownMessage[] {
  const { recipe, mode, values, knownErrors } = plan;
  const raw = (recipe.knownErrors ?? []).filter(({ when }) => holds(when, { mode: mode.id, values }));
  return raw.flatMap(({ message }, index) => {
    const pattern = wordings(message).find((each) => each.test(text));
    const filled = knownErrors[index];
    if (pattern === undefined || filled === undefined) return [];
    const id = `${recipe.id}-${String(index)}`;
    const [{ url }] = recipe.citations;
    return [
      {
        id,
        by: recipe.title,
        message: filled.message,
        pattern,
        means: `${recipe.title} is known for this message.`,
        checks: [],
        causes: filled.causes,
        source: url,
      },
    ];
  });
}

function wordings(message: string): RegExp[] {
  return message
    .split(/, or: |, or |, | or: |; /u)
    .map((wording) => wording.replace(/ \([^()]*\)$/u, '').replace(/^(?:in the|or) .*$/u, ''))
    .filter((wording) => wording.replaceAll(/\{[^{}]*\}|[^\p{L}\p{N}_]/gu, '').length >= SHORTEST)
    .map((wording) => {
      const pieces = wording.split(/\{[^{}]*\}|…/u).map((piece) => piece.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, '\\$&'));
      return new RegExp(pieces.join(`[^\\n]{0,${String(LONGEST_GAP)}}`), 'iu');
    });
}
