// npm test: installs what the tests need, builds, runs vitest. Further arguments go to vitest.
import { ensureInstalled } from './install.mjs';
import { root, run } from './run.mjs';
import { runVitest } from './run-vitest.mjs';

await ensureInstalled();

const { ensureTools } = await import('./ensure-tools.mjs');
const missing = await ensureTools();
if (missing.length > 0) {
  const inCi = process.env['CI'] === 'true';
  console.error(
    `Not there: ${missing.join(', ')}. ${inCi ? 'CI needs them all.' : 'Tests that need them are skipped.'}`,
  );
  if (inCi) process.exit(1);
}

const built = await run(process.execPath, [`${root}tools/build.mjs`]);
process.exit(built === 0 ? await runVitest(process.argv.slice(2)) : built);
