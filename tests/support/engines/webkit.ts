import { createServer } from 'node:net';
import type { Readable } from 'node:stream';
import { toolCommand } from '../tools';
import { callSource } from './driver';
import type { Driver, Json, LaunchOptions } from './driver';
import { makeHome, startGroup } from './home';
import { until } from './waiting';

/** What WebDriver calls keys that write nothing. */
const keys: Readonly<Record<string, string>> = {
  Backspace: '\uE003',
  Tab: '\uE004',
  Enter: '\uE007',
  Shift: '\uE008',
  Control: '\uE009',
  Space: ' ',
  ArrowDown: '\uE015',
};
/** Under this name WebDriver hands out references to elements. */
const elementKey = 'element-6066-11e4-a52e-4f735466cecf';

/** Starts WebKitGTK's small browser on a screen that exists in memory only, through its own WebDriver. */
export async function startWebKit({ proxy }: LaunchOptions = {}): Promise<Driver> {
  const home = makeHome();
  const groups: ReturnType<typeof startGroup>[] = [];
  const start = (...given: Parameters<typeof startGroup>): Readable => {
    const group = startGroup(...given);
    groups.push(group);
    return group.output;
  };
  const close = async (): Promise<void> => {
    for (const group of groups.toReversed()) await group.end();
    home.remove();
  };
  try {
    const screen = ['-displayfd', '3', '-nolisten', 'tcp', '-screen', '0', '1280x1024x24'];
    const display = `:${await firstLine(start(toolCommand('xvfb'), screen, process.env))}`;
    const port = await freePort();
    start(toolCommand('webkit-webdriver'), [`--port=${String(port)}`], {
      ...home.environment,
      DISPLAY: display,
      GDK_BACKEND: 'x11',
      WEBKIT_DISABLE_COMPOSITING_MODE: '1',
      GSETTINGS_BACKEND: 'memory',
      NO_AT_BRIDGE: '1',
      DBUS_SESSION_BUS_ADDRESS: 'disabled:',
    });
    const base = `http://127.0.0.1:${String(port)}`;
    await until('WebKitWebDriver', async () => (await fetch(`${base}/status`)).ok);
    return { ...(await openSession(base, proxy)), downloaded: home.downloaded, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openSession(base: string, proxy: number | undefined): Promise<Omit<Driver, 'downloaded' | 'close'>> {
  const send = async <Value>(method: 'GET' | 'POST', path: string, body?: Json): Promise<Value> => {
    const response = await fetch(base + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { value } = (await response.json()) as { value: Value & { error?: string; message?: string } };
    if (!response.ok) throw new Error(`${path}: ${String(value.error)}: ${String(value.message)}`);
    return value;
  };
  const through = proxy === undefined ? [] : [`--proxy=http://127.0.0.1:${String(proxy)}`, '--ignore-host=127.0.0.1'];
  const { sessionId } = await send<{ sessionId: string }>('POST', '/session', {
    capabilities: {
      alwaysMatch: {
        'webkitgtk:browserOptions': { binary: toolCommand('webkit-browser'), args: ['--automation', ...through] },
        timeouts: { script: 120_000, pageLoad: 60_000 },
      },
    },
  });
  const session = `/session/${sessionId}`;
  const find = async (selector: string): Promise<string> => {
    const found = await send<Record<string, string>>('POST', `${session}/element`, {
      using: 'css selector',
      value: selector,
    });
    return `${session}/element/${found[elementKey] ?? ''}`;
  };
  const act = (actions: readonly Json[]): Promise<void> =>
    send('POST', `${session}/actions`, { actions: [{ type: 'key', id: 'keyboard', actions }] });
  const down = (value: string): Json => ({ type: 'keyDown', value });
  const up = (value: string): Json => ({ type: 'keyUp', value });
  const strike = (text: string): Promise<void> => act(Array.from(text).flatMap((value) => [down(value), up(value)]));
  return {
    engine: 'WebKitGTK',
    goto: (url) => send('POST', `${session}/url`, { url }),
    evaluate: async (run, ...args) => {
      const script = `const done = arguments[arguments.length - 1];
        (async () => ${callSource(run, args)})().then((value) => done({ value }), (error) => done({ error: String(error) }));`;
      const result = await send<{ value: unknown; error?: string }>('POST', `${session}/execute/async`, {
        script,
        args: [],
      });
      if (result.error !== undefined) throw new Error(result.error);
      return (result.value ?? undefined) as never;
    },
    click: async (selector) => send('POST', `${await find(selector)}/click`, {}),
    type: strike,
    press: (key) => {
      const struck = key.split('+').map((each) => keys[each] ?? each);
      return act([...struck.map(down), ...struck.toReversed().map(up)]);
    },
    choose: async (selector, paths) => send('POST', `${await find(selector)}/value`, { text: paths.join('\n') }),
    // This WebDriver does not tell what stands in the console.
    console: undefined,
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });
}

async function firstLine(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  return text.trim();
}
