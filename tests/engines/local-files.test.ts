import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../support/bundle';
import { engines } from '../support/engines';

describe.each(engines)('%s, as the tests start it', { timeout: 120_000 }, (_, start) => {
  test('keeps a file apart from its neighbours, as the browsers of users do', async () => {
    const folder = scratchFolder();
    const module = '<script type="module" src="neighbour.js"></script>';
    const inline = '<script type="module">document.title += "inline";</script>';
    writeFileSync(join(folder, 'page.html'), `<!doctype html><title></title>${module}${inline}`);
    writeFileSync(join(folder, 'neighbour.js'), 'document.title += "neighbour";');
    const driver = await start();
    try {
      await driver.goto(pathToFileURL(join(folder, 'page.html')).href);
      expect(await driver.evaluate(() => document.title)).toBe('inline');
    } finally {
      await driver.close();
    }
  });
});
