import type { InputFile } from '../inspect/found-object';
import { inspectFiles } from '../inspect/inspect-files';
import type { InspectOptions, Inspection } from '../inspect/inspect-files';
import { bundlesAmong } from './bundles-among';
import type { FindRecipe } from './renew-recipe';

export interface BundleInspectOptions extends Omit<InspectOptions, 'bundles' | 'quoted'> {
  readonly findRecipe: FindRecipe;
}

/**
 * Inspects files as `inspectFiles` does. Bundles of ours among them are held against their `certwright.json`, and opened by
 * the passwords that stand in them.
 *
 * @throws PkiError `cancelled` from `pause`; nothing else
 */
export async function inspect(
  files: readonly InputFile[],
  { findRecipe, ...options }: BundleInspectOptions,
): Promise<Inspection> {
  return inspectFiles(files, { ...options, ...(await bundlesAmong(files, findRecipe, options.pause)) });
}
