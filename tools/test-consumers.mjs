// npm run test:consumers: installs the systems that use our files, each at its exact version, builds, and lets them judge.
// What cannot be had is an error. Further arguments go to vitest.
import { ensureInstalled } from './install.mjs';
import { root, run } from './run.mjs';
import { runVitest } from './run-vitest.mjs';

await ensureInstalled();

const [{ ensureTools }, { installConsumers }] = await Promise.all([
  import('./ensure-tools.mjs'),
  import('./consumers/install.mjs'),
]);
const started = performance.now();
try {
  const missing = await ensureTools();
  if (missing.length > 0) throw new Error(`Not there: ${missing.join(', ')}.`);
  await installConsumers();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exit(1);
}
console.log(`The consumers are there after ${((performance.now() - started) / 1000).toFixed(0)} s.`);

const built = await run(process.execPath, [`${root}tools/build.mjs`]);
const config = ['--config', 'tests/consumers/vitest.config.ts'];
process.exit(built === 0 ? await runVitest([...config, ...process.argv.slice(2)]) : built);
