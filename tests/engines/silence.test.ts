import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serve } from '../../tools/serve.mjs';
import { scratchFolder } from '../support/bundle';
import { engines } from '../support/engines';
import { channels, tryAllChannels } from '../support/engines/channels';
import type { Driver } from '../support/engines/driver';
import { listen } from '../support/engines/listener';
import type { Listener } from '../support/engines/listener';
import { open } from '../support/engines/page';
import { until } from '../support/engines/waiting';

const built = fileURLToPath(new URL('../../dist/site/', import.meta.url));
const pages = ['index.html', 'certwright.html'] as const;

/** The built pages, and beside them the same without their policy. */
function withAndWithoutPolicy(): string {
  const folder = scratchFolder();
  for (const name of ['guarded', 'open']) cpSync(built, join(folder, name), { recursive: true });
  for (const page of pages) {
    const html = readFileSync(join(built, page), 'utf8');
    const bare = html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/u, '');
    expect(bare.length).toBeLessThan(html.length);
    writeFileSync(join(folder, 'open', page), bare);
  }
  return folder;
}

describe.each(engines)('%s', { timeout: 120_000 }, (engine, start) => {
  let listener: Listener;
  let server: Awaited<ReturnType<typeof serve>>;
  let folder: string;
  let driver: Driver;
  /** Paths that were asked for at the listener itself, which are the names of channels. */
  const arrived = (): string[] =>
    [...new Set(listener.heard.flatMap((line) => /^\S+ \/(.*)$/u.exec(line)?.[1] ?? []))]
      .filter((name) => name !== 'favicon.ico')
      .sort();

  beforeAll(() => {
    folder = withAndWithoutPolicy();
  });

  describe.each(pages)('from %s', (page) => {
    let took: number;

    beforeAll(async () => {
      listener = await listen();
      server = await serve(folder, { host: '127.0.0.1', port: 0 });
      driver = await start({ proxy: listener.port });
    }, 120_000);

    afterAll(async () => {
      await (driver as Driver | undefined)?.close();
      await server.close();
      await listener.close();
    });

    /** Opens the page as its users do, and tries everything. */
    async function tryAll(kind: 'open' | 'guarded'): Promise<void> {
      const address =
        page === 'index.html'
          ? `http://127.0.0.1:${String(server.port)}/${kind}/`
          : pathToFileURL(join(folder, kind, page)).href;
      await open(driver, address);
      listener.heard.length = 0;
      await driver.evaluate(tryAllChannels, `http://127.0.0.1:${String(listener.port)}/`);
    }

    test('without its policy would let all of this through', async () => {
      const begun = performance.now();
      await tryAll('open');
      await until('all of them', () => channels.every((name) => arrived().includes(name)));
      took = performance.now() - begun;
      expect(arrived()).toEqual(channels);
    });

    test('would be heard by the proxy too, whatever host it asked', async () => {
      await driver.evaluate(() => fetch('http://outside.example/asked').then(() => undefined));
      expect(listener.heard).toContain('GET http://outside.example/asked');
    });

    test('with it lets nothing through', async () => {
      await tryAll('guarded');
      // Nothing can be waited for: as long as everything took that did arrive.
      await setTimeout(took);
      expect(arrived()).toEqual([]);
    });

    test('leaves open what SECURITY.md says: WebRTC, where the engine has it', async () => {
      const has = await driver.evaluate(async (port) => {
        if (!('RTCPeerConnection' in globalThis)) return false;
        const connection = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${String(port)}` }] });
        connection.createDataChannel('leak');
        await connection.setLocalDescription(await connection.createOffer());
        return true;
      }, listener.port);
      expect(has).toBe(engine !== 'WebKitGTK');
      if (has) await until('a packet', () => listener.heard.includes('UDP'));
    });

    test('leaves open what SECURITY.md says: navigation', async () => {
      await driver.evaluate(
        (url) => {
          location.href = url;
        },
        `http://127.0.0.1:${String(listener.port)}/navigation`,
      );
      await until('the navigation', () => arrived().includes('navigation'));
    });
  });
});
