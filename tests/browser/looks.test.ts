import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium';
import { cutParts, lostInForcedColours, smallTargets } from '../support/looks';

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
  page = await browser.newPage({ viewport: { width: 320, height: 600 } });
});

afterAll(async () => {
  await browser.close();
});

const long = 'x'.repeat(200);
const square = (size: number): string => `style="width:${size}px;height:${size}px;padding:0;border:0"`;

describe('The judge of looks', () => {
  test.each([
    ['a small button', `<button ${square(22)}>a</button>`],
    ['a box to tick, without a label', '<input type="checkbox">'],
    [
      'a button that another lies over',
      `<button ${square(40)}>a</button><div style="position:relative;margin-top:-40px;height:40px">b</div>`,
    ],
    ['a link that stands alone', '<p><a href="#">a</a></p>'],
  ])('finds too small: %s', async (_, html) => {
    await page.setContent(html);
    expect(await smallTargets(page)).toHaveLength(1);
  });

  test.each([
    ['a button of 24 pixels', `<button ${square(24)}>a</button>`],
    ['a round one of 24 pixels', `<button style="width:24px;height:24px;padding:0;border-radius:50%">a</button>`],
    ['a link inside a sentence', '<p>Read <a href="#">this</a> first.</p>'],
    ['a box to tick inside its label', '<label style="display:block;padding:8px"><input type="checkbox"> a</label>'],
    [
      'a link whose card takes the finger',
      '<div style="position:relative;padding:20px"><a href="#">a<span style="position:absolute;inset:0"></span></a></div>',
    ],
  ])('finds large enough: %s', async (_, html) => {
    await page.setContent(html);
    expect(await smallTargets(page)).toEqual([]);
  });

  test.each([
    ['what is wider than its box', `<div style="width:90px;overflow:hidden">${long}</div>`],
    ['what is higher than its box', '<div style="height:20px;overflow:hidden">a<br>b<br>c</div>'],
    ['what reaches out of the window', '<div style="margin-left:300px;width:100px">a</div>'],
    ['what scrolls sideways in itself', `<pre style="overflow:auto">${long}</pre>`],
  ])('finds cut: %s', async (_, html) => {
    await page.setContent(`<body style="margin:0">${html}`);
    expect(await cutParts(page)).toHaveLength(1);
  });

  test('finds lost in forced colours an edge that was only filled in, and what is pressed only by its colour', async () => {
    const buttons = ['true', 'false'].map(
      (on) => `<button aria-pressed="${on}" style="border:1px solid ${on === 'true' ? 'red' : 'blue'}">a</button>`,
    );
    await page.setContent(buttons.join(''));
    expect(await lostInForcedColours(page)).toEqual([expect.stringMatching(/^looks as if not pressed/u)]);
    await page.setContent('<style>@media (forced-colors: active) { input { border: 0 } }</style><input>');
    expect(await lostInForcedColours(page)).toEqual([expect.stringMatching(/^without an edge/u)]);
  });
});
