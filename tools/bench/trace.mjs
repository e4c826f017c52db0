/**
 * A task of the page's main thread. `processor` is what it took of the processor, without the time in which other programs
 * had it. Milliseconds.
 *
 * @typedef {{ wall: number, processor: number }} Task
 */

/** What Chromium writes of a trace (https://chromium.googlesource.com/catapult, "Trace Event Format"). Microseconds.
 *
 * @typedef {{ name: string, ph: string, pid: number, tid: number, dur?: number, tdur?: number, args: { name?: string } }} Event
 */

/**
 * Runs an action with the browser's trace on.
 *
 * @template T
 * @param {import('playwright-core').Browser} browser
 * @param {import('playwright-core').Page} page
 * @param {() => Promise<T>} action
 * @returns {Promise<{ result: T, longest: Task }>} longest: the task that took most of the processor
 */
export async function withTrace(browser, page, action) {
  await browser.startTracing(page, { categories: ['toplevel'] });
  const result = await action();
  /** @type {{ traceEvents: Event[] }} */
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = traceEvents
    .filter(({ name, ph, pid, tid }) => name.endsWith('RunTask') && ph === 'X' && mains.has(`${pid} ${tid}`))
    .map(({ dur = 0, tdur = dur }) => ({ wall: dur / 1000, processor: tdur / 1000 }));
  const [longest = { wall: NaN, processor: NaN }] = tasks.sort((a, b) => b.processor - a.processor);
  return { result, longest };
}
