import { setTimeout } from 'node:timers/promises';

/** Long enough for a machine that does much else. */
const patience = 60_000;
const step = 50;

/** Asks until the answer is neither undefined nor false, and resolves with it; an error counts as not yet. Rejects with what was waited for. */
export async function until<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined | false> | Answer | undefined | false,
  limit = patience,
): Promise<Answer> {
  const end = performance.now() + limit;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) throw new Error(`Waited in vain for ${what}.`, { cause: last });
    await setTimeout(step);
  }
}
