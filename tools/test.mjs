// npm test: installs what the tests need, builds, runs vitest. Further arguments go to vitest.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
const code = await run(
  process.execPath,
  packageCommand('vitest/vitest.mjs', 'run', ...reporters, ...process.argv.slice(2)),
);

/**
 * Counts what ran. A file that could not be loaded and an error outside of any test count as one failure each, so that
 * the line never says "0 failed" about a run that failed.
 */
function count() {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    const unloaded = testResults.filter(
      (/** @type {{ status: string, assertionResults: unknown[] }} */ { status, assertionResults }) =>
        status === 'failed' && assertionResults.length === 0,
    ).length;
    const failed = numFailedTests + unloaded;
    return {
      passed: numPassedTests,
      failed: code !== 0 && failed === 0 ? 1 : failed,
      skipped: numPendingTests + numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { passed, failed, skipped } = count();
console.log(`${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`);
process.exit(failed === 0 ? 0 : 1);
