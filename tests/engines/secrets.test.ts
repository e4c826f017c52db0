import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines } from '../support/engines';
import type { Driver } from '../support/engines/driver';
import {
  button,
  click,
  createAndDownload,
  drop,
  fill,
  find,
  follow,
  open,
  radio,
  status,
  valueOf,
} from '../support/engines/page';
import { until } from '../support/engines/waiting';
import { ready } from '../support/page';
import { serveSite } from '../support/site';
import type { Site } from '../support/site';

/** The icon that the browser looks for where the page was left to. */
const ofTheBrowser = /^Failed to load resource: .*404|favicon\.ico/u;

/** A private key under a password. */
const lockedKey = (passphrase: string): Buffer =>
  Buffer.from(
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase,
    }),
  );

/** Everything that the document holds: its markup, its texts and what stands in its fields. */
const everything = (driver: Driver): Promise<string> =>
  driver.evaluate(() => {
    const fields = [...document.querySelectorAll<HTMLInputElement>('input, textarea, select')];
    return [document.documentElement.outerHTML, ...fields.map(({ value }) => value)].join('\n');
  });

/** Leaves the page for another and comes back to it, kept alive by the browser. */
async function leaveAndReturn(driver: Driver, elsewhere: string): Promise<void> {
  await driver.evaluate(() => {
    Object.assign(globalThis, { alive: true });
  });
  await driver.goto(elsewhere);
  // Not at once: an answer of a page that is gone never comes.
  await driver.evaluate(() => {
    setTimeout(() => {
      history.back();
    }, 100);
  });
  await find(driver, status(/^This page was left/u));
  expect(await driver.evaluate(() => 'alive' in globalThis)).toBe(true);
}

describe.each(engines)('Secrets in %s', { timeout: 120_000 }, (_, start) => {
  let site: Site;
  let driver: Driver;
  const elsewhere = (): string => `${site.url}favicon.svg`;

  beforeAll(async () => {
    site = await serveSite();
    driver = await start();
    await open(driver, site.url);
  }, 120_000);

  afterAll(async () => {
    await (driver as Driver | undefined)?.close();
    await site.close();
  });

  /** Makes a bundle whose CA key has a password, and shows everything that can be shown. */
  async function makeAndShow(): Promise<readonly string[]> {
    await follow(driver, '#/openmetadata-qlik-sense?key=p-256');
    await fill(driver, '[name="host"]', 'unseen.example.com');
    await click(driver, radio(/^Keep it, protected by a password/u));
    const password = await valueOf(driver, '[name="ca-key-password"]');
    await createAndDownload(driver);
    // What is folded counts too.
    await driver.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    for (let shown = 0; shown < 3; shown++) await click(driver, button(/^Show (?!.*certificate)/iu));
    await click(driver, { role: 'checkbox', name: /^I have saved it/u });
    const before = await everything(driver);
    const [, key = ''] = /BEGIN PRIVATE KEY-----(?:\\n|\s)+([\w+/]{40})/u.exec(before) ?? [];
    expect(key).not.toBe('');
    expect(before).toContain(password);
    return [password, 'unseen.example.com', key];
  }

  test('of a recipe are wiped when the page is left, also where the browser keeps it alive', async () => {
    const secrets = await makeAndShow();
    await leaveAndReturn(driver, elsewhere());
    const after = await everything(driver);
    for (const secret of secrets) expect(after).not.toContain(secret);
    await click(driver, '[type="radio"][value="lab"]');
    await click(driver, radio(/^Keep it, protected by a password/u));
    expect(secrets).not.toContain(await valueOf(driver, '[name="ca-key-password"]'));
    expect(await driver.evaluate(() => document.querySelector('[name="ca-key-password"]')?.getAttribute('type'))).toBe(
      'password',
    );
  });

  test('of the desk are wiped when the page is left: files, passwords, and text that was only typed', async () => {
    await follow(driver, '#/files');
    await drop(driver, [{ name: 'unseen.key', bytes: lockedKey('correct horse') }]);
    await fill(driver, { role: 'password', name: /^Password of unseen\.key/u }, 'typed but not used');
    await fill(driver, 'main form textarea', 'typed but not read');
    expect(await everything(driver)).toContain('typed but not read');
    await leaveAndReturn(driver, elsewhere());
    const after = await everything(driver);
    for (const secret of ['unseen', 'typed but']) expect(after).not.toContain(secret);
  });

  test('are in no storage, history, address or console after all this', async () => {
    const kept = await driver.evaluate(async () => ({
      stored: [localStorage.length, sessionStorage.length, document.cookie.length],
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
      state: history.state as string,
      address: location.href,
      name: window.name,
    }));
    const nothing = { stored: [0, 0, 0], databases: 0, caches: 0, state: 'visited', name: '' };
    expect(kept).toEqual({ ...nothing, address: `${site.url}#/files` });
    expect(driver.console?.().filter((line) => !ofTheBrowser.test(line)) ?? []).toEqual([]);
  });

  test('reach the clipboard only when the user copies, and are selected where the browser refuses', async () => {
    await driver.evaluate((url) => {
      setTimeout(() => {
        location.href = url;
      }, 100);
    }, `${site.url}?again`);
    await until('a page that was loaded anew', () => driver.evaluate(() => !('alive' in globalThis)));
    await find(driver, status(new RegExp(ready, 'u')));
    await driver.evaluate(() => {
      const copied: string[] = [];
      const writeText = (text: string): Promise<void> => {
        copied.push(text);
        return copied.length === 1 ? Promise.resolve() : Promise.reject(new Error('refused'));
      };
      Object.assign(navigator.clipboard, { writeText });
      Object.assign(globalThis, { copied });
      document.addEventListener('copy', () => copied.push('by an event'));
    });
    const copied = (): Promise<string[]> =>
      driver.evaluate(() => (globalThis as unknown as { copied: string[] }).copied);
    const [password = ''] = await makeAndShow();
    expect(await copied()).toEqual([]);
    await click(driver, button(/^Copy .*password/iu));
    await find(driver, status(/^Copied/u));
    expect(await copied()).toEqual([password]);
    await click(driver, button(/^Copy .*password/iu));
    await find(driver, status(/^The browser refused/u));
    const selected = await driver.evaluate(() => {
      const field = document.activeElement as HTMLTextAreaElement;
      return field.value.slice(field.selectionStart, field.selectionEnd);
    });
    expect(selected).toBe(password);
    await until('both', async () => (await copied()).length === 2);
  });
});
