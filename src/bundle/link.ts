import { readAnswers } from './answers';
import type { BundlePlan } from './types';

/**
 * The link fragment that fills the form with a plan's answers again, such as `#/qlik-sse?plugin=sales&hosts=a.example`:
 * those that differ from the defaults, in the order of the fields. Secrets are no answers, so none is in it.
 */
export function linkOf({ recipe, mode, answers, values }: BundlePlan): string {
  const query = new URLSearchParams();
  // Where the page proposes another way than the first, a link without one may open either.
  if (mode.id !== recipe.modes[0].id || recipe.proposes !== undefined) query.set('mode', mode.id);
  for (const [id, value] of Object.entries(answers)) {
    // A default may be made of other answers, so each is asked for with those in place.
    const others = Object.fromEntries(Object.entries(answers).filter(([other]) => other !== id));
    if (readAnswers(recipe, mode.id, others).answers[id] === value) continue;
    query.set(id, values.get(id)?.kind === 'text' ? value : value.replaceAll(', ', ','));
  }
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  return `#/${encodeURIComponent(recipe.id)}${text === '' ? '' : `?${text}`}`;
}
