import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodePem } from '../../src/pki/pem';
import { violations } from '../support/axe';
import { scratchFolder } from '../support/bundle';
import { launchChromium, openPage } from '../support/chromium';
import { foreignRequestPem } from '../support/foreign-requests';
import { leafWith, rootWith } from '../support/issuing';
import { downloaded, untilReady } from '../support/page';
import { serveSite } from '../support/site';
import type { Site } from '../support/site';
import { requireTool, toolCommand } from '../support/tools';

let site: Site;
let browser: Browser;
const available = requireTool('openssl');
const folder = scratchFolder();
const at = (name: string): string => join(folder, name);
const openssl = (...args: string[]): string =>
  execFileSync(toolCommand('openssl'), args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

beforeAll(async () => {
  site = await serveSite();
  browser = await launchChromium();
  const root = await rootWith();
  writeFileSync(at('root.pem'), encodePem('CERTIFICATE', root.certificate.der));
  writeFileSync(at('root.key'), encodePem('PRIVATE KEY', root.key.pkcs8));
  writeFileSync(at('old.pem'), encodePem('CERTIFICATE', (await leafWith(root)).certificate.der));
  const extensions = ['basicConstraints=critical,CA:TRUE', 'subjectAltName=DNS:asked.example.com'];
  if (available)
    writeFileSync(at('r.csr'), foreignRequestPem({ key: 'ec -pkeyopt ec_paramgen_curve:P-256', extensions }));
}, 60_000);

afterAll(async () => {
  await browser.close();
  await site.close();
});

/** The desk with these files on it, and one thing to do opened. */
async function opened(
  action: string,
  names: readonly string[],
): Promise<{ page: Page; complaints: readonly string[] }> {
  const { page, complaints } = await openPage(browser, `${site.url}#/files`);
  await untilReady(page);
  await page.locator('input[type="file"]').first().setInputFiles(names.map(at));
  await page.getByRole('button', { name: action, exact: true }).click();
  return { page, complaints };
}

/** Saves every file that was made under its own name. */
async function takeAll(page: Page, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    const save = page.getByRole('button', { name: new RegExp(`^Save\\s+${name}$`, 'u') });
    const { bytes } = await downloaded(page, () => save.click());
    writeFileSync(at(name), bytes);
  }
}

describe.skipIf(!available)('With a CA among the files', { timeout: 90_000 }, () => {
  test('somebody’s request is shown, changed and signed, and openssl takes what comes of it', async () => {
    const { page, complaints } = await opened('Sign a request', ['root.pem', 'root.key', 'r.csr']);
    await page.getByText('It asks to be a CA (CA:TRUE).').waitFor();
    const hosts = page.locator('[name="hosts"]');
    expect(await hosts.inputValue()).toBe('asked.example.com');
    expect(await page.locator('[name="subject"]').inputValue()).toBe('CN=svc.example.com');
    expect(await violations(page)).toEqual([]);

    await hosts.fill('not a host!');
    await page.getByRole('button', { name: 'Sign the request' }).click();
    await page.getByRole('alert').waitFor();
    await hosts.fill('asked.example.com, 10.0.0.5');
    await page.getByRole('button', { name: 'Sign the request' }).click();
    await takeAll(page, 'asked.example.com.cert.pem', 'asked.example.com.p7b');
    const verify = ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', 'root.pem', '-verify_ip', '10.0.0.5'];
    expect(openssl(...verify, 'asked.example.com.cert.pem')).toBe('asked.example.com.cert.pem: OK\n');
    const text = openssl('x509', '-in', 'asked.example.com.cert.pem', '-noout', '-text');
    expect(text).toContain('CA:FALSE');
    expect(text).toContain('DNS:asked.example.com, IP Address:10.0.0.5');
    expect(openssl('pkcs7', '-inform', 'DER', '-in', 'asked.example.com.p7b', '-print_certs', '-noout')).toContain(
      'Test root',
    );
    expect(complaints).toEqual([]);
  });

  test('an intermediate CA is made, with its key under a password', async () => {
    const { page, complaints } = await opened('Make an intermediate CA', ['root.pem', 'root.key']);
    await page.locator('[name="name"]').fill('CN=Issuing CA,O=Example');
    await page.locator('[name="password"]').fill('short');
    await page.getByRole('button', { name: 'Make the CA' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('at least 15');
    await page.locator('[name="password"]').fill('long enough for a key');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Make the CA' }).click();
    await takeAll(page, 'Issuing_CA.cert.pem', 'Issuing_CA.key.pem');
    expect(openssl('verify', '-x509_strict', '-CAfile', 'root.pem', 'Issuing_CA.cert.pem')).toContain('OK');
    const publicKey = openssl('pkey', '-in', 'Issuing_CA.key.pem', '-passin', 'pass:long enough for a key', '-pubout');
    expect(publicKey).toBe(openssl('x509', '-in', 'Issuing_CA.cert.pem', '-noout', '-pubkey'));
    expect(complaints).toEqual([]);
  });

  test('certificates are revoked by a tick or a number, and the next list goes on from it', async () => {
    const { page, complaints } = await opened('Revoke certificates', ['root.pem', 'root.key', 'old.pem']);
    await page.getByRole('checkbox', { name: /CN=Test leaf/u }).check();
    const make = page.getByRole('button', { name: 'Make the list' });
    expect(await make.isDisabled()).toBe(true);
    await page.getByRole('radio', { name: 'No', exact: true }).check();
    expect(await make.isDisabled()).toBe(true);
    await page.getByRole('radio', { name: 'Yes', exact: true }).check();
    await page.locator('[name="serials"]').fill('0A:1B\n0c=superseded@2026-01-31');
    await page.getByLabel('Why?').selectOption('keyCompromise');
    await page.getByText('Which systems read such a list?').click();
    expect(await page.getByText('Neither the Qlik engine nor a plugin takes a revocation list.').count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    await make.click();
    await takeAll(page, 'revocation-list.pem', 'revocation-list.crl');
    const list = openssl('crl', '-in', 'revocation-list.pem', '-CAfile', 'root.pem', '-noout', '-text');
    expect(list.match(/Serial Number: /gu)).toHaveLength(3);
    expect(list).toMatch(/Serial Number: 0C\s+Revocation Date: Jan 31 [\s\S]*?Superseded/u);
    expect(list.match(/Key Compromise/gu)).toHaveLength(2);
    const verify = ['verify', '-crl_check', '-CAfile', 'root.pem', '-CRLfile', 'revocation-list.pem', 'old.pem'];
    expect(() => openssl(...verify)).toThrow(/certificate revoked/u);

    const next = await opened('Revoke certificates', ['root.pem', 'root.key', 'revocation-list.crl']);
    await next.page.getByText('its entries are kept').waitFor();
    await next.page.getByRole('button', { name: 'Make the list' }).click();
    await takeAll(next.page, 'revocation-list.pem');
    const again = openssl('crl', '-in', 'revocation-list.pem', '-noout', '-text');
    expect(again.match(/Serial Number: /gu)).toHaveLength(3);
    const number = (text: string): bigint => BigInt(/CRL Number: \s*(\w+)/u.exec(text)?.[1] ?? '');
    expect(number(again)).toBe(number(list) + 1n);
    expect([...complaints, ...next.complaints]).toEqual([]);
  });
});
