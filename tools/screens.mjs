// node tools/screens.mjs FOLDER [NAME…]: pictures of every screen and state of the built page, wide and narrow, light and dark.
// npm run build first.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launchChromium } from './chromium.mjs';
import { root } from './run.mjs';
import { prepareFiles, ready, states } from './screens/states.mjs';
import { serve } from './serve.mjs';

const [folder, ...wanted] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Usage: node tools/screens.mjs FOLDER [NAME…]\n');
  process.exit(2);
}

mkdirSync(folder, { recursive: true });
const removeFiles = prepareFiles();
const site = await serve(`${root}dist/site`, { host: '127.0.0.1', port: 0 });
const browser = await launchChromium();
const looks = [1280, 390].flatMap((width) =>
  /** @type {const} */ (['light', 'dark']).map((colorScheme) => ({ width, colorScheme })),
);

try {
  for (const [name, reach] of Object.entries(states)) {
    if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue;
    for (const { width, colorScheme } of looks) {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' });
      await page.goto(`http://127.0.0.1:${site.port}/`);
      await ready(page);
      await reach(page);
      // Drawn only in view otherwise, and a whole page is taken at once.
      await page.evaluate(() => {
        for (const machine of document.querySelectorAll('.machine'))
          if (machine instanceof HTMLElement) machine.style.contentVisibility = 'visible';
      });
      await page.screenshot({ path: join(folder, `${name}.${width}.${colorScheme}.png`), fullPage: true });
      await page.close();
    }
  }
} finally {
  await browser.close();
  await site.close();
  removeFiles();
}
