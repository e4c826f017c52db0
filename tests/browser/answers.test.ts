import { generateKeyPairSync } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, openPage } from '../support/chromium';
import { create, createButton, downloadAll, hosts, openSse, plugin, protectCaKey } from '../support/page';
import { serveSite } from '../support/site';
import type { Site } from '../support/site';

/** A private key under a password. */
const lockedKey = Buffer.from(
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'correct horse',
  }),
);

let site: Site;
let browser: Browser;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  site = await serveSite();
  browser = await launchChromium();
  ({ page, complaints } = await openPage(browser, site.url));
  await openSse(page);
}, 60_000);

afterAll(async () => {
  await browser.close();
  await site.close();
});

/** The problem that stands at a field, found the way assistive technology finds it. */
async function problemAt(name: string): Promise<string> {
  const field = page.locator(`[name="${name}"]`);
  expect(await field.getAttribute('aria-invalid')).toBe('true');
  const ids = (await field.getAttribute('aria-describedby'))?.split(' ') ?? [];
  const texts = await Promise.all(ids.map((id) => page.locator(`[id="${id}"][role="alert"]`).allInnerTexts()));
  return texts.flat().join('');
}

async function advanced(): Promise<void> {
  const details = page.locator('details', { hasText: 'Advanced' }).first();
  if ((await details.getAttribute('open')) === null) await details.locator('summary').click();
}

describe('The answers in the way', { timeout: 60_000 }, () => {
  /** The list beside Create, each entry as it is read. */
  const summary = (on: Page) => on.getByRole('list', { name: 'Answers that need correcting' });
  const atFocus = (on: Page): Promise<string> =>
    on.evaluate(() => {
      const { labels, name } = document.activeElement as HTMLInputElement;
      return `${name}: ${labels?.[0]?.textContent.trim() ?? ''}`;
    });

  test('stand beside Create, label and sentence, in the order of the page, and each leads to its field', async () => {
    const { page: fresh, complaints: said } = await openPage(browser, site.url);
    await openSse(fresh);
    await fresh.locator('summary', { hasText: 'Advanced' }).click();
    await fresh.locator('[name="days"]').fill('0');
    await fresh.locator('summary', { hasText: 'Advanced' }).click();
    await hosts(fresh).fill('*.com, 10.0.0.256');
    await plugin(fresh).fill('../x');
    await createButton(fresh).click();
    expect(await atFocus(fresh)).toBe('plugin: Plugin name');
    const entries = await summary(fresh).getByRole('button').allInnerTexts();
    expect(entries).toEqual([
      expect.stringMatching(/^Plugin name: .*\.\.\/x/u),
      expect.stringMatching(/^Host names and addresses: .*\*\.com/u),
      expect.stringMatching(/^Certificates are valid for: .*0/u),
    ]);
    await fresh.locator('summary', { hasText: 'Advanced' }).click();
    await summary(fresh).getByRole('button', { name: 'Certificates are valid for' }).press('Enter');
    expect(await atFocus(fresh)).toMatch(/^days: /u);
    expect(await fresh.locator('[name="days"]').isVisible()).toBe(true);
    await fresh.locator('[name="days"]').fill('825');
    await summary(fresh).getByRole('button', { name: 'Host names' }).click();
    expect(await atFocus(fresh)).toBe('hosts: Host names and addresses');
    await hosts(fresh).fill('sse.example.com');
    await plugin(fresh).fill('sales');
    await expect.poll(() => summary(fresh).count()).toBe(0);
    expect(said).toEqual([]);
  });

  test('are counted in the status line and said at their fields; the list itself announces nothing again', async () => {
    const { page: fresh } = await openPage(browser, site.url);
    await openSse(fresh);
    await plugin(fresh).fill('../x');
    expect(await fresh.getByRole('alert').count()).toBe(1);
    await fresh.getByRole('status').filter({ hasText: '1 answer above needs correcting' }).waitFor();
    const live = '[role="status"], [role="alert"], [aria-live]';
    expect(await summary(fresh).evaluate((list, selector) => list.closest(selector), live)).toBeNull();
    expect(await summary(fresh).locator(live).count()).toBe(0);
  });

  test('are files too: such as are missing, refused, or still without their password', async () => {
    const { page: fresh } = await openPage(browser, site.url);
    await openSse(fresh);
    await hosts(fresh).fill('sse.example.com');
    await fresh.getByRole('radio', { name: 'Use my CA' }).check();
    expect(await summary(fresh).count()).toBe(0);
    await createButton(fresh).click();
    const entry = summary(fresh).getByRole('button');
    expect(await entry.allInnerTexts()).toEqual(['Your CA: Choose or drop the files first.']);
    await entry.click();
    expect(await atFocus(fresh)).toBe('ca: Your CA');
    const field = fresh.locator('input[name="ca"]');
    await field.setInputFiles({ name: 'notes.txt', mimeType: '', buffer: Buffer.from('no certificate in here') });
    await expect.poll(() => entry.innerText()).toMatch(/^Your CA: .*notes\.txt/u);
    await entry.press('Enter');
    expect(await atFocus(fresh)).toBe('ca: Your CA');
    await fresh.getByRole('button', { name: 'Remove these files' }).click();
    await field.setInputFiles({ name: 'ca.key', mimeType: '', buffer: lockedKey });
    await expect.poll(() => entry.innerText()).toMatch(/^Your CA: .*password/u);
    await entry.click();
    expect(await atFocus(fresh)).toBe('ca: Password of the CA’s key');
  });
});

describe('An answer that cannot be used', { timeout: 60_000 }, () => {
  test.each([
    ['plugin', '../x'],
    ['plugin', 'CON'],
    ['plugin', 'a b'],
    ['plugin', 'x'.repeat(300)],
    ['plugin', '<img src=x onerror=alert(1)>'],
    ['hosts', '10.0.0.256'],
    ['hosts', '*.com'],
    ['hosts', 'sse.exam!ple.com'],
    ['hosts', '💩.example.com'],
    ['hosts', Array.from({ length: 200 }, (_, index) => `h${String(index)}.example.com`).join('\n')],
  ])('%s = %s is refused at the field, stays as typed, and nothing is made', async (name, value) => {
    const field = page.locator(`[name="${name}"]`);
    await field.fill(value);
    expect((await problemAt(name)).length).toBeGreaterThan(20);
    await createButton(page).click();
    expect(await field.inputValue()).toBe(value);
    expect(await downloadAll(page).count()).toBe(0);
    await plugin(page).fill('sales');
    await hosts(page).fill('sse.example.com');
    expect(await field.getAttribute('aria-invalid')).toBeNull();
  });

  test.each([
    ['days', '0'],
    ['days', 'soon'],
    ['ca-name', 'x'.repeat(65)],
  ])('%s = %s under Advanced is refused at the field', async (name, value) => {
    await advanced();
    const field = page.locator(`[name="${name}"]`);
    const before = await field.inputValue();
    await field.fill(value);
    expect((await problemAt(name)).length).toBeGreaterThan(20);
    await field.fill(before);
    expect(await field.getAttribute('aria-invalid')).toBeNull();
  });

  test('an empty field keeps quiet while it has the focus, and speaks once it is left', async () => {
    const { page: fresh } = await openPage(browser, site.url);
    await openSse(fresh);
    await plugin(fresh).fill('');
    expect(await plugin(fresh).getAttribute('aria-invalid')).toBeNull();
    await plugin(fresh).blur();
    expect(await plugin(fresh).getAttribute('aria-invalid')).toBe('true');
  });

  test('Create moves the focus to the first answer that needs correcting, and counts them', async () => {
    await plugin(page).fill('../x');
    await hosts(page).fill('*.com');
    await createButton(page).click();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('plugin');
    await page.getByRole('status').filter({ hasText: '2 answers above need correcting' }).waitFor();
    await plugin(page).fill('sales');
    await hosts(page).fill('sse.example.com');
  });

  test('an answer under Advanced that needs correcting opens Advanced', async () => {
    await advanced();
    await page.locator('[name="days"]').fill('0');
    await page.locator('summary', { hasText: 'Advanced' }).click();
    await createButton(page).click();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('days');
    await page.locator('[name="days"]').fill('825');
  });

  test('says beside Create, and asks at the field, when only loopback names are listed', async () => {
    const sentence = page.getByText('only names of this computer itself are listed, so no other computer can connect');
    const area = page.getByRole('region', { name: 'Create', exact: true });
    await hosts(page).fill('localhost, 127.0.0.1');
    await expect.poll(() => sentence.count()).toBe(1);
    await page.getByText('on the same computer?').waitFor();
    expect(await area.getByText('only names of this computer').count()).toBe(1);
    await hosts(page).fill('sse.example.com');
    await expect.poll(() => sentence.count()).toBe(0);
  });

  test('loses the name whose cross is pressed, and keeps the keyboard where it was', async () => {
    await hosts(page).fill('https://sse.example.com:50052/x 10.0.0.5, ::1');
    const names = page.getByRole('list', { name: 'In the certificate' });
    await names.getByRole('button', { name: 'Remove 10.0.0.5' }).press('Enter');
    expect(await hosts(page).inputValue()).toBe('sse.example.com, ::1');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Remove ::1');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    expect(await hosts(page).inputValue()).toBe('');
    await page.keyboard.type('sse.example.com');
    expect(await hosts(page).inputValue()).toBe('sse.example.com');
  });

  test('asks whether Qlik and the plugin share a computer, until another name is listed', async () => {
    const question = page.getByRole('group', { name: 'Are Qlik and the plugin on the same computer?' });
    await hosts(page).fill('localhost');
    const yes = question.getByRole('button', { name: 'Yes, keep localhost' });
    const warning = page.getByText('Only names of this computer itself are listed');
    expect(await warning.count()).toBe(1);
    await yes.click();
    expect(await yes.getAttribute('aria-pressed')).toBe('true');
    expect(await hosts(page).inputValue()).toBe('localhost');
    expect(await warning.count()).toBe(0);
    await question.getByRole('button', { name: 'No, let me type the name' }).click();
    expect(await hosts(page).inputValue()).toBe('');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('hosts');
    await page.keyboard.type('sse.example.com');
    expect(await question.count()).toBe(0);
    await hosts(page).fill('localhost');
    expect(await warning.count()).toBe(1);
  });

  test('while it stands, nothing is said of the default that takes its place', async () => {
    await plugin(page).fill('sales');
    await hosts(page).fill('*.com');
    const tree = page.getByRole('region', { name: 'What you will get' });
    await tree.getByText('until you correct this answer, its default is used here').waitFor();
    expect(await page.getByRole('list', { name: 'In the certificate' }).count()).toBe(0);
    expect(await page.getByText('only names of this computer itself').count()).toBe(0);
    await hosts(page).fill('sse.example.com');
    expect(await tree.getByText('you correct').count()).toBe(0);
  });

  test('says all that is wrong with it, and counts as one', async () => {
    await hosts(page).fill('*.com, 10.0.0.256');
    expect(await problemAt('hosts')).toMatch(/\*\.com.*10\.0\.0\.256/su);
    await createButton(page).click();
    await page.getByRole('status').filter({ hasText: '1 answer above needs correcting' }).waitFor();
    await hosts(page).fill('sse.example.com');
  });

  test.each([
    ['my host.example.com', 'Read as 2 names: my, host.example.com. A host name has no spaces.'],
    ['sse.example.com:50099', 'Port 50099 was taken over into '],
    ['10.0.0.5', 'Clients must connect to exactly this address; a name would not match.'],
    ['10.0.0.5, 2001:db8::5', 'Clients must connect to exactly one of these addresses; a name would not match.'],
  ])('hosts = %s is taken, with a sentence at the field', async (value, sentence) => {
    await hosts(page).fill(value);
    const ids = (await hosts(page).getAttribute('aria-describedby'))?.split(' ') ?? [];
    const texts = await Promise.all(ids.map((id) => page.locator(`[id="${id}"]`).innerText()));
    expect(texts.join('\n')).toContain(sentence);
    expect(await hosts(page).getAttribute('aria-invalid')).toBeNull();
    await hosts(page).fill('sse.example.com');
  });

  test('a short password for the CA key is refused; one can be made again', async () => {
    await protectCaKey(page);
    const password = page.locator('[name="ca-key-password"]');
    expect((await password.inputValue()).length).toBe(24);
    expect(await password.getAttribute('type')).toBe('password');
    await password.fill('short');
    expect(await problemAt('ca-key-password')).toContain('15');
    await page.getByRole('button', { name: 'Make one for me' }).click();
    expect((await password.inputValue()).length).toBe(24);
  });

  test('an answer changed after Create wipes the files and says so', async () => {
    const tree = page.getByRole('region', { name: 'What you will get' });
    await create(page);
    expect(await tree.innerText()).toContain('These files are in the zip.');
    await hosts(page).fill('other.example.com');
    expect(await tree.innerText()).toContain('This is a preview');
    await page.getByRole('status').filter({ hasText: 'files made before were wiped' }).waitFor();
    expect(await downloadAll(page).count()).toBe(0);
    await create(page);
  });

  test('was shown without an error in the console', () => {
    expect(complaints).toEqual([]);
  });
});
