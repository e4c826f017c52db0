import { launchChromium } from '../chromium';
import { callSource } from './driver';
import type { Driver, LaunchOptions } from './driver';

/** Starts Chromium through its own debugging protocol. */
export async function startChromium({ proxy }: LaunchOptions = {}): Promise<Driver> {
  const browser = await launchChromium({
    backForwardCache: true,
    args: proxy === undefined ? [] : [`--proxy-server=http://127.0.0.1:${String(proxy)}`],
  });
  const page = await browser.newPage();
  const said: string[] = [];
  page.on('console', (message) => {
    // Advice of the browser's own about the shape of forms.
    if (!message.text().startsWith('[DOM]')) said.push(message.text());
  });
  page.on('pageerror', (error) => said.push(String(error)));
  return {
    engine: 'Chromium',
    goto: async (url) => {
      await page.goto(url);
    },
    evaluate: (run, ...args) => page.evaluate(callSource(run, args)),
    click: (selector) => page.locator(selector).first().click(),
    type: (text) => page.keyboard.insertText(text),
    press: (key) => page.keyboard.press(key),
    choose: (selector, paths) =>
      page
        .locator(selector)
        .first()
        .setInputFiles([...paths]),
    downloaded: async (action) => {
      const [download] = await Promise.all([page.waitForEvent('download', { timeout: 60_000 }), action()]);
      const stream = await download.createReadStream();
      return { name: download.suggestedFilename(), bytes: Buffer.concat(await stream.toArray()) };
    },
    console: () => said,
    close: async () => {
      await browser.close().catch(() => undefined);
    },
  };
}
