import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { release } from '../../src/bundle/release';
import { main } from '../../src/entries/cli/main';
import { scratchFolder } from '../support/bundle';
import { random } from '../support/make';

/** Makes a bundle at a moment, in this process, and returns what was said to people. */
async function madeAt(moment: Date): Promise<string[]> {
  const said: string[] = [];
  const out = join(scratchFolder(), 'a.zip');
  const code = await main(['make', 'qlik-sse', '--set', 'key=p-256', '--out', out], {
    terminal: {
      result: () => undefined,
      write: () => undefined,
      say: (line) => said.push(line),
      progress: () => undefined,
      ask: undefined,
    },
    clock: () => moment,
    random,
    signal: new AbortController().signal,
  });
  expect({ code, made: existsSync(out) }).toEqual({ code: 0, made: true });
  return said;
}

describe('The clock', () => {
  const released = new Date(release.released);

  test('is doubted aloud when it is before the release, and the bundle is made all the same', async () => {
    const said = await madeAt(new Date(released.getTime() - 1));
    expect(said.filter((line) => line.includes('clock'))).toEqual([expect.stringContaining(release.released)]);
  });

  test('is not spoken of from the day of the release on', async () => {
    expect((await madeAt(released)).filter((line) => line.includes('clock'))).toEqual([]);
  });
});
