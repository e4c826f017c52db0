import { launch } from 'puppeteer-core';
import type { ElementHandle, KeyInput } from 'puppeteer-core';
import { toolCommand } from '../tools';
import { callSource } from './driver';
import type { Driver, LaunchOptions } from './driver';
import { makeHome } from './home';

/**
 * Starts Firefox through WebDriver BiDi. The client lets every local file read its neighbours; that is set back to what
 * users have, else the page would work from a file here and nowhere else.
 */
export async function startFirefox({ proxy }: LaunchOptions = {}): Promise<Driver> {
  const home = makeHome();
  const browser = await launch({
    browser: 'firefox',
    executablePath: toolCommand('firefox'),
    headless: true,
    userDataDir: home.profile,
    env: home.environment,
    protocolTimeout: 120_000,
    extraPrefsFirefox: {
      'security.fileuri.strict_origin_policy': true,
      // Else a listener on this computer would never hear of a WebRTC connection, and silence would prove nothing.
      'media.peerconnection.ice.loopback': true,
      'browser.download.folderList': 2,
      'browser.download.dir': home.downloads,
      'browser.download.useDownloadDir': true,
      'browser.download.alwaysOpenPanel': false,
      ...(proxy === undefined
        ? {}
        : {
            'network.proxy.type': 1,
            'network.proxy.http': '127.0.0.1',
            'network.proxy.http_port': proxy,
            'network.proxy.ssl': '127.0.0.1',
            'network.proxy.ssl_port': proxy,
          }),
    },
  });
  // The page that it starts with never gets the window's focus, without which a frame may not hand out a download.
  const page = await browser.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  return {
    engine: 'Firefox',
    goto: async (url) => {
      await page.goto(url, { waitUntil: 'load', timeout: 60_000 });
    },
    evaluate: (run, ...args) => page.evaluate(callSource(run, args)) as never,
    click: (selector) => page.click(selector),
    type: (text) => page.keyboard.type(text),
    press: async (key) => {
      const keys = key.split('+').map((each) => (each === 'Space' ? ' ' : each)) as KeyInput[];
      for (const each of keys) await page.keyboard.down(each);
      for (const each of keys.toReversed()) await page.keyboard.up(each);
    },
    choose: async (selector, paths) => {
      const field = (await page.$(selector)) as ElementHandle<HTMLInputElement> | null;
      if (field === null) throw new Error(`There is no ${selector}.`);
      await field.uploadFile(...paths);
      await field.dispose();
    },
    downloaded: home.downloaded,
    console: () => said,
    close: async () => {
      await browser.close().catch(() => browser.process()?.kill('SIGKILL'));
      home.remove();
    },
  };
}
