import { posix } from 'node:path';
import { importsOf } from './imports';

/** A layer: what it may import besides itself, and which packages. */
interface Layer {
  readonly layers: readonly string[];
  readonly packages: readonly RegExp[];
}

const SVELTE = [/^svelte(?:\/|$)/u];

/** Who may import whom: docs/architecture.md. The types of recipes are for all. */
const layers: Readonly<Record<string, Layer>> = {
  pki: { layers: [], packages: [] },
  issuance: { layers: ['pki'], packages: [] },
  keystores: { layers: ['pki'], packages: [] },
  recipes: { layers: [], packages: [] },
  inspect: { layers: ['pki', 'issuance', 'keystores', 'recipes'], packages: [] },
  bundle: { layers: ['pki', 'issuance', 'keystores', 'recipes', 'inspect'], packages: [] },
  jobs: { layers: ['pki', 'issuance', 'keystores', 'recipes', 'inspect', 'bundle'], packages: [] },
  app: { layers: ['pki', 'issuance', 'keystores', 'recipes', 'inspect', 'bundle', 'jobs'], packages: SVELTE },
  ui: { layers: ['pki', 'issuance', 'keystores', 'recipes', 'inspect', 'bundle', 'jobs', 'app'], packages: SVELTE },
  entries: {
    layers: ['pki', 'issuance', 'keystores', 'recipes', 'inspect', 'bundle', 'jobs', 'app', 'ui'],
    packages: SVELTE,
  },
};

/** The face that a file of entries belongs to: `cli` for entries/cli.ts and everything in entries/cli. */
const faceOf = (path: string): string | undefined => /^src\/entries\/([^/.]+)/u.exec(path)?.[1];

/** Whether a package may be named in a file. */
function mayUsePackage(path: string, layer: Layer, specifier: string): boolean {
  if (faceOf(path) === 'cli') return specifier.startsWith('node:');
  return layer.packages.some((allowed) => allowed.test(specifier));
}

/** Whether a file may name another one of src; both are paths from the checkout's top, the target without extension. */
function mayUseFile(path: string, name: string, layer: Layer, target: string): boolean {
  if (target === 'src/recipes/types') return true;
  if (path.endsWith('.recipe.ts')) return false;
  const [, other = ''] = /^src\/([^/]+)/u.exec(target) ?? [];
  if (other === 'entries') return faceOf(path) !== undefined && target.startsWith(`src/entries/${faceOf(path) ?? ''}/`);
  return other === name || layer.layers.includes(other);
}

/**
 * Judges one source file: which of its imports break the arrows.
 *
 * @returns one sentence for each import that is not allowed
 */
export function boundaryViolations(path: string, source: string): string[] {
  const [, name = ''] = /^src\/([^/]+)\//u.exec(path) ?? [];
  const layer = layers[name];
  if (layer === undefined) return [`${path} stands in no layer`];
  return importsOf(path, source)
    .filter(({ specifier }) =>
      specifier.startsWith('.')
        ? !mayUseFile(path, name, layer, posix.join(posix.dirname(path), specifier))
        : !mayUsePackage(path, layer, specifier),
    )
    .map(({ specifier }) => `${path} may not import ${specifier}`);
}
