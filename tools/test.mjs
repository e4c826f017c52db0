// npm test: installs what the tests need, builds, runs vitest. Further arguments go to vitest.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { packageCommand, root, run } from './run.mjs';

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
if (built !== 0) process.exit(built);

const folder = mkdtempSync(join(tmpdir(), 'certwright-test-'));
const report = join(folder, 'report.json');
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
// The tests wait for processes and browsers, so one worker for each processor is not too many.
const workers = `--maxWorkers=${availableParallelism()}`;
const started = performance.now();
const code = await run(
  process.execPath,
  packageCommand('vitest/vitest.mjs', 'run', workers, ...reporters, ...process.argv.slice(2)),
);
const seconds = (performance.now() - started) / 1000;

/** @typedef {{ status: string, fullName: string }} TestResult */

/**
 * Counts what ran. A file that could not be loaded and an error outside of any test count as one failure each, so that
 * the line never says "0 failed" about a run that failed. In CI a skipped test counts as failed: it proved nothing.
 */
function count() {
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
    const unloaded = testResults.filter(
      (/** @type {{ status: string, assertionResults: TestResult[] }} */ { status, assertionResults }) =>
        status === 'failed' && assertionResults.length === 0,
    ).length;
    /** @type {TestResult[]} */
    const results = testResults.flatMap(
      (/** @type {{ assertionResults: TestResult[] }} */ { assertionResults }) => assertionResults,
    );
    const passed = results.filter(({ status }) => status === 'passed').length;
    const broken = results.filter(({ status }) => status === 'failed').length;
    const skipped = results.filter(({ status }) => status !== 'passed' && status !== 'failed');
    const forbidden = process.env['CI'] === 'true' ? skipped : [];
    for (const { fullName } of forbidden) console.error(`Skipped, which CI does not accept: ${fullName}`);
    const failed = broken + unloaded + forbidden.length;
    return { passed, failed: code !== 0 && failed === 0 ? 1 : failed, skipped: skipped.length - forbidden.length };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { passed, failed, skipped } = count();
console.log(`The tests took ${seconds.toFixed(0)} s.`);
console.log(`${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`);
process.exit(failed === 0 ? 0 : 1);
