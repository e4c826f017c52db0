import { readdirSync } from 'node:fs';
import { root } from './run.mjs';

const folder = 'src/ui/';
const components = readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.svelte'))
  .sort();

/**
 * The class by which the styles of a component find its elements. Svelte's own, a hash, has 14 characters in some 600 places; this
 * is the component's number.
 *
 * @type {NonNullable<import('svelte/compiler').CompileOptions['cssHash']>}
 */
export function styleName({ filename, hash }) {
  const number = components.indexOf(filename.slice(filename.lastIndexOf(folder) + folder.length));
  return number < 0 ? `s-${hash(filename)}` : `s${number}`;
}
