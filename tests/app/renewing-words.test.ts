import { expect, test } from 'vitest';
import { wishesFor } from '../../src/app/renewing-wishes';
import { catalogue } from '../../src/recipes/catalogue';
import { createFor } from '../support/bundle';
import { earlierFrom, zipOf } from '../support/renewing';

test('what a recipe says about coming back with its zip is what the page offers then', async () => {
  const quoted = new Set<string>();
  for (const { id, ...recipe } of catalogue) {
    const text = JSON.stringify(recipe);
    expect(text).not.toMatch(/this zip[^.]*Use my CA|Use my CA[^.]*this zip/u);
    const wishes = [...text.matchAll(/choose \\"Renew\\", then \\"([^"\\]+)\\"/gu)].map(([, wish = '']) => wish);
    if (wishes.length === 0) continue;
    const earlier = await earlierFrom([zipOf(await createFor(id, { key: 'p-256' }))]);
    for (const wish of wishes) {
      quoted.add(wish);
      expect(wishesFor(earlier).map(({ label }) => label)).toContain(wish);
    }
  }
  expect([...quoted].sort()).toEqual(['Another one under the same CA', 'Only what I change or add']);
});
