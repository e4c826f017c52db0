import { link, make } from './elements';

/** What decides whether a frame can be of use. */
export interface Situation {
  readonly recipe: string;
  readonly locked: boolean;
  /** Attributes that would have put a secret into the page's source. */
  readonly refused: readonly string[];
  readonly recipes: readonly string[];
  readonly page: URL;
  readonly file: URL;
}

/** What stands in the frame's place, with what to do; undefined when the frame can work. */
export function cardFor({ recipe, locked, refused, recipes, page, file }: Situation): HTMLElement | undefined {
  const [secret] = refused;
  if (secret !== undefined)
    return card(`The attribute ${secret} would hold a secret. Remove it: whoever opens the page sees its source.`);
  if (recipe === '' ? locked : !recipes.includes(recipe))
    return card(`There is no recipe “${recipe}” here. The attribute recipe takes one of: ${recipes.join(', ')}.`);
  // False also below any page that is not secure: https://w3c.github.io/webappsec-secure-contexts/
  if (isSecureContext) return undefined;
  const usable = page.protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(page.hostname);
  return card(
    'This page was not opened by https, so the browser refuses to make keys in it.',
    ...(usable ? [make('p', {}, link('Open Certwright’s own page', page))] : []),
    make('p', {}, link('Download Certwright as one file', file, 'certwright.html'), ' and open it from your disk.'),
  );
}

function card(sentence: string, ...ways: readonly Node[]): HTMLElement {
  return make('div', { role: 'alert' }, make('p', {}, make('strong', {}, 'Certwright'), ` ${sentence}`), ...ways);
}
