import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storedZip } from '../../src/bundle/stored-zip';
import { createFor, scratchFolder, unpack } from '../support/bundle';
import { launchChromium, openPage } from '../support/chromium';
import { downloaded, untilReady } from '../support/page';
import { serveSite } from '../support/site';
import type { Site } from '../support/site';
import { requireTool, toolCommand } from '../support/tools';

let site: Site;
let browser: Browser;
const key = 'p-256';

beforeAll(async () => {
  site = await serveSite();
  browser = await launchChromium();
}, 60_000);

afterAll(async () => {
  await browser.close();
  await site.close();
});

const renewButton = (page: Page) => page.getByRole('button', { name: 'Renew', exact: true });
const refusal = (page: Page) => page.getByRole('alert');

/** Brings files to the desk, as by its file chooser. */
async function bring(page: Page, files: readonly { name: string; bytes: Uint8Array }[]): Promise<void> {
  await untilReady(page);
  await page.evaluate(
    (given) => {
      const dataTransfer = new DataTransfer();
      for (const { name, base64 } of given)
        dataTransfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
      document.querySelector('header')?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }));
    },
    files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') })),
  );
}

/** Opens the panel, whose title is a button too. */
async function openPanel(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Renew', exact: true }).getByRole('button').click();
  await page.getByText('days left').first().waitFor();
}

const form = (page: Page) => page.getByRole('form', { name: 'Renew' });

/** Presses the button of the panel, and takes the whole zip. */
async function renewed(page: Page, archiveName: string): Promise<Uint8Array<ArrayBuffer>> {
  await form(page).getByRole('button', { name: 'Renew', exact: true }).click();
  const save = page.getByRole('button', { name: `Save ${archiveName}`, exact: true });
  await save.waitFor();
  const { name, bytes } = await downloaded(page, () => save.click());
  expect(name).toBe(archiveName);
  return new Uint8Array(bytes);
}

describe.skipIf(!requireTool('openssl'))('An earlier zip on the page', { timeout: 90_000 }, () => {
  test('shows its dates, and is renewed whole: openssl takes the new server under the old root', async () => {
    const before = await createFor('mtls', { clients: 'alice', key, days: '100' });
    const { page, complaints } = await openPage(browser, site.url);
    await bring(page, [{ name: before.plan.archiveName, bytes: before.archive }]);
    const asked = site.requests.length;
    await openPanel(page);
    const panel = page.getByRole('region', { name: 'What you can do' });
    expect(await panel.innerText()).toMatch(/until now: \d{4}-\d\d-\d\d, 9\d days left/u);
    const archive = await renewed(page, before.plan.archiveName);
    const [old, now] = [await unpack(before.archive), await unpack(archive)];
    for (const [purpose, path] of [
      ['sslserver', 'service_server/cert.pem'],
      ['sslclient', 'service_clients/alice/cert.pem'],
    ] as const)
      execFileSync(toolCommand('openssl'), [
        'verify',
        '-x509_strict',
        '-purpose',
        purpose,
        '-CAfile',
        old.at('service_server/root.pem'),
        now.at(path),
      ]);
    expect(await panel.innerText()).toContain('The server: new: service_server/fullchain.pem');
    expect(site.requests.length).toBe(asked);
    expect(complaints).toEqual([]);
  });

  test('gets another client, and whoever has files keeps them', async () => {
    const before = await createFor('mtls', { clients: 'alice', key });
    const { page, complaints } = await openPage(browser, site.url);
    await bring(page, [{ name: before.plan.archiveName, bytes: before.archive }]);
    await openPanel(page);
    await page.getByRole('radio', { name: 'Only what I change or add' }).check();
    await page.locator('[name="clients"]').fill('alice\nbob');
    const archive = await renewed(page, before.plan.archiveName);
    const folder = scratchFolder();
    const fingerprint = (bytes: Uint8Array | undefined): string => {
      writeFileSync(join(folder, 'x.pem'), bytes ?? '');
      return execFileSync(
        toolCommand('openssl'),
        ['x509', '-in', join(folder, 'x.pem'), '-noout', '-fingerprint', '-sha256', '-subject'],
        { encoding: 'utf8' },
      );
    };
    const { at } = await unpack(archive);
    const alice = 'service_clients/alice/cert.pem';
    const made = readFileSync(at(alice));
    expect(fingerprint(made)).toBe(fingerprint(before.entries.find(({ path }) => path === alice)?.bytes));
    expect(fingerprint(readFileSync(at('service_clients/bob/cert.pem')))).toContain('bob');
    await page.locator('[name="clients"]').fill('alice, ../bob');
    await form(page).getByRole('button', { name: 'Renew', exact: true }).click();
    await refusal(page).first().waitFor();
    expect(await page.locator('[name="clients"]').getAttribute('aria-invalid')).toBe('true');
    expect(complaints).toEqual([]);
  });

  test('without the key of its CA says what is possible, and makes a new one only when told to', async () => {
    const before = await createFor('graphex', { 'ca-key': 'discard', key });
    const { page, complaints } = await openPage(browser, site.url);
    await bring(page, [{ name: before.plan.archiveName, bytes: before.archive }]);
    await openPanel(page);
    await form(page).getByRole('button', { name: 'Renew', exact: true }).click();
    await refusal(page).filter({ hasText: 'Only a new CA is possible' }).waitFor();
    await page.getByRole('checkbox', { name: 'Make a new CA' }).check();
    await renewed(page, before.plan.archiveName);
    expect(await page.getByText('The root is new').count()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });

  test('asks in its form for the password of the CA’s key, and says there that it is wrong', async () => {
    const password = 'a long password for the CA';
    const secrets = { 'ca-key-password': password };
    const before = await createFor('graphex', { 'ca-key': 'protected', key }, { secrets });
    const { page, complaints } = await openPage(browser, site.url);
    await bring(page, [{ name: before.plan.archiveName, bytes: before.archive }]);
    await openPanel(page);
    const field = form(page).getByLabel('Password of the CA’s key');
    await form(page).getByRole('button', { name: 'Renew', exact: true }).click();
    await form(page).getByText('A password is missing').waitFor();
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
    await field.fill('something else');
    await form(page).getByRole('button', { name: 'Renew', exact: true }).click();
    await refusal(page).filter({ hasText: 'does not open its key' }).waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await page.getByRole('checkbox', { name: 'Make a new CA' }).check();
    expect(await field.count()).toBe(0);
    await form(page).getByLabel('Password for the new CA’s key').waitFor();
    await page.getByRole('checkbox', { name: 'Make a new CA' }).uncheck();
    await field.fill(password);
    const { at } = await unpack(await renewed(page, before.plan.archiveName));
    const opened = ['pkey', '-in', at('ca_store_at_safe_location/root_key.pem'), '-noout', '-passin'];
    execFileSync(toolCommand('openssl'), [...opened, `pass:${password}`]);
    expect(() => execFileSync(toolCommand('openssl'), [...opened, 'pass:x'], { stdio: 'pipe' })).toThrow();
    expect(complaints).toEqual([]);
  });

  test('asks for the password of a keystore that stands in no file of it', async () => {
    const password = 'chosen by the user';
    const before = await createFor('actian-integration-manager', { key }, { secrets: { password } });
    const left = before.entries.filter(({ bytes }) => !Buffer.from(bytes).includes(password));
    expect(left.length).toBeLessThan(before.entries.length);
    const { page, complaints } = await openPage(browser, site.url);
    await bring(page, [{ name: 'part.zip', bytes: storedZip(left, before.created) }]);
    await openPanel(page);
    await form(page).getByLabel('Password of the keystore').fill(password);
    await page.getByRole('radio', { name: 'Everything, with the same keys' }).check();
    const { at } = await unpack(await renewed(page, before.plan.archiveName));
    const facts = ['pkcs12', '-in', at('conf/ssl/keystore.p12'), '-noout', '-passin', `pass:${password}`];
    execFileSync(toolCommand('openssl'), facts);
    expect(complaints).toEqual([]);
  });

  test('with a manifest that was changed is refused in a sentence', async () => {
    const before = await createFor('graphex', { key });
    const files = before.entries.map(({ path, bytes }) => ({ name: path, bytes }));
    const broken = files.map(({ name, bytes }) => ({
      name: name.slice(name.lastIndexOf('/') + 1),
      bytes: name === 'certwright.json' ? Buffer.from('{"schema": 1') : bytes,
    }));
    const { page, complaints } = await openPage(browser, site.url);
    await bring(page, broken);
    await page.getByRole('heading', { name: 'Renew', exact: true }).getByRole('button').click();
    await page.getByText('certwright.json is not JSON').first().waitFor();
    expect(await renewButton(page).count()).toBe(1);
    expect(complaints).toEqual([]);
  });
});
