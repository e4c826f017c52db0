import { expect } from 'vitest';
import type { PageBundle } from './from-page';

/**
 * Expects a system to have complained in these words, and the page to know them: what the expression finds in the output
 * must stand in a message under its known errors, so that a reader who searches for it there finds it.
 */
export function expectKnownError({ plan }: PageBundle, output: string | undefined, words: RegExp): void {
  const [found] = words.exec(output ?? '') ?? [];
  expect(found, output).toBeDefined();
  const messages = plan.knownErrors.map(({ message }) => message.toLowerCase());
  expect(
    messages.filter((message) => message.includes(found!.toLowerCase())),
    found,
  ).not.toEqual([]);
}
