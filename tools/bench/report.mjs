/** @param {readonly number[]} values @param {number} fraction */
function quantile(values, fraction) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))] ?? NaN;
}

/** @param {readonly number[]} values */
export const median = (values) => quantile(values, 0.5);

/** @param {number} value */
const ms = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));

/** @param {string} title */
export function heading(title) {
  console.log(`\n${title}`);
}

/**
 * Prints one row: median, 90th percentile and number of samples, and what they are held against. Returns the median.
 *
 * @param {string} name
 * @param {readonly number[]} values milliseconds
 * @param {{ target?: number, note?: string }} [against] target: at most so many milliseconds in the median
 */
export function row(name, values, { target, note = '' } = {}) {
  const middle = median(values);
  const verdict = target === undefined ? '' : `target ≤ ${target} ms: ${middle <= target ? 'met' : 'not met'}`;
  const figures = `${ms(middle).padStart(8)} ms  p90 ${ms(quantile(values, 0.9)).padStart(7)}  n ${String(values.length).padStart(3)}`;
  console.log(`  ${name.padEnd(58)}${figures}  ${[verdict, note].filter(Boolean).join('; ')}`.trimEnd());
  return middle;
}

/**
 * Prints how two medians compare.
 *
 * @param {string} name
 * @param {number} ours
 * @param {number} theirs
 * @param {number} [target] at most this ratio
 */
export function ratio(name, ours, theirs, target) {
  const value = ours / theirs;
  const verdict = target === undefined ? '' : `target ≤ ${target}: ${value <= target ? 'met' : 'not met'}`;
  console.log(`  ${name.padEnd(58)}${value.toFixed(2).padStart(8)} ×   ${verdict}`.trimEnd());
}
