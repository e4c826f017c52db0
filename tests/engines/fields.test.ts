import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cards } from '../../src/recipes/cards';
import { findRecipe } from '../../src/recipes/catalogue';
import { createFor } from '../support/bundle';
import { startChromium } from '../support/engines/chromium';
import type { Driver } from '../support/engines/driver';
import { button, click, drop, find, follow, open } from '../support/engines/page';
import { serveSite } from '../support/site';
import type { Site } from '../support/site';
import { requireTool, toolCommand } from '../support/tools';

let site: Site;
let driver: Driver;

beforeAll(async () => {
  site = await serveSite();
  driver = await startChromium();
  await open(driver, site.url);
});

afterAll(async () => {
  await driver.close();
  await site.close();
});

/** What the text fields that are there say to the browser, each different answer once, and how many of them there are. */
async function toldByFields(): Promise<{ count: number; told: string[] }> {
  return driver.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
    const fields = [...document.querySelectorAll('input:not([type=radio],[type=checkbox],[type=file]), textarea')];
    const told = fields.map((field) => {
      const kind = field.matches('[type=password]') ? 'password' : 'text';
      const names = ['spellcheck', 'autocorrect', 'autocapitalize', 'autocomplete', 'translate'];
      return [kind, ...names.map((name) => field.getAttribute(name))].join(' ');
    });
    return { count: fields.length, told: [...new Set(told)].sort() };
  });
}

const text = 'text false off off off no';
const password = 'password false off off new-password no';

describe('Every text field keeps browser services away from what is typed', { timeout: 60_000 }, () => {
  test('at the search', async () => {
    expect(await toldByFields()).toEqual({ count: 1, told: [text] });
  });

  test.each(cards.map(({ title, id }) => [title, id]))('in every way into %s', async (_, id) => {
    const modes = findRecipe(id)?.modes ?? [];
    await follow(driver, `#/${id}`);
    for (const mode of modes) {
      await click(driver, `[type="radio"][value="${mode.id}"]`);
      const { told } = await toldByFields();
      expect(told.filter((each) => each !== password)).toEqual([text]);
    }
    expect(modes.length).toBeGreaterThan(0);
  });

  test.skipIf(!requireTool('openssl'))('in every panel of the desk', async () => {
    const { archive, plan } = await createFor('mtls', { clients: 'alice', key: 'p-256', 'ca-key': 'plain' });
    const request = execFileSync(
      toolCommand('openssl'),
      ['req', '-newkey', 'rsa:2048', '-nodes', '-keyout', '/dev/null', '-subj', '/CN=asked.example.com'],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const locked = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'correct horse',
    });
    await follow(driver, '#/files');
    await drop(driver, [
      { name: plan.archiveName, bytes: archive },
      { name: 'asked.csr', bytes: request },
      { name: 'locked.key', bytes: Buffer.from(locked) },
    ]);
    await find(driver, { role: 'password', name: /^Password of locked\.key/u });
    expect((await toldByFields()).told).toEqual([password, text]);
    const titles = ['Convert', 'Renew', 'Sign', 'Revoke', 'Make an intermediate', 'Will it work'];
    for (const title of titles) {
      await click(driver, button(new RegExp(`^${title}`, 'u')));
      await find(driver, 'form[aria-label]:not([aria-label="Text"])');
      const { told } = await toldByFields();
      expect(told, title).toEqual([password, text]);
    }
  });
});
