import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { planBundle } from '../../../src/bundle/plan';
import type { BundlePlan, PlannedCode } from '../../../src/bundle/types';
import { scratchFolder } from '../../support/bundle';
import { launchChromium, openPage } from '../../support/chromium';
import { recipe } from '../../support/make';
import { create, createButton, downloadAll, downloaded, untilReady } from '../../support/page';
import { serveSite } from '../../support/site';
import type { Site } from '../../support/site';
import { toolCommand } from '../../support/tools';

/** A bundle as a user has it who made it in the built page and unpacked it with Info-ZIP. */
export interface PageBundle {
  readonly folder: string;
  /** Absolute path of a path in the archive. */
  readonly at: (path: string) => string;
  /** What the page showed: its steps and texts are those that the user copies. */
  readonly plan: BundlePlan;
  readonly zip: Buffer;
}

/** What to do in the page between opening the form and pressing Create: bring files, type passwords. */
export type InForm = (page: Page) => Promise<void>;

/** The built page in a real browser; {@link PageMaker.close} both when done. */
export interface PageMaker {
  readonly make: (id: string, mode: string, answers?: Record<string, string>, inForm?: InForm) => Promise<PageBundle>;
  readonly close: () => Promise<void>;
}

/** Serves the built page and opens the browser that makes bundles in it. */
export async function openPageMaker(): Promise<PageMaker> {
  const [site, browser] = await Promise.all([serveSite(), launchChromium()]);
  return {
    make: (...what) => make(site, browser, ...what),
    close: async () => {
      await browser.close();
      await site.close();
    },
  };
}

async function make(
  site: Site,
  browser: Browser,
  id: string,
  mode: string,
  answers: Record<string, string> = {},
  inForm?: InForm,
): Promise<PageBundle> {
  const { page } = await openPage(browser, site.url);
  await untilReady(page);
  const query = new URLSearchParams({ mode, ...answers }).toString();
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/${id}?${query}`);
  await createButton(page).waitFor();
  await inForm?.(page);
  await create(page);
  const { bytes } = await downloaded(page, () => downloadAll(page).click());
  await page.context().close();
  const folder = scratchFolder();
  writeFileSync(join(folder, 'bundle.zip'), bytes);
  execFileSync(toolCommand('unzip'), ['-q', 'bundle.zip'], { cwd: folder });
  const plan = planBundle(recipe(id), mode, answers);
  return { folder, at: (path) => join(folder, path), plan, zip: bytes };
}

/**
 * The one code block whose label holds these words, as the page and README print it.
 *
 * @param step words of the title of its step, where several steps have such a block
 */
export function printed({ plan }: PageBundle, label: string, step = ''): PlannedCode {
  const steps = plan.audiences.flatMap((audience) => audience.steps).filter(({ title }) => title.includes(step));
  const blocks = steps.flatMap(({ code }) => code);
  const found = blocks.filter((block) => block.label.includes(label));
  const [block] = found;
  if (block === undefined || found.length > 1) throw new Error(`${String(found.length)} code blocks say “${label}”.`);
  return block;
}
