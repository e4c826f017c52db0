// node tools/screenshot.mjs: takes the README's picture of the built page anew. npm run build first.
import { launchChromium } from './chromium.mjs';
import { root } from './run.mjs';
import { serve } from './serve.mjs';

const site = await serve(`${root}dist/site`, { host: '127.0.0.1', port: 0 });
const browser = await launchChromium();
try {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 900 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  await page.goto(`http://127.0.0.1:${site.port}/#/qlik-sse?plugin=sales&hosts=sse.example.com,%2010.0.0.5`);
  await page.getByRole('button', { name: 'Create bundle' }).waitFor();
  await page.getByRole('status').filter({ hasText: 'Ready' }).waitFor();
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: `${root}docs/images/page.png` });
} finally {
  await browser.close();
  await site.close();
}
