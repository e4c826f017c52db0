import type { ExternalToolName } from '../../../tools/external-tools.mjs';
import { requireTool } from '../tools';
import { startChromium } from './chromium';
import type { Start } from './driver';
import { startFirefox } from './firefox';
import { startWebKit } from './webkit';

/** The three engines, each with its driver. Where a program is missing, CI fails and other machines leave the engine out. */
export const engines = (
  [
    ['Chromium', startChromium, []],
    ['Firefox', startFirefox, ['firefox']],
    ['WebKitGTK', startWebKit, ['xvfb', 'webkit-webdriver', 'webkit-browser']],
  ] as const satisfies readonly (readonly [engine: string, start: Start, tools: readonly ExternalToolName[]])[]
).filter(([, , tools]) => requireTool(...tools));
