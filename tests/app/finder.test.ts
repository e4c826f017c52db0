import { describe, expect, test } from 'vitest';
import { finder } from '../../src/app/finder';
import type { FinderQuestion } from '../../src/app/finder';
import { filesPlace } from '../../src/app/places';
import { cards } from '../../src/recipes/cards';

/** Every way through the questions: how many are asked, and where it ends. */
function ways({ answers }: FinderQuestion, asked = 1): { asked: number; place: string }[] {
  return answers.flatMap((answer) =>
    'place' in answer ? [{ asked, place: answer.place }] : ways(answer.next, asked + 1),
  );
}

describe('The questions for people who do not know what they need', () => {
  test('are three at most', () => {
    for (const { asked, place } of ways(finder)) expect(asked, place).toBeLessThanOrEqual(3);
  });

  test('lead to every system once, and to what is done with files', () => {
    const places = ways(finder).map(({ place }) => place);
    expect(places.sort()).toEqual([...cards.map(({ id }) => id), filesPlace].sort());
  });
});
