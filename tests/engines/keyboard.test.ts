import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scratchFolder } from '../support/bundle';
import { engines } from '../support/engines';
import type { Driver } from '../support/engines/driver';
import { judgeBundle } from '../support/engines/judge';
import { arriveAt, focusOf, tabTo } from '../support/engines/keyboard';
import { find, open, status } from '../support/engines/page';
import { told } from '../support/keystore-readers';
import { serveSite } from '../support/site';
import type { Site } from '../support/site';
import { requireTool, toolCommand } from '../support/tools';

const password = 'correct horse';
const openssl = (...args: string[]): string => told(toolCommand('openssl'), args);

/** A certificate, and its key under a password. */
function ownFiles(): string[] {
  const folder = scratchFolder();
  const paths = ['own.pem', 'locked.key'].map((name) => join(folder, name));
  const [certificate = '', key = ''] = paths;
  const subject = ['-subj', '/CN=own.example.com', '-days', '300', '-passout', `pass:${password}`];
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-keyout', key, '-out', certificate, ...subject);
  return paths;
}

/**
 * The whole way by keyboard alone. Everything is found by its role and name, and reached by Tab in the order of reading.
 *
 * Tab reaches links in all three engines as they are tested here: WebKitGTK has it as a setting that is on unless an
 * application turns it off (`enable-tabs-to-links`). Safari on macOS has the same setting, off until the user turns it on,
 * and goes to links by Option+Tab meanwhile, which no page can change.
 */
describe.skipIf(!requireTool('openssl')).each(engines)('By keyboard alone in %s', { timeout: 180_000 }, (_, start) => {
  let site: Site;
  let driver: Driver;

  beforeAll(async () => {
    site = await serveSite();
    driver = await start();
    await open(driver, site.url);
  }, 120_000);

  afterAll(async () => {
    await (driver as Driver | undefined)?.close();
    await site.close();
  });

  /** Tab once, and what then has the focus. */
  async function tab(key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<string> {
    await driver.press(key);
    const { role, name } = await focusOf(driver);
    return `${role} ${name}`;
  }

  /** Writes an answer in place of the one that stands in the field. */
  async function answer(name: RegExp, text: string): Promise<void> {
    await tabTo(driver, 'textbox', name);
    await driver.press('Control+a');
    await driver.type(text);
  }

  test('the first stop skips to the content', async () => {
    expect(await tab()).toBe('link Skip to the content');
    await driver.press('Enter');
    await arriveAt(driver, 'main', /./u);
    expect(await tab()).toBe('searchbox Which system needs certificates?');
  });

  test('a slash goes to the search, arrows to a card, Enter to the heading of its page', async () => {
    await tabTo(driver, 'link', /^Skip to the content$/u, 'Shift+Tab');
    await driver.press('/');
    await arriveAt(driver, 'searchbox', /^Which system/u);
    await driver.type('sse');
    await find(driver, status(/Enter opens the first/u));
    await driver.press('ArrowDown');
    await arriveAt(driver, 'link', /^Qlik SSE plugin$/u);
    await driver.press('Enter');
    await arriveAt(driver, 'heading', /^Qlik SSE plugin$/u);
  });

  test('Enter creates what was answered, and leads to the download', async () => {
    await answer(/^Plugin name/u, 'sales');
    await answer(/^Host names/u, 'sse.example.com');
    await tabTo(driver, 'button', /^Create bundle$/u);
    await driver.press('Enter');
    await arriveAt(driver, 'heading', /^Your bundle is ready$/u);
    await tabTo(driver, 'button', /^Download sse_sales_generated_certs\.zip$/u);
    const { name, bytes } = await driver.downloaded(() => driver.press('Enter'));
    expect(name).toBe('sse_sales_generated_certs.zip');
    expect(await judgeBundle(bytes)).toContain('sse_sales_generated_certs/sse_sales_server_certs/sse_server_cert.pem');
  });

  test('Space ticks a step off', async () => {
    await tabTo(driver, 'checkbox', /^Done: /u);
    await driver.press('Space');
    await find(driver, status(/^1 of \d+ steps done$/u));
    expect((await focusOf(driver)).role).toBe('checkbox');
  });

  test('files are unlocked, converted and saved', async () => {
    const paths = ownFiles();
    const [certificate = ''] = paths;
    await tabTo(driver, 'button', /^All systems$/u, 'Shift+Tab');
    await driver.press('Enter');
    await arriveAt(driver, 'heading', /^Which system/u);
    await tabTo(driver, 'link', /^Choose a folder, or paste text$/u);
    await driver.press('Enter');
    await arriveAt(driver, 'heading', /^Your files/u);
    await tabTo(driver, 'file', /^Choose files$/u);
    await driver.choose(await find(driver, { role: 'file', name: /^Choose files$/u }), paths);
    await arriveAt(driver, 'password', /^Password of locked\.key$/u);
    await driver.type(password);
    await driver.press('Enter');
    await arriveAt(driver, 'heading', /^Files$/u);
    await tabTo(driver, 'button', /^Convert$/u);
    await driver.press('Enter');
    await find(driver, { role: 'combobox', name: /^Into which form/u });
    await tabTo(driver, 'combobox', /^Into which form/u);
    await tabTo(driver, 'button', /^Convert$/u);
    await driver.press('Enter');
    await arriveAt(driver, 'heading', /^Done: take the files$/u);
    await tabTo(driver, 'button', /^Save /u);
    const { name, bytes } = await driver.downloaded(() => driver.press('Enter'));
    expect(name).toMatch(/^own\.example\.com/u);
    expect(new X509Certificate(bytes).fingerprint256).toBe(
      new X509Certificate(readFileSync(certificate)).fingerprint256,
    );
  });

  /** From the first stop of the page to the last, and back: the same stops, each of them left again. */
  async function thereAndBack(): Promise<void> {
    const there = await tabTo(driver, 'disclosure', /^Licences$/u);
    const back = await tabTo(driver, 'link', /^Skip to the content$/u, 'Shift+Tab');
    const places = there.map(({ place }) => place).toReversed();
    expect(back.slice(0, -1).map(({ place }) => place)).toEqual(places.slice(1));
  }

  /** Opens a place of the page anew, and goes to the first stop. */
  async function begin(place: string): Promise<void> {
    await open(driver, `${site.url}?${String(Math.random())}#/${place}`);
    await arriveAt(driver, 'heading', /./u);
    await tabTo(driver, 'link', /^Skip to the content$/u, 'Shift+Tab');
  }

  test('nothing holds the focus: in the catalogue', async () => {
    await begin('');
    await thereAndBack();
  });

  test('nothing holds the focus: in a form with everything open, refused', async () => {
    await begin('qlik-sse?mode=use-ca&key=p-256&hosts=a.example.com,10.0.0.5');
    await tabTo(driver, 'disclosure', /^Advanced/u);
    await driver.press('Enter');
    await tabTo(driver, 'button', /^Create bundle$/u);
    await driver.press('Enter');
    await arriveAt(driver, 'file', /^Your CA/u);
    await tabTo(driver, 'button', /^Your CA: Choose or drop the files first\.$/u);
    await driver.press('Enter');
    await arriveAt(driver, 'file', /^Your CA/u);
    await tabTo(driver, 'link', /^Skip to the content$/u, 'Shift+Tab');
    await thereAndBack();
  });

  test('nothing holds the focus: on the desk with files', async () => {
    await begin('files');
    await driver.choose(await find(driver, { role: 'file', name: /^Choose files$/u }), ownFiles());
    await arriveAt(driver, 'password', /^Password of locked\.key$/u);
    await tabTo(driver, 'link', /^Skip to the content$/u, 'Shift+Tab');
    await thereAndBack();
  });

  // Last, because the page asks before it lets a bundle go that was not taken.
  test('nothing holds the focus: in a finished bundle', async () => {
    await begin('graphex');
    await tabTo(driver, 'button', /^Create bundle$/u);
    await driver.press('Enter');
    await arriveAt(driver, 'heading', /^Your bundle is ready$/u);
    await tabTo(driver, 'link', /^Skip to the content$/u, 'Shift+Tab');
    await thereAndBack();
  });
});
