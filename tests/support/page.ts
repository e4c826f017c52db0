import type { Download, Page } from 'playwright-core';
import { readFile } from 'node:fs/promises';

/** The words and roles by which people, links and assistive technology know the page: DESIGN's page contract. */
export const ready = 'Ready, works offline now';

/** Waits until everything is loaded. */
export async function untilReady(page: Page): Promise<void> {
  await page.getByRole('status').filter({ hasText: ready }).waitFor();
}

/** From the catalogue into the form of a system, by clicks. */
export async function choose(page: Page, title: string): Promise<void> {
  await untilReady(page);
  await page.getByRole('link', { name: title }).click();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
}

/** The same for the SSE plugin. */
export const chooseSse = (page: Page): Promise<void> => choose(page, 'Qlik SSE plugin');

/** Into the form of the SSE plugin by a link that asks for P-256 keys, which are quick to make, and for the hosts, if any. */
export async function openSse(page: Page, ...names: string[]): Promise<void> {
  await untilReady(page);
  await page.evaluate(
    (answers) => {
      location.hash = `#/qlik-sse?key=p-256${answers}`;
    },
    names.length === 0 ? '' : `&hosts=${names.join(',')}`,
  );
  await createButton(page).waitFor();
}

export const plugin = (page: Page) => page.locator('[name="plugin"]');
export const hosts = (page: Page) => page.locator('[name="hosts"]');
export const createButton = (page: Page) => page.getByRole('button', { name: 'Create bundle' });
export const downloadAll = (page: Page) => page.getByRole('button', { name: /^Download \S+\.zip$/u });

/** Presses Create and waits for the result. */
export async function create(page: Page): Promise<void> {
  await createButton(page).click();
  await downloadAll(page).waitFor();
}

/** Does something and returns the file that the browser then downloads. */
export async function downloaded(
  page: Page,
  action: () => Promise<void>,
): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const [download] = await Promise.all<[Promise<Download>, Promise<void>]>([page.waitForEvent('download'), action()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** Chooses to keep the CA's key under a password. */
export const protectCaKey = (page: Page): Promise<void> =>
  page.getByRole('radio', { name: 'Keep it, protected by a password' }).check();
