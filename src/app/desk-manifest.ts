import { readManifest } from '../bundle/manifest';
import { PkiError } from '../pki/errors';
import { spellOut } from '../pki/show-text';
import { findRecipe } from '../recipes/catalogue';
import { count } from './count';
import { endOf } from './object-facts';
import type { ObjectFact } from './object-facts';

/** As many end dates as somebody reads. */
const most = 6;

/** What `certwright.json` tells of its bundle: the system, when it was made, the ends that come first; nothing of a damaged one. */
export function manifestFacts(text: string, now: Date): readonly ObjectFact[] {
  try {
    const { recipe, created, entities } = readManifest(text);
    const ends = [...entities].sort((a, b) => a.notAfter.localeCompare(b.notAfter));
    return [
      { label: 'System', value: spellOut(findRecipe(recipe.id)?.title ?? recipe.id) },
      { label: 'Made', value: spellOut(created.slice(0, 10)) },
      ...ends.slice(0, most).map(({ title, notAfter }) => ({ label: spellOut(title), ...endOf(notAfter, now) })),
      ...(ends.length > most ? [{ label: 'And', value: count(ends.length - most, 'more certificate') }] : []),
      { label: 'Next', value: 'Renew, under “What you can do”' },
    ];
  } catch (error) {
    if (error instanceof PkiError) return [];
    throw error;
  }
}
