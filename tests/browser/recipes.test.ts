import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { cards } from '../../src/recipes/cards';
import { findRecipe } from '../../src/recipes/catalogue';
import { openPage } from '../support/chromium';
import { choose, create, createButton, downloadAll, downloaded, untilReady } from '../support/page';
import { siteInChromium } from '../support/site-in-chromium';

const here = siteInChromium();

describe.each(cards)('$title', { timeout: 60_000 }, ({ id, title, proposes }) => {
  const modes = findRecipe(id)?.modes ?? [];

  test('opens from its card in the way in that it proposes, every way in shows, and none complains', async () => {
    const { page, complaints } = await openPage(here.browser, here.site.url);
    await choose(page, title);
    const ways = page.getByRole('radiogroup', { name: 'How do you want to begin?' });
    const chosen = modes.find((mode) => mode.id === (proposes ?? modes[0]?.id));
    expect(await ways.getByRole('radio', { checked: true }).first().getAttribute('value')).toBe(chosen?.id);
    expect(await ways.getByRole('radio').count()).toBe(modes.length);
    for (const mode of modes) {
      await ways.getByRole('radio', { name: mode.label, exact: true }).check();
      const groups = (mode.brings ?? []).filter(({ when }) => when === undefined);
      for (const { label } of groups) await page.getByRole('group', { name: label, exact: true }).waitFor();
      expect(await createButton(page).count()).toBe(mode.guideOnly === true ? 0 : 1);
    }
    expect(complaints).toEqual([]);
  });

  test('opens by its bare address as its card opens it', async () => {
    const { page } = await openPage(here.browser, `${here.site.url}#/${id}`);
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    const ways = page.getByRole('radiogroup', { name: 'How do you want to begin?' });
    expect(await ways.getByRole('radio', { checked: true }).first().getAttribute('value')).toBe(
      proposes ?? modes[0]?.id,
    );
  });
});

describe('The chooser', { timeout: 60_000 }, () => {
  test('offers what fits any system when a search finds nothing', async () => {
    const { page, complaints } = await openPage(here.browser, here.site.url);
    await untilReady(page);
    await page.getByRole('searchbox').fill('zzz 9000');
    await page.getByRole('status').filter({ hasText: 'These fit any other' }).waitFor();
    const generic = cards.filter((card) => card.generic).map((card) => card.title);
    expect(await page.locator('article').getByRole('link').allInnerTexts()).toEqual(generic);
    expect(generic.length).toBeGreaterThan(0);
    await page.getByRole('searchbox').fill('');
    expect(await page.locator('article').count()).toBe(cards.length);
    expect(complaints).toEqual([]);
  });
});

describe('The way into a system', { timeout: 60_000 }, () => {
  test('by the keyboard: slash to search, arrows to the cards and back', async () => {
    const { page, complaints } = await openPage(here.browser, here.site.url);
    await untilReady(page);
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await page.keyboard.press('/');
    await page.keyboard.type('qlik/');
    expect(await page.getByRole('searchbox').inputValue()).toBe('qlik/');
    await page.keyboard.press('Backspace');
    const found = await page.locator('article').getByRole('link').allInnerTexts();
    expect(found.length).toBeGreaterThan(1);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe(found[1]);
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toBe(found[0]);
    await page.keyboard.press('/');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('search');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: found[0] ?? '' }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('by questions, with a way back', async () => {
    const { page, complaints } = await openPage(here.browser, here.site.url);
    await untilReady(page);
    await page.getByText('I don’t know which').click();
    await page.getByRole('button', { name: 'People or programs reach a server' }).click();
    await page.getByRole('group', { name: 'Which server is it?' }).waitFor();
    await page.getByRole('button', { name: 'Back to the question before' }).click();
    await page.getByRole('button', { name: 'Two programs talk' }).click();
    await page.getByRole('button', { name: 'Yes, a program calls Qlik' }).click();
    await page
      .getByRole('group', { name: 'Is that program OpenMetadata?' })
      .getByRole('button', { name: 'Yes' })
      .click();
    await page.getByRole('heading', { level: 1, name: 'OpenMetadata connector for Qlik Sense' }).waitFor();
    expect(complaints).toEqual([]);
  });

  test.each(['qvs', 'spring boot', 'pfx', 'keystore', 'mtls', 'replace new lines with \\n'])(
    'is found by “%s”',
    async (words) => {
      const { page } = await openPage(here.browser, here.site.url);
      await untilReady(page);
      await page.getByRole('searchbox').fill(words);
      await page.getByRole('status').filter({ hasText: 'found, Enter opens the first' }).waitFor();
      expect(await page.locator('article').count()).toBeLessThan(cards.length);
    },
  );
});

describe('A way in that only guides', { timeout: 60_000 }, () => {
  test('shows the text to send with what was typed, and makes nothing, also not by Enter', async () => {
    const { page, complaints } = await openPage(here.browser, here.site.url, {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await choose(page, 'Qlik Sense APIs');
    await page.getByRole('radio', { name: 'I must ask my Qlik administrator' }).check();
    await page.locator('[name="machine"]').fill('sense.example.com');
    await page.locator('[name="machine"]').press('Enter');
    expect(await createButton(page).count()).toBe(0);
    expect(await page.getByRole('region', { name: 'What you will get' }).count()).toBe(0);
    expect(await page.getByRole('region', { name: 'Your bundle is ready' }).count()).toBe(0);
    const guide = page.getByRole('region', { name: 'What to do', exact: true });
    await guide.getByRole('button', { name: /^Copy/u }).first().click();
    await guide.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain('sense.example.com');
    expect(copied).toMatch(/Include secrets? key/u);
    expect(complaints).toEqual([]);
  });
});

describe('Fields', { timeout: 60_000 }, () => {
  test('for several words say how to part them, and show what was read', async () => {
    const { page } = await openPage(here.browser, here.site.url);
    await choose(page, 'Mutual TLS');
    await page.locator('[name="clients"]').fill('alice bob\ncarol,');
    expect(await page.getByText('Separate by comma, space or line.').count()).toBe(1);
    expect(await page.getByRole('list', { name: 'Read as' }).getByRole('listitem').allInnerTexts()).toEqual([
      'alice',
      'bob',
      'carol',
    ]);
  });

  test('for a password stand right after the choice that asks for it', async () => {
    const { page } = await openPage(here.browser, here.site.url);
    await choose(page, 'TLS server (any)');
    await page.locator('summary', { hasText: 'Advanced' }).click();
    const advanced = page.locator('form details');
    expect(await advanced.innerText()).not.toContain('Password of the keystore');
    await page.getByRole('radio', { name: 'PKCS#12 (.p12)' }).check();
    expect(await advanced.innerText()).toMatch(/PKCS#12 \(\.p12\).*Alias.*Password of the keystore.*Also in DER/su);
    expect(await page.locator('[name="password"]').count()).toBe(1);
  });

  test('take a port that was pasted with the address', async () => {
    const { page } = await openPage(here.browser, here.site.url);
    await choose(page, 'Actian Integration Manager');
    await page.locator('[name="host"]').fill('https://im.example.com:8443/');
    await page.getByText('Port 8443 was taken over into Port.').waitFor();
    expect(await page.locator('[name="port"]').inputValue()).toBe('8443');
    expect(await page.getByText('was left out').count()).toBe(0);
  });
});

describe('The password of a keystore', { timeout: 60_000 }, () => {
  test('is made, may be typed, is refused with a reason, and stands in the file that needs it', async () => {
    const { page, complaints } = await openPage(here.browser, here.site.url);
    await choose(page, 'Actian Integration Manager');
    const field = page.locator('[name="password"]');
    const made = await field.inputValue();
    expect(made).toMatch(/^[1-9A-HJ-NP-Za-km-z]{24}$/u);
    await page.getByRole('button', { name: 'Make another' }).click();
    expect(await field.inputValue()).not.toBe(made);
    for (const [typed, reason] of [
      ['short', /6/u],
      ['grün und länger', /ASCII|keyboard/u],
      ['pa${ss}word', /Spring/u],
    ] as const) {
      await field.fill(typed);
      const ids = (await field.getAttribute('aria-describedby'))?.split(' ') ?? [];
      const told = await Promise.all(ids.map((id) => page.locator(`[id="${id}"][role="alert"]`).allInnerTexts()));
      expect(told.flat().join('')).toMatch(reason);
    }
    await createButton(page).click();
    expect(await field.evaluate((node) => node === document.activeElement)).toBe(true);

    const typed = String.raw`p&<"'\ #!=:% ~7`;
    await field.fill(typed);
    await create(page);
    const result = page.getByRole('region', { name: 'Your bundle is ready' });
    expect(await result.innerText()).toMatch(/It is also in application\.properties/u);
    expect(await result.innerText()).not.toContain(typed);
    expect(await result.getByRole('checkbox', { name: 'I have saved it' }).count()).toBe(0);
    const { bytes } = await downloaded(page, () => downloadAll(page).click());
    const files = unzipSync(bytes);
    const lines = Object.entries(files).find(([path]) => path.endsWith('application.properties'));
    expect(strFromU8(lines?.[1] ?? new Uint8Array())).toContain('server.ssl.key-store-password=');
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    await page.goto('about:blank');
    expect(asked).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
