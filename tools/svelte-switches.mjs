/** Modules of Svelte that hold switches as `export let name = false`, each with a function that sets it. */
const switches = /[\\/]svelte[\\/]src[\\/]internal[\\/](?:flags[\\/]index|client[\\/]dom[\\/]hydration)\.js$/;

/**
 * Fixes what Svelte decides while it runs and what never changes here: no page is hydrated, since none is made on a server, and
 * every component is written with runes. The bundler leaves out what waits behind a constant, not what waits behind a variable that
 * nobody sets: a tenth of the script that the page starts with.
 *
 * @type {import('vite').Plugin}
 */
export const svelteSwitches = {
  name: 'svelte-switches',
  apply: 'build',
  transform(code, id) {
    if (!switches.test(id)) return undefined;
    const names = [...code.matchAll(/^export let (\w+) = false;$/gm)].map(([, name]) => name);
    if (names.length === 0) return this.error('Svelte keeps its switches in another way now');
    const set = new RegExp(`^\\t(?:${names.join('|')}) = \\w+;$`, 'gm');
    const fixed = code
      .replaceAll(/^export let (\w+) = false;$/gm, 'export const $1 = false;')
      .replaceAll(set, '')
      .replaceAll(/^export function /gm, '/* @__NO_SIDE_EFFECTS__ */ $&');
    return { code: fixed, map: null };
  },
};
