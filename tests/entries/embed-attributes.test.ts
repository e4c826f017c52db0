import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../src/bundle/fields';
import { attributesToQuery, secretField } from '../../src/entries/embed/attributes';
import { withoutBringing } from '../../src/app/embedding';
import { catalogue } from '../../src/recipes/catalogue';

const attributes = (given: Record<string, string>) => Object.entries(given).map(([name, value]) => ({ name, value }));

describe('The attributes of an embedded recipe', () => {
  it('become the fields of a link, without the element’s own and those that every element may have', () => {
    expect(
      attributesToQuery(
        attributes({
          recipe: 'qlik-sse',
          lock: '',
          theme: 'dark',
          accent: '#123456',
          class: 'wide',
          'data-v-1': '',
          'aria-label': 'x',
          onclick: 'x',
          plugin: 'sales & more',
          hosts: 'a.example.com,::1',
        }),
      ),
    ).toEqual({ query: '?plugin=sales+%26+more&hosts=a.example.com%2C%3A%3A1', refused: [] });
    expect(attributesToQuery([])).toEqual({ query: '', refused: [] });
  });

  it('refuse every field that is secret in any way in of any recipe, and no other', () => {
    for (const recipe of catalogue)
      for (const field of recipe.modes.flatMap(({ id }) => fieldsOf(recipe, id)))
        expect(secretField.test(field.id), `${recipe.id} ${field.id}`).toBe(field.kind === 'secret');
    const { query, refused } = attributesToQuery(attributes({ 'ca-key-password': 'hunter2', name: 'x' }));
    expect(refused).toEqual(['ca-key-password']);
    expect(query).toBe('?name=x');
  });

  it('never take the name of a field from it', () => {
    for (const recipe of catalogue)
      for (const { id, kind } of recipe.modes.flatMap((mode) => fieldsOf(recipe, mode.id)))
        if (kind !== 'secret') expect(attributesToQuery(attributes({ [id]: 'x' })).query).toBe(`?${id}=x`);
  });
});

describe('A recipe in a frame', () => {
  it.each(catalogue)('$id keeps a way in that needs no file, and proposes one that it has', (recipe) => {
    const { modes, proposes } = withoutBringing(recipe);
    for (const { brings = [] } of modes) expect(brings.filter(({ when }) => when === undefined)).toEqual([]);
    if (proposes !== undefined) expect(modes.map(({ id }) => id)).toContain(proposes);
    expect(modes[0].id).toBe(recipe.modes[0].id);
  });
});
