import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Rules of WCAG 2.2 AA that axe leaves out unless asked: 2.5.8 and 2.5.3. */
const further = { 'target-size': { enabled: true }, 'label-content-name-mismatch': { enabled: true } };

/** Rules that see colours. All others find the same in every colour scheme. */
export const colourRules = ['color-contrast', 'link-in-text-block'];

/** Rules of WCAG 2.2 AA and best practice, or some of them, that the page breaks now, with the elements. */
export async function violations(page: Page | Frame, only?: readonly string[]): Promise<string[]> {
  await layEverythingOut(page);
  await page.evaluate(axeSource);
  const options: RunOptions = only === undefined ? { rules: further } : { runOnly: [...only] };
  const found = await page.evaluate(async (given) => {
    const { axe } = globalThis as unknown as { axe: { run: (options: RunOptions) => Promise<AxeResults> } };
    return (await axe.run(given)).violations;
  }, options);
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}

/** Far below the fold the browser lays nothing out, so that machines have a guessed height and seem to overlap. */
export const layEverythingOut = (page: Page | Frame): Promise<void> =>
  page.evaluate(() => {
    for (const section of document.querySelectorAll('section')) section.style.contentVisibility = 'visible';
  });

/** Opens everything that is folded. */
export const openAllDetails = (page: Page | Frame): Promise<void> =>
  page.locator('details').evaluateAll((all) => {
    for (const details of all) (details as HTMLDetailsElement).open = true;
  });

/** How far the page is wider than the window. */
export const excess = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
