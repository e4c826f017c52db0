import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageCommand, run } from './run.mjs';

/** @typedef {{ status: string, fullName: string, failureMessages?: readonly string[] }} TestResult */

/**
 * Counts what ran. A file that could not be loaded and an error outside of any test count as one failure each, so that
 * the line never says "0 failed" about a run that failed. In CI a skipped test counts as failed: it proved nothing.
 *
 * @param {string} report path of the JSON report
 * @param {number} code how vitest ended
 */
function count(report, code) {
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
  for (const { fullName, failureMessages } of results.filter(({ status }) => status === 'failed'))
    console.error(`Failed: ${fullName}: ${(failureMessages?.[0] ?? '').split('\n')[0] ?? ''}`);
  const failed = broken + unloaded + forbidden.length;
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed, skipped: skipped.length - forbidden.length };
}

/**
 * Runs vitest once and prints, last, how many tests passed and failed.
 *
 * @param {readonly string[]} args further arguments for vitest
 * @returns {Promise<number>} the exit code: 0 when nothing failed
 */
export async function runVitest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'certwright-test-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  // The tests wait for processes and browsers, so one worker for each processor is not too many.
  const workers = `--maxWorkers=${availableParallelism()}`;
  const started = performance.now();
  const code = await run(process.execPath, packageCommand('vitest/vitest.mjs', 'run', workers, ...reporters, ...args));
  const seconds = (performance.now() - started) / 1000;
  let counted = { passed: 0, failed: 1, skipped: 0 };
  try {
    counted = count(report, code);
  } catch {
    console.error('vitest left no report.');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const { passed, failed, skipped } = counted;
  console.log(`The tests took ${seconds.toFixed(0)} s.`);
  console.log(`${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`);
  return failed === 0 ? 0 : 1;
}
